"""Spaces: the largest empty cuboids of a load (the difference process of Lai and Chan 1997).

A block cuts every space that it meets into up to six parts, one on each of its sides. A part can only lie within
another part of the same side, or within a space that touches that very side of the block; nothing else need be
compared. Spaces too small for anything that is left are dropped.
"""

from __future__ import annotations

import numpy as np

from logistics.packing.engine import columns as at
from logistics.packing.engine.jit import lean
from logistics.packing.engine.loose_state import X1, X2, Y1, Y2, Z1, Z2, Desk, Loose
from logistics.packing.engine.state import Problem, Real, Small

TIE = 0.25
"""Of spaces equally far from their corners the largest goes first: part of a mm for one as large as the room."""


@lean
def add_space(
    problem: Problem, taste: Real, loose: Loose, x1: int, y1: int, z1: int, x2: int, y2: int, z2: int
) -> None:
    """Append a space. A full table loses it: room is wasted, the plan stays right."""
    tally = loose.load.tally
    n = tally[at.FLATS]
    if n == len(loose.far):
        tally[at.LOST] += 1
        return
    spaces, room = loose.spaces, problem.room
    spaces[X1, n], spaces[Y1, n], spaces[Z1, n] = x1, y1, z1
    spaces[X2, n], spaces[Y2, n], spaces[Z2, n] = x2, y2, z2
    corners, corner = int(taste[at.TASTE_CORNERS]), 0
    far_x, far_y, far_z = x1, y1, z1
    if corners >= 2 and room[1] - y2 < far_y:
        far_y, corner = room[1] - y2, corner | 1
    if corners >= 4 and room[0] - x2 < far_x:
        far_x, corner = room[0] - x2, corner | 2
    if corners >= 8 and room[2] - z2 < far_z:
        far_z, corner = room[2] - z2, corner | 4
    part = float((x2 - x1) * (y2 - y1) * (z2 - z1)) / float(room[0] * room[1] * room[2])
    far = taste[at.TASTE_FAR_X] * far_x + taste[at.TASTE_FAR_Y] * far_y + taste[at.TASTE_FAR_Z] * far_z - TIE * part
    loose.far[n], loose.reopens[n] = far, far
    loose.corner[n] = corner
    tally[at.FLATS] = n + 1


@lean
def nearest_space(loose: Loose) -> int:
    """The open space nearest to its corner of the room; -1 if none is open."""
    far = loose.far
    best, nearest = -1, np.inf
    for i in range(loose.load.tally[at.FLATS]):
        if far[i] < nearest:
            best, nearest = i, far[i]
    return best


@lean
def remove_space(loose: Loose, i: int) -> None:
    """The last space takes the row of the removed one."""
    last = loose.load.tally[at.FLATS] - 1
    move_space(loose, last, i)
    loose.load.tally[at.FLATS] = last


@lean
def move_space(loose: Loose, source: int, target: int) -> None:
    """Overwrite one row by another."""
    for c in range(6):
        loose.spaces[c, target] = loose.spaces[c, source]
    loose.far[target] = loose.far[source]
    loose.reopens[target] = loose.reopens[source]
    loose.corner[target] = loose.corner[source]


@lean
def reopen(loose: Loose, x1: int, y1: int, x2: int, y2: int, level: int) -> None:
    """A new top may make something stand where nothing could: open the spaces right above it."""
    spaces, far = loose.spaces, loose.far
    for i in range(loose.load.tally[at.FLATS]):
        if (
            far[i] == np.inf
            and spaces[Z1, i] == level
            and spaces[X1, i] < x2
            and spaces[X2, i] > x1
            and spaces[Y1, i] < y2
            and spaces[Y2, i] > y1
        ):
            far[i] = loose.reopens[i]


@lean
def cut_spaces(
    problem: Problem, taste: Real, loose: Loose, desk: Desk, x1: int, y1: int, z1: int, x2: int, y2: int, z2: int
) -> None:
    """Something now takes this cuboid: keep what is left around it."""
    hit = take_out_cut(loose, desk, x1, y1, z1, x2, y2, z2)
    whole = loose.load.tally[at.FLATS]
    bounds = (x2, y2, z2, x1, y1, z1)
    for side in range(6):
        add_parts(problem, taste, loose, desk, hit, whole, side, bounds[side])


