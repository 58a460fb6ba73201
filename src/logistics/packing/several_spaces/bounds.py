"""How many equal cargo spaces pieces need at least."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from logistics.packing.arrays.bins import make_poses
from logistics.packing.engine.bins.bounds import fewest_bins
from logistics.packing.model import CargoSpace, Item
from logistics.packing.traits import usable_sizes

_MOST_PIECES = 2_000
_EXACT_PIECES = 200
_STEPS, _MOST_STEPS = 2, 20
"""How finely bounds by sizes are told, beyond so many pieces and up to as many; beyond the most by volume only."""


def least_number(space: CargoSpace, items: Sequence[Item]) -> int:
    """No fewer spaces like this one hold the pieces, each of which fits it.

    By room (dual feasible functions, Fekete and Schepers 2004, arXiv:cs/0402044) and by weight.
    """
    by_room = math.ceil(sum(item.volume_mm3 for item in items) / space.volume_mm3)
    if len(items) <= _MOST_PIECES:
        poses, first = make_poses([usable_sizes(space, item) for item in items])
        size = np.array([space.length_mm, space.width_mm, space.height_mm])
        by_room = int(fewest_bins(first, poses, size, _MOST_STEPS if len(items) <= _EXACT_PIECES else _STEPS))
    if not space.max_payload_g:
        return by_room
    heavy = sum(2 * item.weight_g > space.max_payload_g for item in items)
    return max(by_room, heavy, math.ceil(sum(item.weight_g for item in items) / space.max_payload_g))
