"""The one source of random numbers of all searches: xorshift of 64 bits (Marsaglia 2003,
doi:10.18637/jss.v008.i14)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from logistics.packing.engine.jit import folded, lean

Source = NDArray[np.uint64]
"""(1,) the state, not 0; each draw changes it."""


@lean
def draw(source: Source) -> float:
    """A random number from 0 to below 1."""
    state = source[0]
    state ^= state << np.uint64(13)
    state ^= state >> np.uint64(7)
    state ^= state << np.uint64(17)
    source[0] = state
    return float(state >> np.uint64(11)) * 2.0**-53


@folded
def below(source: Source, n: int) -> int:
    """A random whole number from 0 to n - 1."""
    return int(draw(source) * n)


@folded
def between(source: Source, low: float, high: float) -> float:
    """A random number from low to high."""
    return low + draw(source) * (high - low)


@folded
def window(source: Source, longest: int, low: float, high: float) -> tuple[float, float]:
    """A random stretch of a side, from a share `low` to a share `high` of it long."""
    length = longest * between(source, low, high)
    start = draw(source) * (longest - length)
    return start, start + length