@lean
def take_out_cut(loose: Loose, desk: Desk, x1: int, y1: int, z1: int, x2: int, y2: int, z2: int) -> int:
    """Move the spaces that the cuboid meets to `desk.cut`, drop those too small by now; returns how many it met."""
    spaces, cut, least = loose.spaces, desk.cut, loose.least
    least_x, least_y, least_z = least[0], least[1], least[2]
    kept, hit = 0, 0
    for i in range(loose.load.tally[at.FLATS]):
        a1, b1, c1 = spaces[X1, i], spaces[Y1, i], spaces[Z1, i]
        a2, b2, c2 = spaces[X2, i], spaces[Y2, i], spaces[Z2, i]
        if a1 < x2 and a2 > x1 and b1 < y2 and b2 > y1 and c1 < z2 and c2 > z1:
            cut[X1, hit], cut[Y1, hit], cut[Z1, hit] = a1, b1, c1
            cut[X2, hit], cut[Y2, hit], cut[Z2, hit] = a2, b2, c2
            hit += 1
        elif a2 - a1 >= least_x and b2 - b1 >= least_y and c2 - c1 >= least_z:
            if kept < i:
                move_space(loose, i, kept)
            kept += 1
    loose.load.tally[at.FLATS] = kept
    return hit


@lean
def add_parts(
    problem: Problem, taste: Real, loose: Loose, desk: Desk, hit: int, whole: int, side: int, bound: int
) -> None:
    """Append the largest parts of the cut spaces on one side of the block.

    side: the coordinate that the block bounds, at `bound`. whole: rows of spaces that the block does not meet.
    """
    cut, parts, spaces, least = desk.cut, desk.parts, loose.spaces, loose.least
    least_x, least_y, least_z = least[0], least[1], least[2]
    n = 0
    for i in range(hit):
        x1, y1, z1 = cut[X1, i], cut[Y1, i], cut[Z1, i]
        x2, y2, z2 = cut[X2, i], cut[Y2, i], cut[Z2, i]
        bounded = np.int32(bound)
        if side == X1:
            x1 = bounded
        elif side == Y1:
            y1 = bounded
        elif side == Z1:
            z1 = bounded
        elif side == X2:
            x2 = bounded
        elif side == Y2:
            y2 = bounded
        else:
            z2 = bounded
        if x2 - x1 < least_x or y2 - y1 < least_y or z2 - z1 < least_z:
            continue
        if within(parts, n, x1, y1, z1, x2, y2, z2):
            continue
        n = drop_within(parts, n, x1, y1, z1, x2, y2, z2)
        parts[X1, n], parts[Y1, n], parts[Z1, n] = x1, y1, z1
        parts[X2, n], parts[Y2, n], parts[Z2, n] = x2, y2, z2
        n += 1
    for i in range(n):
        x1, y1, z1 = parts[X1, i], parts[Y1, i], parts[Z1, i]
        x2, y2, z2 = parts[X2, i], parts[Y2, i], parts[Z2, i]
        contained = False
        for j in range(whole):
            if (
                spaces[side, j] == bound
                and spaces[X1, j] <= x1
                and spaces[Y1, j] <= y1
                and spaces[Z1, j] <= z1
                and spaces[X2, j] >= x2
                and spaces[Y2, j] >= y2
                and spaces[Z2, j] >= z2
            ):
                contained = True
                break
        if not contained:
            add_space(problem, taste, loose, x1, y1, z1, x2, y2, z2)


@lean
def within(parts: Small, n: int, x1: int, y1: int, z1: int, x2: int, y2: int, z2: int) -> bool:
    """Whether one of the first n parts contains the cuboid."""
    for j in range(n):
        if (
            parts[X1, j] <= x1
            and parts[Y1, j] <= y1
            and parts[Z1, j] <= z1
            and parts[X2, j] >= x2
            and parts[Y2, j] >= y2
            and parts[Z2, j] >= z2
        ):
            return True
    return False


@lean
def drop_within(parts: Small, n: int, x1: int, y1: int, z1: int, x2: int, y2: int, z2: int) -> int:
    """Of the first n parts keep those that the cuboid does not contain; returns how many."""
    kept = 0
    for j in range(n):
        if (
            parts[X1, j] >= x1
            and parts[Y1, j] >= y1
            and parts[Z1, j] >= z1
            and parts[X2, j] <= x2
            and parts[Y2, j] <= y2
            and parts[Z2, j] <= z2
        ):
            continue
        if kept < j:
            for c in range(6):
                parts[c, kept] = parts[c, j]
        kept += 1
    return kept


@lean
def find_least(problem: Problem, loose: Loose) -> None:
    """The shortest side along each axis of all pieces left; larger than the room when none are."""
    least, stock, sizes = loose.least, loose.load.stock, problem.pose_size
    for axis in range(3):
        least[axis] = problem.room[axis] + 1
    for pose in range(len(sizes)):
        if stock[problem.pose_kind[pose]] > 0:
            for axis in range(3):
                least[axis] = min(least[axis], sizes[pose, axis])
