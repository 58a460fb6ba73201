"""Whether the pieces of a block rest on enough of what is below them, and do not tip.

Judged as the checker judges: at least a share of each base lies on tops directly below, and the middle of the
piece lies within, or on the edge of, the convex hull of these faces. All of it in whole numbers.
"""

from __future__ import annotations

import numpy as np

from logistics.packing.engine import columns as at
from logistics.packing.engine.jit import inner
from logistics.packing.engine.loose_state import TOPS
from logistics.packing.engine.state import Load, Whole


@inner
def find_tops(load: Load, tops: Whole, x1: int, y1: int, x2: int, y2: int, level: int) -> int:
    """List the tops at a level, clipped to a rectangle; returns how many."""
    blocks = load.blocks
    n = 0
    for b in range(load.tally[at.BLOCKS]):
        if blocks[b, at.BZ] != level or n == TOPS:
            continue
        ax, ay = max(x1, blocks[b, at.AX]), max(y1, blocks[b, at.AY])
        bx, by = min(x2, blocks[b, at.BX]), min(y2, blocks[b, at.BY])
        if ax < bx and ay < by:
            tops[n, 0], tops[n, 1], tops[n, 2], tops[n, 3] = ax, ay, bx, by
            n += 1
    return n


@inner
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


@inner
def held_area(tops: Whole, n: int, x1: int, y1: int, x2: int, y2: int) -> int:
    """Area of a rectangle that lies on tops."""
    area = 0
    for t in range(n):
        wide = min(x2, tops[t, 2]) - max(x1, tops[t, 0])
        deep = min(y2, tops[t, 3]) - max(y1, tops[t, 1])
        if wide > 0 and deep > 0:
            area += wide * deep
    return area


@inner
def tips(tops: Whole, n: int, x1: int, y1: int, x2: int, y2: int) -> bool:
    """Whether the middle of a base lies outside of the convex hull of the faces on which it rests.

    It does if all corners of these faces, seen from the middle, lie within less than half a turn of one of them.
    """
    seen = np.empty((4 * n, 2), np.int64)  # twice the way from the middle to each corner
    corners = 0
    for t in range(n):
        ax, ay, bx, by = max(x1, tops[t, 0]), max(y1, tops[t, 1]), min(x2, tops[t, 2]), min(y2, tops[t, 3])
        if ax >= bx or ay >= by:
            continue
        for x in (ax, bx):
            for y in (ay, by):
                seen[corners, 0], seen[corners, 1] = 2 * x - x1 - x2, 2 * y - y1 - y2
                corners += 1
    for first in range(corners):
        px, py = seen[first]
        outside = True
        for other in range(corners):
            qx, qy = seen[other]
            turn = px * qy - py * qx
            if turn < 0 or (turn == 0 and px * qx + py * qy <= 0):
                outside = False
                break
        if outside:
            return True
    return corners == 0
