"""Free spaces: the largest empty cuboids (the difference process of Lai and Chan 1997).

Where bases may overhang or float there is room below tops, so free rectangles would not do; a bin of few pieces has
few of them anyway. A block cuts every space that it meets into up to six parts, one on each of its sides. A part can
only lie within another part of the same side, or within a space that touches that very side of the block; nothing
else need be compared. Spaces too small for anything that is left are dropped.
"""

from __future__ import annotations

import numpy as np

from logistics.packing.engine.columns import Cuboid, Free, Parameter
from logistics.packing.engine.jit import folded, lean
from logistics.packing.engine.problem import Problem, Real, Small, Whole
from logistics.packing.engine.room.spot import Spot
from logistics.packing.engine.rows import copy_values
from logistics.packing.engine.state import Load, Scratch, Spaces, SpaceScratch

TIE = 0.25
"""Of spaces equally far from their corners the largest goes first: part of a mm for one as large as the room."""


@lean
def clear_spaces(problem: Problem, parameters: Real, load: Load, free: Spaces) -> None:
    """The empty room: one space."""
    find_least(problem, load, free)
    empty_room(problem.room, parameters, free)


@lean
def empty_room(room: Whole, parameters: Real, free: Spaces) -> None:
    """One space, as large as the room."""
    free.counts[Free.ROWS] = 0
    free.counts[Free.LOST] = 0
    add_space(room, parameters, free, 0, 0, 0, room[0], room[1], room[2])


@folded
def spot_in_space(problem: Problem, free: Spaces, i: int, tolerance: float) -> Spot:
    """The corner of a space. tolerance: share of the room's sides."""
    corners, corner, room = free.corners, free.corner[i], problem.room
    return Spot(
        int(corners[Cuboid.X1, i]),
        int(corners[Cuboid.Y1, i]),
        int(corners[Cuboid.Z1, i]),
        int(corners[Cuboid.X2, i]),
        int(corners[Cuboid.Y2, i]),
        int(corners[Cuboid.Z2, i]),
        corner & 2 != 0,
        corner & 1 != 0,
        corner & 4 != 0,
        tolerance * room[0],
        tolerance * room[1],
        tolerance * room[2],
    )


@lean
def close_space(problem: Problem, free: Spaces, i: int) -> None:
    """Nothing can stand in a space: it is lost, or waits for a new top below it where bases must be held."""
    if problem.support_share > 0:
        free.far[i] = np.inf
    else:
        remove_space(free, i)


@lean
def occupy_spaces(
    problem: Problem,
    parameters: Real,
    load: Load,
    free: Spaces,
    scratch: Scratch,
    kind: int,
    x1: int,
    y1: int,
    z1: int,
    x2: int,
    y2: int,
    z2: int,
) -> None:
    """A block of a kind (-1: blocked room) now takes this cuboid: keep what is left around it."""
    if kind >= 0 and load.stock[kind] == 0:
        find_least(problem, load, free)
    cut_spaces(problem.room, parameters, free, scratch.room, x1, y1, z1, x2, y2, z2)
    if problem.support_share > 0 and z2 < problem.room[2]:
        reopen(free, x1, y1, x2, y2, z2)


@lean
def copy_spaces(source: Spaces, target: Spaces) -> None:
    """Make the target equal to the source, spare rows left as they are."""
    rows = source.counts[Free.ROWS]
    copy_values(source.counts, target.counts, len(source.counts))
    for side in range(len(source.corners)):
        copy_values(source.corners[side], target.corners[side], rows)
    copy_values(source.far, target.far, rows)
    copy_values(source.reopens, target.reopens, rows)
    copy_values(source.corner, target.corner, rows)
    copy_values(source.least, target.least, len(source.least))


@folded
def spaces_of(pool: Spaces, i: int) -> Spaces:
    """The free spaces of one state of a pool."""
    return Spaces(pool.counts[i], pool.corners[i], pool.far[i], pool.reopens[i], pool.corner[i], pool.least[i])


