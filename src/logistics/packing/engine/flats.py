"""Flats: the largest rectangles of one level on which something may stand (see `state`).

Covering a part of the level splits every flat it touches into up to four; a new top joins what touches it
on the same level. Joining follows the consensus rule of prime implicants: two flats that touch or overlap
along one axis yield the strip they share along the other, until nothing new appears.
"""

from __future__ import annotations

from logistics.packing.engine import columns as at
from logistics.packing.engine.jit import inner
from logistics.packing.engine.state import Whole


@inner
def covered(flats: Whole, n: int, x1: int, y1: int, x2: int, y2: int, level: int) -> bool:
    """Whether one of the first n flats of the level contains the rectangle."""
    for i in range(n):
        if (
            flats[i, at.LEVEL] == level
            and flats[i, at.X1] <= x1
            and flats[i, at.Y1] <= y1
            and flats[i, at.X2] >= x2
            and flats[i, at.Y2] >= y2
        ):
            return True
    return False


@inner
def add_flat(tally: Whole, flats: Whole, x1: int, y1: int, x2: int, y2: int, level: int, is_open: int) -> None:
    """Append a flat. A full table loses it: room is wasted, the plan stays right."""
    n = tally[at.FLATS]
    if n == flats.shape[0]:
        tally[at.LOST] += 1
        return
    flats[n, at.X1] = x1
    flats[n, at.Y1] = y1
    flats[n, at.X2] = x2
    flats[n, at.Y2] = y2
    flats[n, at.LEVEL] = level
    flats[n, at.OPEN] = is_open
    tally[at.FLATS] = n + 1


@inner
def remove_flat(tally: Whole, flats: Whole, i: int) -> None:
    """The last flat takes the row of the removed one."""
    last = tally[at.FLATS] - 1
    for c in range(6):
        flats[i, c] = flats[last, c]
    tally[at.FLATS] = last


@inner
def cover(tally: Whole, flats: Whole, x1: int, y1: int, x2: int, y2: int, level: int) -> None:
    """Something now stands on this rectangle of the level: keep what is left around it."""
    # Split flats go to the end of the table, beyond the flats still to look at.
    i = 0
    todo = tally[at.FLATS]
    while i < todo:
        fx1, fy1, fx2, fy2 = flats[i, at.X1], flats[i, at.Y1], flats[i, at.X2], flats[i, at.Y2]
        if flats[i, at.LEVEL] != level or fx1 >= x2 or fx2 <= x1 or fy1 >= y2 or fy2 <= y1:
            i += 1
            continue
        is_open = flats[i, at.OPEN]
        # The rows [todo, tally) are new; keep them so by moving two rows instead of one.
        todo -= 1
        for c in range(6):
            flats[i, c] = flats[todo, c]
        remove_flat(tally, flats, todo)
        if fx1 < x1:
            add_part(tally, flats, todo, fx1, fy1, x1, fy2, level, is_open)
        if x2 < fx2:
            add_part(tally, flats, todo, x2, fy1, fx2, fy2, level, is_open)
        if fy1 < y1:
            add_part(tally, flats, todo, fx1, fy1, fx2, y1, level, is_open)
        if y2 < fy2:
            add_part(tally, flats, todo, fx1, y2, fx2, fy2, level, is_open)
    # A part may lie within a flat that the rectangle did not touch.
    i = todo
    while i < tally[at.FLATS]:
        if covered(flats, todo, flats[i, at.X1], flats[i, at.Y1], flats[i, at.X2], flats[i, at.Y2], level):
            remove_flat(tally, flats, i)
        else:
            i += 1


@inner
def add_part(
    tally: Whole, flats: Whole, start: int, x1: int, y1: int, x2: int, y2: int, level: int, is_open: int
) -> None:
    """Add a part of a split flat unless another part contains it; parts within the new one go."""
    i = start
    while i < tally[at.FLATS]:
        if flats[i, at.X1] <= x1 and flats[i, at.Y1] <= y1 and flats[i, at.X2] >= x2 and flats[i, at.Y2] >= y2:
            return
        if x1 <= flats[i, at.X1] and y1 <= flats[i, at.Y1] and x2 >= flats[i, at.X2] and y2 >= flats[i, at.Y2]:
            remove_flat(tally, flats, i)
        else:
            i += 1
    add_flat(tally, flats, x1, y1, x2, y2, level, is_open)


@inner
def add_top(tally: Whole, flats: Whole, x1: int, y1: int, x2: int, y2: int, level: int) -> None:
    """A new top: it is a flat, and so is every larger strip it makes with flats of its level."""
    new = tally[at.FLATS]
    add_flat(tally, flats, x1, y1, x2, y2, level, 1)
    while new < tally[at.FLATS]:
        i = 0
        while i < new:
            if flats[i, at.LEVEL] == level:
                join(tally, flats, new, i)
            i += 1
        new += 1
    drop_contained(tally, flats, level)


@inner
def join(tally: Whole, flats: Whole, a: int, b: int) -> None:
    """Add the strips that two flats of one level make together."""
    low_x, high_x = max(flats[a, at.X1], flats[b, at.X1]), min(flats[a, at.X2], flats[b, at.X2])
    low_y, high_y = max(flats[a, at.Y1], flats[b, at.Y1]), min(flats[a, at.Y2], flats[b, at.Y2])
    level = flats[a, at.LEVEL]
    if low_x <= high_x and low_y < high_y:
        x1, x2 = min(flats[a, at.X1], flats[b, at.X1]), max(flats[a, at.X2], flats[b, at.X2])
        if not covered(flats, tally[at.FLATS], x1, low_y, x2, high_y, level):
            add_flat(tally, flats, x1, low_y, x2, high_y, level, 1)
    if low_y <= high_y and low_x < high_x:
        y1, y2 = min(flats[a, at.Y1], flats[b, at.Y1]), max(flats[a, at.Y2], flats[b, at.Y2])
        if not covered(flats, tally[at.FLATS], low_x, y1, high_x, y2, level):
            add_flat(tally, flats, low_x, y1, high_x, y2, level, 1)


@inner
def drop_contained(tally: Whole, flats: Whole, level: int) -> None:
    """Keep only the largest flats of a level; of two equal ones the earlier."""
    i = 0
    while i < tally[at.FLATS]:
        gone = False
        if flats[i, at.LEVEL] == level:
            for j in range(tally[at.FLATS]):
                if j == i or flats[j, at.LEVEL] != level:
                    continue
                if (
                    flats[j, at.X1] <= flats[i, at.X1]
                    and flats[j, at.Y1] <= flats[i, at.Y1]
                    and flats[j, at.X2] >= flats[i, at.X2]
                    and flats[j, at.Y2] >= flats[i, at.Y2]
                ):
                    gone = True
                    break
        if gone:
            remove_flat(tally, flats, i)
        else:
            i += 1
