"""Flats: the largest rectangles of one level on which something may stand (see `state`).

Covering a part of the level splits every flat it touches into up to four; a new top joins what touches it
on the same level. Joining follows the consensus rule of prime implicants: two flats that touch or overlap
along one axis yield the strip they share along the other, until nothing new appears.
"""

from __future__ import annotations

import numpy as np

from logistics.packing.engine import columns as at
from logistics.packing.engine.jit import folded, unsigned
from logistics.packing.engine.state import Load, Real, Scratch, Whole

PART_CLOSED = 5
"""Column of a part of a flat after its corners: 1 if nothing that is left fits."""


@folded
def add_flat(room: Whole, taste: Real, load: Load, x1: int, y1: int, x2: int, y2: int, level: int) -> int:
    """Append an open flat; returns its row, or -1: a full table loses it, room is wasted and the plan stays right."""
    n = load.tally[at.FLATS]
    if n == load.flats.shape[0]:
        load.tally[at.LOST] += 1
        return -1
    set_flat(room, taste, load, n, x1, y1, x2, y2, level)
    load.tally[at.FLATS] = n + 1
    return int(n)


@folded
def set_flat(room: Whole, taste: Real, load: Load, i: int, x1: int, y1: int, x2: int, y2: int, level: int) -> None:
    """Write an open flat, its corner that is nearest to a corner of the room, and how far that is."""
    flats = load.flats
    flats[i, at.X1], flats[i, at.Y1], flats[i, at.X2], flats[i, at.Y2] = x1, y1, x2, y2
    flats[i, at.LEVEL] = level
    nearest, best = np.inf, 0
    for corner in range(int(taste[at.TASTE_CORNERS])):
        far_x = room[0] - x2 if corner & 2 else x1
        far_y = room[1] - y2 if corner & 1 else y1
        far = taste[at.TASTE_FAR_X] * far_x + taste[at.TASTE_FAR_Y] * far_y
        if far < nearest:
            nearest, best = far, corner
    load.far[i] = nearest + taste[at.TASTE_FAR_Z] * level
    flats[i, at.CORNER] = best


@folded
def remove_flat(load: Load, i: int) -> None:
    """The last flat takes the row of the removed one."""
    last = load.tally[at.FLATS] - 1
    for c in range(6):
        load.flats[i, c] = load.flats[last, c]
    load.far[i] = load.far[last]
    load.tally[at.FLATS] = last


@folded
def rows_of_level(load: Load, rows: Whole, level: int) -> int:
    """List the flats of a level, rising; returns how many."""
    flats, n = load.flats, 0
    for i in range(load.tally[at.FLATS]):
        rows[n] = i
        n += flats[i, at.LEVEL] == level
    return n


@folded
def cover(
    room: Whole, taste: Real, load: Load, scratch: Scratch, x1: int, y1: int, x2: int, y2: int, level: int
) -> None:
    """Something now stands on this rectangle of the level: keep what is left around it."""
    flats, rows, cut, parts = load.flats, scratch.rows, scratch.cut, scratch.parts
    whole, n_cut, n = 0, 0, 0
    for j in range(rows_of_level(load, rows, level)):
        i = unsigned(rows[j])
        fx1, fy1, fx2, fy2 = flats[i, at.X1], flats[i, at.Y1], flats[i, at.X2], flats[i, at.Y2]
        if fx1 >= x2 or fx2 <= x1 or fy1 >= y2 or fy2 <= y1:
            rows[whole] = i
            whole += 1
            continue
        cut[n_cut] = i
        n_cut += 1
        closed = load.far[i] == np.inf
        if fx1 < x1:
            n = add_part(parts, n, fx1, fy1, x1, fy2, closed)
        if x2 < fx2:
            n = add_part(parts, n, x2, fy1, fx2, fy2, closed)
        if fy1 < y1:
            n = add_part(parts, n, fx1, fy1, fx2, y1, closed)
        if y2 < fy2:
            n = add_part(parts, n, fx1, y2, fx2, fy2, closed)
    used = 0
    for p in range(n):
        # A part may lie within a flat that the rectangle did not touch.
        px1, py1, px2, py2 = parts[p, at.X1], parts[p, at.Y1], parts[p, at.X2], parts[p, at.Y2]
        if is_within(flats, rows, whole, px1, py1, px2, py2):
            continue
        if used < n_cut:
            row = cut[used]
            set_flat(room, taste, load, row, px1, py1, px2, py2, level)
            used += 1
        else:
            row = add_flat(room, taste, load, px1, py1, px2, py2, level)
        if parts[p, PART_CLOSED] and row >= 0:
            load.far[row] = np.inf
    for j in range(n_cut - 1, used - 1, -1):
        remove_flat(load, cut[j])


