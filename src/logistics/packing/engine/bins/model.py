"""What is shared out among bins, and how. Lengths in mm, weights in g, volumes as parts of the mean bin."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from logistics.packing.engine.problem import Real, Whole

NONE = -1
"""No bin, or no piece."""


class Parcels(NamedTuple):
    """What is shared out. A parcel is one piece, or several that stay together."""

    first: Whole  # (U + 1,) its pieces are first[u] to first[u + 1]
    volume: Real  # (U,)
    weight: Whole  # (U,)
    keys: Real  # (U, KEYS) logarithms of its measures
    pose_first: Whole  # (n + 1,) poses of a piece
    pose_size: Whole  # (P, 3)


class Bins(NamedTuple):
    """The bins there are."""

    size: Whole  # (K, 3)
    volume: Real  # (K,)
    payload: Whole  # (K,)
    door: Whole  # (K, 4) where the opening begins and ends across, its sill and its lintel
    admits: NDArray[np.bool_]  # (U, K)


class Shares(NamedTuple):
    """Which parcel is in which bin (NONE: waits), and where its pieces stand there."""

    bin_of: Whole  # (U,)
    low: Whole  # (n, 3)
    high: Whole  # (n, 3)
