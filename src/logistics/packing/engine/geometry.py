"""How boxes lie to each other. Lengths in mm."""

from __future__ import annotations

from logistics.packing.engine.columns import Placed
from logistics.packing.engine.jit import folded
from logistics.packing.engine.problem import Whole


@folded
def common_area(ax1: int, ay1: int, ax2: int, ay2: int, bx1: int, by1: int, bx2: int, by2: int) -> int:
    """The area that two rectangles share, each given by its low and its high corner."""
    wide = min(ax2, bx2) - max(ax1, bx1)
    deep = min(ay2, by2) - max(ay1, by1)
    return wide * deep if wide > 0 and deep > 0 else 0


@folded
def stands_on(upper: Whole, lower: Whole) -> bool:
    """Whether a placed block rests, if only in part, directly on another."""
    return bool(
        lower[Placed.BZ] == upper[Placed.AZ]
        and lower[Placed.AX] < upper[Placed.BX]
        and lower[Placed.BX] > upper[Placed.AX]
        and lower[Placed.AY] < upper[Placed.BY]
        and lower[Placed.BY] > upper[Placed.AY]
    )