@folded
def is_within(flats: Whole, rows: Whole, n: int, x1: int, y1: int, x2: int, y2: int) -> bool:
    """Whether one of the listed flats contains the rectangle."""
    for j in range(n):
        i = unsigned(rows[j])
        if flats[i, at.X1] <= x1 and flats[i, at.Y1] <= y1 and flats[i, at.X2] >= x2 and flats[i, at.Y2] >= y2:
            return True
    return False


@folded
def add_part(parts: Whole, n: int, x1: int, y1: int, x2: int, y2: int, closed: bool) -> int:
    """Add a part of a split flat unless another contains it; those within it go. Returns how many there are."""
    i = 0
    while i < n:
        if parts[i, at.X1] <= x1 and parts[i, at.Y1] <= y1 and parts[i, at.X2] >= x2 and parts[i, at.Y2] >= y2:
            return n
        if x1 <= parts[i, at.X1] and y1 <= parts[i, at.Y1] and x2 >= parts[i, at.X2] and y2 >= parts[i, at.Y2]:
            n -= 1
            for c in range(6):
                parts[i, c] = parts[n, c]
        else:
            i += 1
    if n < len(parts):
        parts[n, at.X1], parts[n, at.Y1], parts[n, at.X2], parts[n, at.Y2] = x1, y1, x2, y2
        parts[n, PART_CLOSED] = closed
        n += 1
    return n


@folded
def add_top(
    room: Whole, taste: Real, load: Load, scratch: Scratch, x1: int, y1: int, x2: int, y2: int, level: int
) -> None:
    """A new top: it is a flat, and so is every larger strip it makes with flats of its level."""
    flats, rows, joined = load.flats, scratch.rows, scratch.joined
    old = rows_of_level(load, rows, level)
    if old == 0:
        add_flat(room, taste, load, x1, y1, x2, y2, level)
        return
    old = min(old, len(joined) - 1)
    for j in range(old):
        i = unsigned(rows[j])
        for c in range(4):
            joined[j, c] = flats[i, c]
    n = join(joined, old, x1, y1, x2, y2)
    # Backwards, so that removed rows are filled by flats that stay.
    for j in range(old, n):
        if not is_swallowed(joined, n, j):
            add_flat(room, taste, load, joined[j, 0], joined[j, 1], joined[j, 2], joined[j, 3], level)
    for j in range(old - 1, -1, -1):
        if is_swallowed(joined, n, j):
            remove_flat(load, rows[j])


@folded
def join(joined: Whole, old: int, x1: int, y1: int, x2: int, y2: int) -> int:
    """Append a rectangle to `old` maximal ones, and all strips they make together; returns how many there are."""
    joined[old, 0], joined[old, 1], joined[old, 2], joined[old, 3] = x1, y1, x2, y2
    new, n = old, old + 1
    while new < n:
        for i in range(new):
            low_x, high_x = max(joined[new, 0], joined[i, 0]), min(joined[new, 2], joined[i, 2])
            low_y, high_y = max(joined[new, 1], joined[i, 1]), min(joined[new, 3], joined[i, 3])
            if low_x <= high_x and low_y < high_y:
                n = add_strip(
                    joined, n, min(joined[new, 0], joined[i, 0]), low_y, max(joined[new, 2], joined[i, 2]), high_y
                )
            if low_y <= high_y and low_x < high_x:
                n = add_strip(
                    joined, n, low_x, min(joined[new, 1], joined[i, 1]), high_x, max(joined[new, 3], joined[i, 3])
                )
        new += 1
    return n


@folded
def add_strip(joined: Whole, n: int, x1: int, y1: int, x2: int, y2: int) -> int:
    """Append a rectangle unless one of the n others contains it; returns how many there are."""
    for j in range(n):
        if joined[j, 0] <= x1 and joined[j, 1] <= y1 and joined[j, 2] >= x2 and joined[j, 3] >= y2:
            return n
    if n < len(joined):
        joined[n, 0], joined[n, 1], joined[n, 2], joined[n, 3] = x1, y1, x2, y2
        n += 1
    return n


@folded
def is_swallowed(joined: Whole, n: int, i: int) -> bool:
    """Whether another rectangle contains this one; of two equal ones the later is swallowed."""
    for j in range(n):
        if (
            j != i
            and joined[j, 0] <= joined[i, 0]
            and joined[j, 1] <= joined[i, 1]
            and joined[j, 2] >= joined[i, 2]
            and joined[j, 3] >= joined[i, 3]
        ):
            return True
    return False
