"""Completing a load: the flat nearest to a corner of the room, the best block for it, again and again."""

from __future__ import annotations

import numpy as np

from logistics.packing.engine import columns as at
from logistics.packing.engine.blocks import (
    CORNERS,
    FAR_X,
    FAR_Y,
    FAR_Z,
    best_blocks,
    corner_of,
)
from logistics.packing.engine.flats import add_flat, add_top, cover
from logistics.packing.engine.jit import inner
from logistics.packing.engine.loads import add_columns
from logistics.packing.engine.state import Load, Problem, Real


@inner
def reset(problem: Problem, load: Load) -> None:
    """Make a load empty: one flat, the floor."""
    load.tally[:] = 0
    load.stock[:] = problem.quantity
    load.first[0] = 0
    add_flat(load.tally, load.flats, 0, 0, problem.room[0], problem.room[1], 0, 1)


@inner
def copy_load(source: Load, target: Load) -> None:
    """Make the target equal to the source, spare rows left as they are."""
    flats, blocks = source.tally[at.FLATS], source.tally[at.BLOCKS]
    columns, links = source.tally[at.COLUMNS], source.tally[at.LINKS]
    target.tally[:] = source.tally
    target.stock[:] = source.stock
    target.flats[:flats] = source.flats[:flats]
    target.blocks[:blocks] = source.blocks[:blocks]
    if columns > 0:
        target.columns[:columns] = source.columns[:columns]
        target.carried[:columns] = source.carried[:columns]
        target.links[:links] = source.links[:links]
        target.first[: columns + 1] = source.first[: columns + 1]


@inner
def choose_flat(problem: Problem, load: Load, taste: Real) -> tuple[int, int]:
    """The open flat with a corner nearest to a corner of the room, and that corner; -1 if none is open."""
    best, best_corner = -1, 0
    nearest, largest = np.inf, 0
    for i in range(load.tally[at.FLATS]):
        if load.flats[i, at.OPEN] == 0:
            continue
        x1, y1 = load.flats[i, at.X1], load.flats[i, at.Y1]
        x2, y2 = load.flats[i, at.X2], load.flats[i, at.Y2]
        area = (x2 - x1) * (y2 - y1)
        for corner in range(int(taste[CORNERS])):
            far_x = problem.room[0] - x2 if corner & 2 else x1
            far_y = problem.room[1] - y2 if corner & 1 else y1
            far = taste[FAR_X] * far_x + taste[FAR_Y] * far_y + taste[FAR_Z] * load.flats[i, at.LEVEL]
            if far < nearest or (far == nearest and area > largest):
                best, best_corner, nearest, largest = i, corner, far, area
    return best, best_corner


@inner
def place(problem: Problem, load: Load, flat: int, corner: int, pose: int, nx: int, ny: int, nz: int) -> None:
    """Put a block into a corner of a flat."""
    kind = problem.pose_kind[pose]
    pieces = nx * ny * nz
    sx, sy = nx * problem.pose_size[pose, 0], ny * problem.pose_size[pose, 1]
    sz = nz * problem.pose_size[pose, 2]
    x, y = corner_of(load, flat, corner, sx, sy)
    z = load.flats[flat, at.LEVEL]
    row = load.blocks[load.tally[at.BLOCKS]]
    row[at.AX], row[at.AY], row[at.AZ] = x, y, z
    row[at.BX], row[at.BY], row[at.BZ] = x + sx, y + sy, z + sz
    row[at.POSE], row[at.NX], row[at.NY], row[at.NZ] = pose, nx, ny, nz
    load.tally[at.BLOCKS] += 1
    load.tally[at.VOLUME] += pieces * problem.volume[kind]
    load.tally[at.WEIGHT] += pieces * problem.weight[kind]
    load.tally[at.PIECES] += pieces
    load.stock[kind] -= pieces
    if problem.limited:
        add_columns(problem, load, pose, x, y, z, nx, ny, nz)
    cover(load.tally, load.flats, x, y, x + sx, y + sy, z)
    if z + sz < problem.room[2] and not problem.bare[kind]:
        add_top(load.tally, load.flats, x, y, x + sx, y + sy, z + sz)


@inner
def complete(problem: Problem, load: Load, taste: Real, liking: Real) -> None:
    """Place blocks until nothing that is left fits anywhere."""
    scores = np.empty(1)
    found = np.empty((1, 4), np.int64)
    while True:
        flat, corner = choose_flat(problem, load, taste)
        if flat < 0:
            return
        if best_blocks(problem, load, taste, liking, flat, corner, scores, found) == 0:
            load.flats[flat, at.OPEN] = 0
        else:
            place(problem, load, flat, corner, found[0, 0], found[0, 1], found[0, 2], found[0, 3])
