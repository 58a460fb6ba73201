"""Free rectangles: the largest rectangles of one level on which something may stand, with free air up to the roof.

With every base fully supported there is no hole under a top, so they are all the room that is left.
"""

from __future__ import annotations

import numpy as np

from logistics.packing.engine.columns import Free, Rectangle
from logistics.packing.engine.jit import folded
from logistics.packing.engine.problem import Problem, Real
from logistics.packing.engine.room.levels import add_rectangle, add_top, cover
from logistics.packing.engine.room.spot import Spot
from logistics.packing.engine.rows import copy_rows
from logistics.packing.engine.state import Load, Rectangles, Scratch


@folded
def clear_rectangles(problem: Problem, parameters: Real, load: Load, free: Rectangles) -> None:
    """The empty room: one rectangle, the floor."""
    free.counts[Free.ROWS] = 0
    free.counts[Free.LOST] = 0
    add_rectangle(problem.room, parameters, free, 0, 0, problem.room[0], problem.room[1], 0)


@folded
def nearest_rectangle(free: Rectangles) -> int:
    """The open rectangle with a corner nearest to a corner of the room, of several the largest; -1 if none is
    open."""
    corners, far = free.corners, free.far
    best, nearest, largest = -1, np.inf, 0
    for i in range(free.counts[Free.ROWS]):
        if far[i] < nearest or (far[i] == nearest and best >= 0):
            area = (corners[i, Rectangle.X2] - corners[i, Rectangle.X1]) * (
                corners[i, Rectangle.Y2] - corners[i, Rectangle.Y1]
            )
            if far[i] < nearest or area > largest:
                best, nearest, largest = i, far[i], area
    return best


@folded
def spot_on_rectangle(problem: Problem, free: Rectangles, i: int, tolerance: float) -> Spot:
    """The corner of a rectangle. tolerance: share of the room's sides."""
    row = free.corners[i]
    corner = row[Rectangle.CORNER]
    length, width, height = problem.room
    return Spot(
        row[Rectangle.X1],
        row[Rectangle.Y1],
        row[Rectangle.LEVEL],
        row[Rectangle.X2],
        row[Rectangle.Y2],
        height,
        corner & 2 != 0,
        corner & 1 != 0,
        False,
        tolerance * length,
        tolerance * width,
        tolerance * height,
    )


@folded
def close_rectangle(problem: Problem, free: Rectangles, i: int) -> None:
    """Nothing that is left fits on a rectangle."""
    free.far[i] = np.inf


@folded
def occupy_rectangles(
    problem: Problem,
    parameters: Real,
    load: Load,
    free: Rectangles,
    scratch: Scratch,
    kind: int,
    x1: int,
    y1: int,
    z1: int,
    x2: int,
    y2: int,
    z2: int,
) -> None:
    """A block of a kind (-1: blocked room) now takes this cuboid: keep what is left around it and on its top."""
    cover(problem.room, parameters, free, scratch.room, x1, y1, x2, y2, z1)
    if z2 < problem.room[2] and (kind < 0 or problem.bare[kind] == 0):
        add_top(problem.room, parameters, free, scratch.room, x1, y1, x2, y2, z2)


@folded
def copy_rectangles(source: Rectangles, target: Rectangles) -> None:
    """Make the target equal to the source, spare rows left as they are."""
    rows = source.counts[Free.ROWS]
    target.counts[Free.ROWS] = rows
    target.counts[Free.LOST] = source.counts[Free.LOST]
    copy_rows(source.corners, target.corners, rows)
    for i in range(rows):
        target.far[i] = source.far[i]


@folded
def rectangles_of(pool: Rectangles, i: int) -> Rectangles:
    """The free rectangles of one state of a pool."""
    return Rectangles(pool.counts[i], pool.corners[i], pool.far[i])
