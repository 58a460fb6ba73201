"""The free rectangles of one level (see `rectangles`): covering splits them, a new top joins them.

Covering a part of the level splits every rectangle it touches into up to four. Joining follows the consensus rule of
prime implicants (Quine 1955, doi:10.2307/2307285): two rectangles that touch or overlap along one axis yield the
strip they share along the other, until nothing new appears.
"""

from __future__ import annotations

import numpy as np

from logistics.packing.engine.columns import Free, Parameter, Rectangle, Remnant
from logistics.packing.engine.jit import folded, unsigned
from logistics.packing.engine.problem import Real, Whole
from logistics.packing.engine.state import Rectangles, RectangleScratch


@folded
def add_rectangle(
    room: Whole, parameters: Real, free: Rectangles, x1: int, y1: int, x2: int, y2: int, level: int
) -> int:
    """Append an open rectangle; returns its row, or -1: a full table loses it, room is wasted and the plan stays
    right."""
    n = free.counts[Free.ROWS]
    if n == free.corners.shape[0]:
        free.counts[Free.LOST] += 1
        return -1
    set_rectangle(room, parameters, free, n, x1, y1, x2, y2, level)
    free.counts[Free.ROWS] = n + 1
    return int(n)


@folded
def set_rectangle(
    room: Whole, parameters: Real, free: Rectangles, i: int, x1: int, y1: int, x2: int, y2: int, level: int
) -> None:
    """Write an open rectangle, its corner that is nearest to a corner of the room, and how far that is."""
    corners = free.corners
    corners[i, Rectangle.X1], corners[i, Rectangle.Y1], corners[i, Rectangle.X2], corners[i, Rectangle.Y2] = (
        x1,
        y1,
        x2,
        y2,
    )
    corners[i, Rectangle.LEVEL] = level
    nearest, best = np.inf, 0
    for corner in range(int(parameters[Parameter.CORNERS])):
        far_x = room[0] - x2 if corner & 2 else x1
        far_y = room[1] - y2 if corner & 1 else y1
        far = parameters[Parameter.FAR_X] * far_x + parameters[Parameter.FAR_Y] * far_y
        if far < nearest:
            nearest, best = far, corner
    free.far[i] = nearest + parameters[Parameter.FAR_Z] * level
    corners[i, Rectangle.CORNER] = best


@folded
def remove_rectangle(free: Rectangles, i: int) -> None:
    """The last rectangle takes the row of the removed one."""
    last = free.counts[Free.ROWS] - 1
    for c in range(free.corners.shape[1]):
        free.corners[i, c] = free.corners[last, c]
    free.far[i] = free.far[last]
    free.counts[Free.ROWS] = last


@folded
def rows_of_level(free: Rectangles, rows: Whole, level: int) -> int:
    """List the rectangles of a level, rising; returns how many."""
    corners, n = free.corners, 0
    for i in range(free.counts[Free.ROWS]):
        rows[n] = i
        n += corners[i, Rectangle.LEVEL] == level
    return n


@folded
def cover(
    room: Whole,
    parameters: Real,
    free: Rectangles,
    scratch: RectangleScratch,
    x1: int,
    y1: int,
    x2: int,
    y2: int,
    level: int,
) -> None:
    """Something now stands on this rectangle of the level: keep what is left around it."""
    corners, cut, parts = free.corners, scratch.cut, scratch.parts
    whole, n_cut, n = split_covered(free, scratch, x1, y1, x2, y2, level)
    used = 0
    for p in range(n):
        # A part may lie within a rectangle that is not covered at all.
        px1, py1, px2, py2 = parts[p, Remnant.X1], parts[p, Remnant.Y1], parts[p, Remnant.X2], parts[p, Remnant.Y2]
        if is_within(corners, scratch.rows, whole, px1, py1, px2, py2):
            continue
        if used < n_cut:
            row = cut[used]
            set_rectangle(room, parameters, free, row, px1, py1, px2, py2, level)
            used += 1
        else:
            row = add_rectangle(room, parameters, free, px1, py1, px2, py2, level)
        if parts[p, Remnant.CLOSED] and row >= 0:
            free.far[row] = np.inf
    for j in range(n_cut - 1, used - 1, -1):
        remove_rectangle(free, cut[j])


@folded
def split_covered(
    free: Rectangles, scratch: RectangleScratch, x1: int, y1: int, x2: int, y2: int, level: int
) -> tuple[int, int, int]:
    """List the parts of the rectangles of a level that are covered. Returns how many rectangles of the level are not
    covered (their rows come first in `rows`), how many are (in `cut`), and how many parts there are."""
    corners, rows, cut, parts = free.corners, scratch.rows, scratch.cut, scratch.parts
    whole, n_cut, n = 0, 0, 0
    for j in range(rows_of_level(free, rows, level)):
        i = unsigned(rows[j])
        fx1, fy1 = corners[i, Rectangle.X1], corners[i, Rectangle.Y1]
        fx2, fy2 = corners[i, Rectangle.X2], corners[i, Rectangle.Y2]
        if fx1 >= x2 or fx2 <= x1 or fy1 >= y2 or fy2 <= y1:
            rows[whole] = i
            whole += 1
            continue
        cut[n_cut] = i
        n_cut += 1
        closed = free.far[i] == np.inf
        if fx1 < x1:
            n = add_part(parts, n, fx1, fy1, x1, fy2, closed)
        if x2 < fx2:
            n = add_part(parts, n, x2, fy1, fx2, fy2, closed)
        if fy1 < y1:
            n = add_part(parts, n, fx1, fy1, fx2, y1, closed)
        if y2 < fy2:
            n = add_part(parts, n, fx1, y2, fx2, fy2, closed)
    return whole, n_cut, n


