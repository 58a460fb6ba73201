"""Completing a load: the flat nearest to a corner of the room, the best block for it, again and again."""

from __future__ import annotations

import numpy as np

from logistics.packing.engine import columns as at
from logistics.packing.engine.blocks import best_blocks
from logistics.packing.engine.catalogue import list_alive, retire
from logistics.packing.engine.fixed import set_fixed
from logistics.packing.engine.flats import add_flat, add_top, cover
from logistics.packing.engine.jit import folded, lean
from logistics.packing.engine.loads import add_columns
from logistics.packing.engine.rules import record
from logistics.packing.engine.state import Load, Problem, Real, Scratch, Whole
from logistics.packing.engine.touch import corner_at, spot_of

Table = Whole | Real


@lean
def reset(problem: Problem, taste: Real, load: Load, scratch: Scratch) -> None:
    """Make a load empty: one flat, the floor, and what stands there from the start."""
    load.tally[:] = 0
    for kind in range(len(load.stock)):
        load.stock[kind] = problem.quantity[kind]
    load.first[0] = 0
    add_flat(problem.room, taste, load, 0, 0, problem.room[0], problem.room[1], 0)
    set_fixed(problem, taste, load, scratch)


@lean
def copy_load(source: Load, target: Load) -> None:
    """Make the target equal to the source, spare rows left as they are."""
    copy_blocks(source, target)
    columns, links = source.tally[at.COLUMNS], source.tally[at.LINKS]
    copy_rows(source.flats, target.flats, source.tally[at.FLATS])
    for i in range(source.tally[at.FLATS]):
        target.far[i] = source.far[i]
    if columns > 0:
        copy_rows(source.columns, target.columns, columns)
        copy_rows(source.carried, target.carried, columns)
        copy_rows(source.links, target.links, links)
        for c in range(columns + 1):
            target.first[c] = source.first[c]
    if len(source.layers) > 0:
        for b in range(source.tally[at.BLOCKS]):
            target.layers[b] = source.layers[b]


@folded
def copy_blocks(source: Load, target: Load) -> None:
    """Copy what is in a load, and not the room that is left."""
    for c in range(8):
        target.tally[c] = source.tally[c]
    for kind in range(len(source.stock)):
        target.stock[kind] = source.stock[kind]
    copy_rows(source.blocks, target.blocks, source.tally[at.BLOCKS])
    copy_rows(source.moments, target.moments, len(source.moments))


@folded
def copy_rows(source: Table, target: Table, rows: int) -> None:
    """Copy the first rows of a table: assigning slices would count references."""
    for i in range(rows):
        for c in range(source.shape[1]):
            target[i, c] = source[i, c]


@folded
def choose_flat(load: Load) -> int:
    """The open flat with a corner nearest to a corner of the room, of several the largest; -1 if none is open."""
    flats, far = load.flats, load.far
    best, nearest, largest = -1, np.inf, 0
    for i in range(load.tally[at.FLATS]):
        if far[i] < nearest or (far[i] == nearest and best >= 0):
            area = (flats[i, at.X2] - flats[i, at.X1]) * (flats[i, at.Y2] - flats[i, at.Y1])
            if far[i] < nearest or area > largest:
                best, nearest, largest = i, far[i], area
    return best


@folded
def place(problem: Problem, taste: Real, load: Load, scratch: Scratch, flat: int, block: Whole) -> None:
    """Put a block of the catalogue into the corner of a flat."""
    x, y = corner_at(spot_of(problem, load, flat, 0.0), block[at.SIZE_X], block[at.SIZE_Y])
    put(problem, taste, load, scratch, x, y, load.flats[flat, at.LEVEL], block)


@folded
def put(problem: Problem, taste: Real, load: Load, scratch: Scratch, x: int, y: int, z: int, block: Whole) -> None:
    """Let a block of the catalogue stand at a place that is free and carries it."""
    kind, pieces = block[at.KIND], block[at.COUNT]
    sx, sy, sz = block[at.SIZE_X], block[at.SIZE_Y], block[at.SIZE_Z]
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
        add_columns(problem, load, block, x, y, z, scratch.extra)
    if problem.ruled:
        record(problem, load, row, kind, pieces)
    cover(problem.room, taste, load, scratch, x, y, x + sx, y + sy, z)
    if z + sz < problem.room[2] and not problem.bare[kind]:
        add_top(problem.room, taste, load, scratch, x, y, x + sx, y + sy, z + sz)


@lean
def complete(problem: Problem, load: Load, taste: Real, scratch: Scratch) -> None:
    """Place blocks until nothing that is left fits anywhere. The blocks must have been ranked for the taste."""
    list_alive(problem, load.stock, scratch)
    while True:
        flat = choose_flat(load)
        if flat < 0:
            return
        if best_blocks(problem, load, taste, flat, scratch, 1) == 0:
            load.far[flat] = np.inf
        else:
            block = scratch.ranked[scratch.found[0]]
            place(problem, taste, load, scratch, flat, block)
            retire(problem, scratch, block[at.KIND], load.stock[block[at.KIND]])