@lean
def add_space(
    room: Whole, parameters: Real, free: Spaces, x1: int, y1: int, z1: int, x2: int, y2: int, z2: int
) -> None:
    """Append a space. A full table loses it: room is wasted, the plan stays right."""
    n = free.counts[Free.ROWS]
    if n == len(free.far):
        free.counts[Free.LOST] += 1
        return
    corners = free.corners
    corners[Cuboid.X1, n], corners[Cuboid.Y1, n], corners[Cuboid.Z1, n] = x1, y1, z1
    corners[Cuboid.X2, n], corners[Cuboid.Y2, n], corners[Cuboid.Z2, n] = x2, y2, z2
    used, corner = int(parameters[Parameter.CORNERS]), 0
    far_x, far_y, far_z = x1, y1, z1
    if used >= 2 and room[1] - y2 < far_y:
        far_y, corner = room[1] - y2, corner | 1
    if used >= 4 and room[0] - x2 < far_x:
        far_x, corner = room[0] - x2, corner | 2
    if used >= 8 and room[2] - z2 < far_z:
        far_z, corner = room[2] - z2, corner | 4
    part = float((x2 - x1) * (y2 - y1) * (z2 - z1)) / float(room[0] * room[1] * room[2])
    price_x, price_y, price_z = parameters[Parameter.FAR_X], parameters[Parameter.FAR_Y], parameters[Parameter.FAR_Z]
    far = price_x * far_x + price_y * far_y + price_z * far_z - TIE * part
    free.far[n], free.reopens[n] = far, far
    free.corner[n] = corner
    free.counts[Free.ROWS] = n + 1


@lean
def nearest_space(free: Spaces) -> int:
    """The open space nearest to its corner of the room; -1 if none is open."""
    far = free.far
    best, nearest = -1, np.inf
    for i in range(free.counts[Free.ROWS]):
        if far[i] < nearest:
            best, nearest = i, far[i]
    return best


@lean
def remove_space(free: Spaces, i: int) -> None:
    """The last space takes the row of the removed one."""
    last = free.counts[Free.ROWS] - 1
    move_space(free, last, i)
    free.counts[Free.ROWS] = last


@lean
def move_space(free: Spaces, source: int, target: int) -> None:
    """Overwrite one row by another."""
    for c in range(6):
        free.corners[c, target] = free.corners[c, source]
    free.far[target] = free.far[source]
    free.reopens[target] = free.reopens[source]
    free.corner[target] = free.corner[source]


@lean
def reopen(free: Spaces, x1: int, y1: int, x2: int, y2: int, level: int) -> None:
    """A new top may make something stand where nothing could: open the spaces right above it."""
    corners, far = free.corners, free.far
    for i in range(free.counts[Free.ROWS]):
        if (
            far[i] == np.inf
            and corners[Cuboid.Z1, i] == level
            and corners[Cuboid.X1, i] < x2
            and corners[Cuboid.X2, i] > x1
            and corners[Cuboid.Y1, i] < y2
            and corners[Cuboid.Y2, i] > y1
        ):
            far[i] = free.reopens[i]


@lean
def cut_spaces(
    room: Whole,
    parameters: Real,
    free: Spaces,
    scratch: SpaceScratch,
    x1: int,
    y1: int,
    z1: int,
    x2: int,
    y2: int,
    z2: int,
) -> None:
    """Something now takes this cuboid: keep what is left around it."""
    hit = take_out_cut(free, scratch, x1, y1, z1, x2, y2, z2)
    whole = free.counts[Free.ROWS]
    bounds = (x2, y2, z2, x1, y1, z1)
    for side in range(6):
        add_parts(room, parameters, free, scratch, hit, whole, side, bounds[side])


@lean
def take_out_cut(free: Spaces, scratch: SpaceScratch, x1: int, y1: int, z1: int, x2: int, y2: int, z2: int) -> int:
    """Move the spaces that the cuboid meets to `scratch.cut`, drop those too small by now; returns how many it
    met."""
    corners, cut, least = free.corners, scratch.cut, free.least
    least_x, least_y, least_z = least[0], least[1], least[2]
    kept, hit = 0, 0
    for i in range(free.counts[Free.ROWS]):
        a1, b1, c1 = corners[Cuboid.X1, i], corners[Cuboid.Y1, i], corners[Cuboid.Z1, i]
        a2, b2, c2 = corners[Cuboid.X2, i], corners[Cuboid.Y2, i], corners[Cuboid.Z2, i]
        if a1 < x2 and a2 > x1 and b1 < y2 and b2 > y1 and c1 < z2 and c2 > z1:
            cut[Cuboid.X1, hit], cut[Cuboid.Y1, hit], cut[Cuboid.Z1, hit] = a1, b1, c1
            cut[Cuboid.X2, hit], cut[Cuboid.Y2, hit], cut[Cuboid.Z2, hit] = a2, b2, c2
            hit += 1
        elif a2 - a1 >= least_x and b2 - b1 >= least_y and c2 - c1 >= least_z:
            if kept < i:
                move_space(free, i, kept)
            kept += 1
    free.counts[Free.ROWS] = kept
    return hit


