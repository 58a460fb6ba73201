"""Completing a load: the flat nearest to a corner of the room, the best block for it, again and again."""

from __future__ import annotations

import numpy as np

from logistics.packing.engine import columns as at
from logistics.packing.engine.blocks import best_blocks
from logistics.packing.engine.catalogue import keep_possible
from logistics.packing.engine.fixed import set_fixed
from logistics.packing.engine.flats import add_flat, add_top, cover
from logistics.packing.engine.jit import inner
from logistics.packing.engine.loads import add_columns
from logistics.packing.engine.rules import record
from logistics.packing.engine.state import Load, Problem, Real, Scratch, Whole
from logistics.packing.engine.touch import corner_at, spot_of


@inner
def reset(problem: Problem, load: Load) -> None:
    """Make a load empty: one flat, the floor, and what stands there from the start."""
    load.tally[:] = 0
    load.stock[:] = problem.quantity
    load.first[0] = 0
    add_flat(load.tally, load.flats, 0, 0, problem.room[0], problem.room[1], 0, 1)
    set_fixed(problem, load)


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
    if len(source.layers) > 0:
        target.layers[:blocks] = source.layers[:blocks]
        target.moments[:] = source.moments


@inner
def choose_flat(problem: Problem, load: Load, taste: Real) -> tuple[int, int]:
    """The open flat with a corner nearest to a corner of the room, and that corner; -1 if none is open."""
    flats, length, width = load.flats, problem.room[0], problem.room[1]
    price_x, price_y, price_z = taste[at.TASTE_FAR_X], taste[at.TASTE_FAR_Y], taste[at.TASTE_FAR_Z]
    corners = int(taste[at.TASTE_CORNERS])
    best, best_corner = -1, 0
    nearest, largest = np.inf, 0
    for i in range(load.tally[at.FLATS]):
        if flats[i, at.OPEN] == 0:
            continue
        x1, y1 = flats[i, at.X1], flats[i, at.Y1]
        x2, y2 = flats[i, at.X2], flats[i, at.Y2]
        area = (x2 - x1) * (y2 - y1)
        for corner in range(corners):
            far_x = length - x2 if corner & 2 else x1
            far_y = width - y2 if corner & 1 else y1
            far = price_x * far_x + price_y * far_y + price_z * flats[i, at.LEVEL]
            if far < nearest or (far == nearest and area > largest):
                best, best_corner, nearest, largest = i, corner, far, area
    return best, best_corner


@inner
def place(problem: Problem, load: Load, flat: int, corner: int, block: Whole) -> None:
    """Put a block of the catalogue into a corner of a flat."""
    kind, pieces = block[at.KIND], block[at.COUNT]
    sx, sy, sz = block[at.SIZE_X], block[at.SIZE_Y], block[at.SIZE_Z]
    x, y = corner_at(spot_of(problem, load, flat, corner, 0.0), sx, sy)
    z = load.flats[flat, at.LEVEL]
    row = load.tally[at.BLOCKS]
    load.blocks[row, at.AX], load.blocks[row, at.AY], load.blocks[row, at.AZ] = x, y, z
    load.blocks[row, at.BX], load.blocks[row, at.BY], load.blocks[row, at.BZ] = x + sx, y + sy, z + sz
    load.blocks[row, at.POSE] = block[at.OF_POSE]
    load.blocks[row, at.NX], load.blocks[row, at.NY] = block[at.ALONG_X], block[at.ALONG_Y]
    load.blocks[row, at.NZ] = pieces // (block[at.ALONG_X] * block[at.ALONG_Y])
    load.tally[at.BLOCKS] += 1
    load.tally[at.VOLUME] += pieces * problem.volume[kind]
    load.tally[at.WEIGHT] += pieces * problem.weight[kind]
    load.tally[at.PIECES] += pieces
    load.stock[kind] -= pieces
    if problem.limited:
        add_columns(problem, load, block, x, y, z)
    if problem.ruled:
        record(problem, load, row, kind, pieces)
    cover(load.tally, load.flats, x, y, x + sx, y + sy, z)
    if z + sz < problem.room[2] and not problem.bare[kind]:
        add_top(load.tally, load.flats, x, y, x + sx, y + sy, z + sz)


@inner
def complete(problem: Problem, load: Load, taste: Real, scratch: Scratch) -> None:
    """Place blocks until nothing that is left fits anywhere. The blocks must have been ranked for the taste."""
    keep_possible(load, scratch, True)
    placed = 0
    while True:
        flat, corner = choose_flat(problem, load, taste)
        if flat < 0:
            return
        if best_blocks(problem, load, taste, flat, corner, scratch, 1) == 0:
            load.flats[flat, at.OPEN] = 0
        else:
            place(problem, load, flat, corner, scratch.ranked[scratch.found[0]])
            placed += 1
            if placed % 3 == 0:
                keep_possible(load, scratch, False)
