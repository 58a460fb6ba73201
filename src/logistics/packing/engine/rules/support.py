"""Whether the pieces of a block rest on enough of what is below them, and do not tip.

Judged as the checker judges: at least a share of each base lies on tops directly below, and the middle of the
piece lies within, or on the edge of, the convex hull of these faces. All of it in whole numbers.
"""

from __future__ import annotations

from logistics.packing.engine.columns import Placed, Rectangle, Tally
from logistics.packing.engine.geometry import common_area
from logistics.packing.engine.jit import folded, lean
from logistics.packing.engine.problem import Whole
from logistics.packing.engine.state import Load


@lean
def find_tops(load: Load, tops: Whole, x1: int, y1: int, x2: int, y2: int, level: int) -> int:
    """List the tops at a level, clipped to a rectangle; returns how many. What hangs carries nothing."""
    n = 0
    for b in range(load.tally[Tally.BLOCKS]):
        row = load.blocks[b]
        if row[Placed.BZ] == level and not (row[Placed.POSE] < 0 and row[Placed.AZ] > 0):
            n = add_top(tops, n, x1, y1, x2, y2, row[Placed.AX], row[Placed.AY], row[Placed.BX], row[Placed.BY])
    return n


@folded
def add_top(tops: Whole, n: int, x1: int, y1: int, x2: int, y2: int, ax: int, ay: int, bx: int, by: int) -> int:
    """Append what of a top lies in the rectangle from (x1, y1) to (x2, y2), if any; returns how many there are."""
    low_x, low_y, high_x, high_y = max(x1, ax), max(y1, ay), min(x2, bx), min(y2, by)
    if n == len(tops) or low_x >= high_x or low_y >= high_y:
        return n
    tops[n, Rectangle.X1], tops[n, Rectangle.Y1], tops[n, Rectangle.X2], tops[n, Rectangle.Y2] = (
        low_x,
        low_y,
        high_x,
        high_y,
    )
    return n + 1


@lean
def rests(tops: Whole, n: int, x: int, y: int, sx: int, sy: int, dx: int, dy: int, share: float) -> bool:
    """Whether every piece of a base stands soundly.

    tops: (n, 4) rectangles apart from each other. x, y, sx, sy: the base of the block; dx, dy: of a piece.
    """
    area = held_area(tops, n, x, y, x + sx, y + sy)
    if area == sx * sy:
        return True
    if area < share * (sx * sy):
        return False
    for cx in range(x, x + sx, dx):
        for cy in range(y, y + sy, dy):
            held = held_area(tops, n, cx, cy, cx + dx, cy + dy)
            if held < share * (dx * dy):
                return False
            if held < dx * dy and tips(tops, n, cx, cy, cx + dx, cy + dy):
                return False
    return True


@lean
def held_area(tops: Whole, n: int, x1: int, y1: int, x2: int, y2: int) -> int:
    """Area of a rectangle that lies on tops."""
    area = 0
    for t in range(n):
        ax, ay, bx, by = tops[t, Rectangle.X1], tops[t, Rectangle.Y1], tops[t, Rectangle.X2], tops[t, Rectangle.Y2]
        area += common_area(x1, y1, x2, y2, ax, ay, bx, by)
    return area


@lean
def tips(tops: Whole, n: int, x1: int, y1: int, x2: int, y2: int) -> bool:
    """Whether the middle of a base lies outside of the convex hull of the faces on which it rests.

    It does if all corners of these faces, seen from the middle, lie within less than half a turn of one of them.
    """
    for first in range(4 * n):
        touching, px, py = corner_seen(tops, first, x1, y1, x2, y2)
        if not touching:
            continue
        outside = True
        for other in range(4 * n):
            touching, qx, qy = corner_seen(tops, other, x1, y1, x2, y2)
            turn = px * qy - py * qx
            if touching and (turn < 0 or (turn == 0 and px * qx + py * qy <= 0)):
                outside = False
                break
        if outside:
            return True
    return False


@lean
def corner_seen(tops: Whole, number: int, x1: int, y1: int, x2: int, y2: int) -> tuple[bool, int, int]:
    """One of four corners of each face on which a base rests, as twice the way to it from the middle of the base.

    The first answer is whether the base rests on that top at all.
    """
    t = number // 4
    ax, ay = max(x1, tops[t, Rectangle.X1]), max(y1, tops[t, Rectangle.Y1])
    bx, by = min(x2, tops[t, Rectangle.X2]), min(y2, tops[t, Rectangle.Y2])
    x, y = bx if number & 1 else ax, by if number & 2 else ay
    return ax < bx and ay < by, 2 * x - x1 - x2, 2 * y - y1 - y2
