"""Which places in a bin are liked."""

from __future__ import annotations

from enum import IntEnum

import numpy as np

from logistics.packing.engine.columns import Cuboid
from logistics.packing.engine.jit import lean
from logistics.packing.engine.problem import Small, Whole


class Way(IntEnum):
    """Ways of liking places: by their corners in one of three orders, by the gaps that they leave, or by how far the
    piece stays from the far corner of the bin."""

    LOW_X = 0
    LOW_Y = 1
    LOW_Z = 2
    TIGHT = 3
    FAR_FROM_END = 4
    LEAST_GAPS = 5


_LONGER_THAN_ANY = 131072.0
"""mm; a space is at most 100 m long."""


@lean
def merit(way: int, corners: Small, e: int, size: Whole, bin_size: Whole) -> float:
    """How little a place in a free space is liked."""
    if way <= Way.LOW_Z:
        first, second, third = corners[(way + 2) % 3, e], corners[(way + 1) % 3, e], corners[way, e]
        return float((first * _LONGER_THAN_ANY + second) * _LONGER_THAN_ANY + third)
    value = 1.0 if way == Way.LEAST_GAPS else 0.0
    tightest, loosest = np.inf, 0.0
    for axis in range(3):
        low = int(corners[axis, e])
        gap = (corners[axis + Cuboid.X2, e] - low - size[axis]) / bin_size[axis]
        tightest, loosest = min(tightest, gap), max(loosest, gap)
        if way == Way.FAR_FROM_END:
            value -= ((bin_size[axis] - low - size[axis]) / bin_size[axis]) ** 2
        elif way == Way.LEAST_GAPS:
            value *= gap + 0.01
    return tightest + 0.01 * loosest if way == Way.TIGHT else value