@folded
def is_within(corners: Whole, rows: Whole, n: int, x1: int, y1: int, x2: int, y2: int) -> bool:
    """Whether one of the listed rectangles contains the rectangle."""
    for j in range(n):
        i = unsigned(rows[j])
        if (
            corners[i, Rectangle.X1] <= x1
            and corners[i, Rectangle.Y1] <= y1
            and corners[i, Rectangle.X2] >= x2
            and corners[i, Rectangle.Y2] >= y2
        ):
            return True
    return False


@folded
def add_part(parts: Whole, n: int, x1: int, y1: int, x2: int, y2: int, closed: bool) -> int:
    """Add a part of a split rectangle unless another contains it; those within it go. Returns how many there are."""
    i = 0
    while i < n:
        if (
            parts[i, Remnant.X1] <= x1
            and parts[i, Remnant.Y1] <= y1
            and parts[i, Remnant.X2] >= x2
            and parts[i, Remnant.Y2] >= y2
        ):
            return n
        if (
            x1 <= parts[i, Remnant.X1]
            and y1 <= parts[i, Remnant.Y1]
            and x2 >= parts[i, Remnant.X2]
            and y2 >= parts[i, Remnant.Y2]
        ):
            n -= 1
            for c in range(parts.shape[1]):
                parts[i, c] = parts[n, c]
        else:
            i += 1
    if n < len(parts):
        parts[n, Remnant.X1], parts[n, Remnant.Y1], parts[n, Remnant.X2], parts[n, Remnant.Y2] = x1, y1, x2, y2
        parts[n, Remnant.CLOSED] = closed
        n += 1
    return n


@folded
def add_top(
    room: Whole,
    parameters: Real,
    free: Rectangles,
    scratch: RectangleScratch,
    x1: int,
    y1: int,
    x2: int,
    y2: int,
    level: int,
) -> None:
    """A new top: it is free, and so is every larger strip it makes with rectangles of its level."""
    corners, rows, joined = free.corners, scratch.rows, scratch.joined
    old = rows_of_level(free, rows, level)
    if old == 0:
        add_rectangle(room, parameters, free, x1, y1, x2, y2, level)
        return
    old = min(old, len(joined) - 1)
    for j in range(old):
        i = unsigned(rows[j])
        for c in range(joined.shape[1]):
            joined[j, c] = corners[i, c]
    n = join(joined, old, x1, y1, x2, y2)
    # Backwards, so that removed rows are filled by rectangles that stay.
    for j in range(old, n):
        if not is_swallowed(joined, n, j):
            add_rectangle(
                room,
                parameters,
                free,
                joined[j, Rectangle.X1],
                joined[j, Rectangle.Y1],
                joined[j, Rectangle.X2],
                joined[j, Rectangle.Y2],
                level,
            )
    for j in range(old - 1, -1, -1):
        if is_swallowed(joined, n, j):
            remove_rectangle(free, rows[j])


@folded
def join(joined: Whole, old: int, x1: int, y1: int, x2: int, y2: int) -> int:
    """Append a rectangle to `old` maximal ones, and all strips they make together; returns how many there are."""
    joined[old, Rectangle.X1], joined[old, Rectangle.Y1], joined[old, Rectangle.X2], joined[old, Rectangle.Y2] = (
        x1,
        y1,
        x2,
        y2,
    )
    new, n = old, old + 1
    while new < n:
        for i in range(new):
            low_x, high_x = (
                max(joined[new, Rectangle.X1], joined[i, Rectangle.X1]),
                min(joined[new, Rectangle.X2], joined[i, Rectangle.X2]),
            )
            low_y, high_y = (
                max(joined[new, Rectangle.Y1], joined[i, Rectangle.Y1]),
                min(joined[new, Rectangle.Y2], joined[i, Rectangle.Y2]),
            )
            if low_x <= high_x and low_y < high_y:
                n = add_strip(
                    joined,
                    n,
                    min(joined[new, Rectangle.X1], joined[i, Rectangle.X1]),
                    low_y,
                    max(joined[new, Rectangle.X2], joined[i, Rectangle.X2]),
                    high_y,
                )
            if low_y <= high_y and low_x < high_x:
                n = add_strip(
                    joined,
                    n,
                    low_x,
                    min(joined[new, Rectangle.Y1], joined[i, Rectangle.Y1]),
                    high_x,
                    max(joined[new, Rectangle.Y2], joined[i, Rectangle.Y2]),
                )
        new += 1
    return n


@folded
def add_strip(joined: Whole, n: int, x1: int, y1: int, x2: int, y2: int) -> int:
    """Append a rectangle unless one of the n others contains it; returns how many there are."""
    for j in range(n):
        if (
            joined[j, Rectangle.X1] <= x1
            and joined[j, Rectangle.Y1] <= y1
            and joined[j, Rectangle.X2] >= x2
            and joined[j, Rectangle.Y2] >= y2
        ):
            return n
    if n < len(joined):
        joined[n, Rectangle.X1], joined[n, Rectangle.Y1], joined[n, Rectangle.X2], joined[n, Rectangle.Y2] = (
            x1,
            y1,
            x2,
            y2,
        )
        n += 1
    return n


@folded
def is_swallowed(joined: Whole, n: int, i: int) -> bool:
    """Whether another rectangle contains this one; of two equal ones the later is swallowed."""
    for j in range(n):
        if (
            j != i
            and joined[j, Rectangle.X1] <= joined[i, Rectangle.X1]
            and joined[j, Rectangle.Y1] <= joined[i, Rectangle.Y1]
            and joined[j, Rectangle.X2] >= joined[i, Rectangle.X2]
            and joined[j, Rectangle.Y2] >= joined[i, Rectangle.Y2]
        ):
            return True
    return False
