"""Placing blocks: the place nearest to a corner of the room, the best block for it, again and again."""

from __future__ import annotations

from logistics.packing.engine.blocks.catalogue import list_alive, retire
from logistics.packing.engine.blocks.choice import best_blocks
from logistics.packing.engine.columns import Block, Fixed, Placed, Stacked, Tally
from logistics.packing.engine.jit import folded, inner, lean
from logistics.packing.engine.problem import Problem, Real, Whole
from logistics.packing.engine.room.free import clear, close, copy_free, free_of, nearest, occupy, spot_at
from logistics.packing.engine.room.spot import corner_at
from logistics.packing.engine.rows import copy_rows, copy_values
from logistics.packing.engine.rules.neighbours import record
from logistics.packing.engine.rules.stacks import enter_stacks
from logistics.packing.engine.state import Load, Scratch, Stacks, State, load_of, stacks_of


@lean
def reset(problem: Problem, parameters: Real, state: State, scratch: Scratch) -> None:
    """Make a state empty but for what stands there from the start, which counts as weight, not as volume or
    pieces."""
    load = state.load
    load.tally[:] = 0
    load.moments[:] = 0
    copy_values(problem.quantity, load.stock, len(load.stock))
    state.stacks.counts[:] = 0
    clear(problem, parameters, load, state.free)
    for n in range(len(problem.fixed)):
        row = problem.fixed[n]
        block = row[Fixed.BLOCK :]
        kind = block[Block.KIND]
        if kind >= 0:
            load.tally[Tally.WEIGHT] += problem.weight[kind]
        stand(problem, parameters, state, scratch, row[Fixed.X], row[Fixed.Y], row[Fixed.Z], block)


@folded
def put(
    problem: Problem, parameters: Real, state: State, scratch: Scratch, x: int, y: int, z: int, block: Whole
) -> None:
    """Let a block of the catalogue stand at a place that is free and carries it."""
    load, kind, pieces = state.load, block[Block.KIND], block[Block.COUNT]
    load.tally[Tally.VOLUME] += pieces * problem.volume[kind]
    load.tally[Tally.WEIGHT] += pieces * problem.weight[kind]
    load.tally[Tally.PIECES] += pieces
    load.stock[kind] -= pieces
    stand(problem, parameters, state, scratch, x, y, z, block)


@folded
def stand(
    problem: Problem, parameters: Real, state: State, scratch: Scratch, x: int, y: int, z: int, block: Whole
) -> None:
    """Enter where a block stands, into the load and into all that the rules follow, and take its room."""
    load, kind, n = state.load, block[Block.KIND], state.load.tally[Tally.BLOCKS]
    x2, y2, z2 = x + block[Block.SIZE_X], y + block[Block.SIZE_Y], z + block[Block.SIZE_Z]
    row = load.blocks[n]
    row[Placed.AX], row[Placed.AY], row[Placed.AZ] = x, y, z
    row[Placed.BX], row[Placed.BY], row[Placed.BZ] = x2, y2, z2
    row[Placed.POSE], row[Placed.NX], row[Placed.NY] = block[Block.POSE], block[Block.ALONG_X], block[Block.ALONG_Y]
    row[Placed.NZ] = block[Block.COUNT] // (block[Block.ALONG_X] * block[Block.ALONG_Y])
    load.tally[Tally.BLOCKS] = n + 1
    if problem.limited and kind >= 0:
        enter_stacks(problem, state.stacks, block, x, y, z, scratch.extra)
    if problem.ruled and kind >= 0:
        record(problem, load, n, kind, block[Block.COUNT])
    occupy(problem, parameters, load, state.free, scratch, kind, x, y, z, x2, y2, z2)


@folded
def place(problem: Problem, parameters: Real, state: State, scratch: Scratch, at: int, found: int) -> None:
    """Put a ranked block into the corner of a place."""
    block = scratch.ranked[found]
    spot = spot_at(problem, state.free, at, 0.0)
    x, y, z = corner_at(spot, block[Block.SIZE_X], block[Block.SIZE_Y], block[Block.SIZE_Z])
    put(problem, parameters, state, scratch, x, y, z, block)


@folded
def next_place(problem: Problem, parameters: Real, state: State, scratch: Scratch, branches: int) -> tuple[int, int]:
    """Close places until one takes a block. Returns the place, and how many blocks were found for it; 0: no more."""
    while True:
        at = nearest(state.free)
        if at < 0:
            return -1, 0
        found = best_blocks(problem, state, parameters, at, scratch, branches)
        if found > 0:
            return at, found
        close(problem, state.free, at)


@lean
def complete(problem: Problem, parameters: Real, state: State, scratch: Scratch) -> None:
    """Place blocks until nothing that is left fits anywhere. The blocks must have been ranked for the parameter
    set."""
    list_alive(problem, state.load.stock, scratch)
    while True:
        at, found = next_place(problem, parameters, state, scratch, 1)
        if found == 0:
            return
        kind = scratch.ranked[scratch.found[0], Block.KIND]
        place(problem, parameters, state, scratch, at, scratch.found[0])
        retire(problem, scratch, kind, state.load.stock[kind])


@lean
def next_move(problem: Problem, parameters: Real, state: State, scratch: Scratch, branches: int) -> tuple[int, int]:
    """The same as `next_place`, for a state that was not just completed."""
    list_alive(problem, state.load.stock, scratch)
    return next_place(problem, parameters, state, scratch, branches)


@lean
def step(problem: Problem, parameters: Real, state: State, scratch: Scratch, at: int, found: int) -> None:
    """The same as `place`, as a call of its own."""
    place(problem, parameters, state, scratch, at, found)


@inner
def state_of(pool: State, i: int) -> State:
    """One state of a pool."""
    return State(load_of(pool.load, i), free_of(pool.free, i), stacks_of(pool.stacks, i))


@lean
def copy_state(source: State, target: State) -> None:
    """Make the target equal to the source, spare rows left as they are."""
    copy_load(source.load, target.load)
    copy_free(source.free, target.free)
    if len(source.load.layers) > 0:
        copy_values(source.load.layers, target.load.layers, source.load.tally[Tally.BLOCKS])
    copy_stacks(source.stacks, target.stacks)


@lean
def copy_load(source: Load, target: Load) -> None:
    """Copy what is in a load, but for the layers, which only matter while it grows."""
    copy_values(source.tally, target.tally, len(source.tally))
    copy_values(source.stock, target.stock, len(source.stock))
    copy_rows(source.blocks, target.blocks, source.tally[Tally.BLOCKS])
    copy_rows(source.moments, target.moments, len(source.moments))


@lean
def copy_stacks(source: Stacks, target: Stacks) -> None:
    """Copy what every stack carries."""
    stacks, bonds = source.counts[Stacked.STACKS], source.counts[Stacked.BONDS]
    copy_values(source.counts, target.counts, len(source.counts))
    copy_rows(source.rows, target.rows, stacks)
    copy_values(source.held, target.held, stacks)
    copy_rows(source.burden, target.burden, stacks)
    copy_rows(source.bonds, target.bonds, bonds)