@lean
def add_parts(
    room: Whole, parameters: Real, free: Spaces, scratch: SpaceScratch, hit: int, whole: int, side: int, bound: int
) -> None:
    """Append the largest parts of the cut spaces on one side of the block.

    side: the coordinate that the block bounds, at `bound`. whole: rows of spaces that the block does not meet.
    """
    parts, corners = scratch.parts, free.corners
    for i in range(list_parts(free, scratch, hit, side, bound)):
        x1, y1, z1 = parts[Cuboid.X1, i], parts[Cuboid.Y1, i], parts[Cuboid.Z1, i]
        x2, y2, z2 = parts[Cuboid.X2, i], parts[Cuboid.Y2, i], parts[Cuboid.Z2, i]
        contained = False
        for j in range(whole):
            if (
                corners[side, j] == bound
                and corners[Cuboid.X1, j] <= x1
                and corners[Cuboid.Y1, j] <= y1
                and corners[Cuboid.Z1, j] <= z1
                and corners[Cuboid.X2, j] >= x2
                and corners[Cuboid.Y2, j] >= y2
                and corners[Cuboid.Z2, j] >= z2
            ):
                contained = True
                break
        if not contained:
            add_space(room, parameters, free, x1, y1, z1, x2, y2, z2)


@lean
def list_parts(free: Spaces, scratch: SpaceScratch, hit: int, side: int, bound: int) -> int:
    """List the largest parts of the cut spaces on one side of the block in `parts`; returns how many."""
    cut, parts, least = scratch.cut, scratch.parts, free.least
    least_x, least_y, least_z = least[0], least[1], least[2]
    bounded, n = np.int32(bound), 0
    for i in range(hit):
        x1, y1, z1 = cut[Cuboid.X1, i], cut[Cuboid.Y1, i], cut[Cuboid.Z1, i]
        x2, y2, z2 = cut[Cuboid.X2, i], cut[Cuboid.Y2, i], cut[Cuboid.Z2, i]
        if side == Cuboid.X1:
            x1 = bounded
        elif side == Cuboid.Y1:
            y1 = bounded
        elif side == Cuboid.Z1:
            z1 = bounded
        elif side == Cuboid.X2:
            x2 = bounded
        elif side == Cuboid.Y2:
            y2 = bounded
        else:
            z2 = bounded
        if x2 - x1 < least_x or y2 - y1 < least_y or z2 - z1 < least_z:
            continue
        if within(parts, n, x1, y1, z1, x2, y2, z2):
            continue
        n = drop_within(parts, n, x1, y1, z1, x2, y2, z2)
        parts[Cuboid.X1, n], parts[Cuboid.Y1, n], parts[Cuboid.Z1, n] = x1, y1, z1
        parts[Cuboid.X2, n], parts[Cuboid.Y2, n], parts[Cuboid.Z2, n] = x2, y2, z2
        n += 1
    return n


@lean
def within(parts: Small, n: int, x1: int, y1: int, z1: int, x2: int, y2: int, z2: int) -> bool:
    """Whether one of the first n parts contains the cuboid."""
    for j in range(n):
        if (
            parts[Cuboid.X1, j] <= x1
            and parts[Cuboid.Y1, j] <= y1
            and parts[Cuboid.Z1, j] <= z1
            and parts[Cuboid.X2, j] >= x2
            and parts[Cuboid.Y2, j] >= y2
            and parts[Cuboid.Z2, j] >= z2
        ):
            return True
    return False


@lean
def drop_within(parts: Small, n: int, x1: int, y1: int, z1: int, x2: int, y2: int, z2: int) -> int:
    """Of the first n parts keep those that the cuboid does not contain; returns how many."""
    kept = 0
    for j in range(n):
        if (
            parts[Cuboid.X1, j] >= x1
            and parts[Cuboid.Y1, j] >= y1
            and parts[Cuboid.Z1, j] >= z1
            and parts[Cuboid.X2, j] <= x2
            and parts[Cuboid.Y2, j] <= y2
            and parts[Cuboid.Z2, j] <= z2
        ):
            continue
        if kept < j:
            for c in range(6):
                parts[c, kept] = parts[c, j]
        kept += 1
    return kept


@lean
def find_least(problem: Problem, load: Load, free: Spaces) -> None:
    """The shortest side along each axis of all pieces left; larger than the room when none are."""
    least, stock, sizes = free.least, load.stock, problem.pose_size
    for axis in range(3):
        least[axis] = problem.room[axis] + 1
    for pose in range(len(sizes)):
        if stock[problem.pose_kind[pose]] > 0:
            for axis in range(3):
                least[axis] = min(least[axis], sizes[pose, axis])
