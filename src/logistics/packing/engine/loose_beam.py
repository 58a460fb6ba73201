"""Greedy completion and beam search for loads whose bases need not rest fully (see `loose_state` and `beam`)."""

from __future__ import annotations

import numpy as np

from logistics.packing.engine import columns as at
from logistics.packing.engine.beam import BLOCK, PARENT, VALUE, enter
from logistics.packing.engine.jit import inner, kernel, lean
from logistics.packing.engine.lengths import find_reach
from logistics.packing.engine.loose_blocks import best_loose_blocks, corner_of, keep_possible, rank_for
from logistics.packing.engine.loose_rules import add_stacks
from logistics.packing.engine.loose_settle import settle_loose
from logistics.packing.engine.loose_state import NO_LIMIT, Desk, Loose, Terms, copy_loose, loose_slot
from logistics.packing.engine.rules import record
from logistics.packing.engine.spaces import add_space, cut_spaces, find_least, nearest_space, remove_space, reopen
from logistics.packing.engine.state import Problem, Real, Whole


@kernel
def search_loose_beam(
    problem: Problem,
    share: float,
    taste: Real,
    branches: int,
    most: int,
    desk: Desk,
    now: Loose,
    then: Loose,
    work: Loose,
    best: Loose,
) -> tuple[int, int]:
    """Search with one taste; a load that beats `best` is copied into it at once.

    Args:
        share: Of each base that must rest on something; 0: bases may float.
        branches: Blocks tried for each state.
        most: Completions after which the search breaks off.
        now, then: Pools whose arrays have one more dimension in front: the width of the beam.

    Returns:
        Completions made, and the volume of the best of them.
    """
    width = len(now.bond_count)
    layered = len(problem.most_layers) > 0 and problem.most_layers.min() < NO_LIMIT
    watched = problem.limited == 1 or problem.ruled == 1 or problem.bare.sum() > 0
    terms = Terms(share, int(watched), int(layered))
    rank_for(problem, taste, desk)
    moves = np.empty(width, np.int64)
    values = np.zeros(width, np.int64)
    blocks = np.empty(branches, np.int64)
    candidates = np.empty((width, 3), np.int64)
    reset_loose(problem, taste, loose_slot(now, 0), desk)
    find_reach(problem, problem.quantity, desk.scratch.reach)
    copy_loose(loose_slot(now, 0), work)
    values[0] = finish_loose(problem, terms, work, taste, desk, best)
    states, made, reached = 1, 1, values[0]
    pieces = problem.quantity.sum()
    while states > 0 and made < most and best.load.tally[at.PIECES] < pieces:
        n = 0
        for s in range(states):
            found = next_loose_move(problem, terms, loose_slot(now, s), taste, desk, branches, moves[s : s + 1])
            blocks[:found] = desk.scratch.found[:found]
            for b in range(found):
                value = values[s]
                # The first block is the one the greedy completion took, so its value is known.
                if b > 0 and made >= most:
                    break
                if b > 0:
                    copy_loose(loose_slot(now, s), work)
                    place_loose(problem, terms, work, taste, moves[s], blocks[b], desk)
                    value = finish_loose(problem, terms, work, taste, desk, best)
                    made += 1
                n = enter(candidates, n, value, s, blocks[b])
        for c in range(n):
            parent = candidates[c, PARENT]
            copy_loose(loose_slot(now, parent), loose_slot(then, c))
            place_loose(problem, terms, loose_slot(then, c), taste, moves[parent], candidates[c, BLOCK], desk)
            values[c] = candidates[c, VALUE]
            reached = max(reached, values[c])
        now, then, states = then, now, n
    return made, reached


@inner
def reset_loose(problem: Problem, taste: Real, loose: Loose, desk: Desk) -> None:
    """Make a load empty: one space, the room, and what stands there from the start."""
    load, room = loose.load, problem.room
    load.tally[:] = 0
    load.stock[:] = problem.quantity
    load.moments[:] = 0
    loose.bond_count[0] = 0
    find_least(problem, loose)
    add_space(problem, taste, loose, 0, 0, 0, room[0], room[1], room[2])
    for n in range(len(problem.fixed)):
        x, y, z = problem.fixed[n, at.FIXED_X], problem.fixed[n, at.FIXED_Y], problem.fixed[n, at.FIXED_Z]
        block = problem.fixed[n, at.FIXED_BLOCK :]
        enter_block(load.blocks[n], block, x, y, z)
        load.tally[at.BLOCKS] = n + 1
        kind = block[at.KIND]
        if kind >= 0:
            load.tally[at.WEIGHT] += problem.weight[kind]
            if problem.limited:
                add_stacks(problem, loose, block, x, y, z)
            record(problem, load, n, kind, 1)
        x2, y2, z2 = x + block[at.SIZE_X], y + block[at.SIZE_Y], z + block[at.SIZE_Z]
        cut_spaces(problem, taste, loose, desk, x, y, z, x2, y2, z2)


@lean
def enter_block(row: Whole, block: Whole, x: int, y: int, z: int) -> None:
    """Write where a block of the catalogue stands."""
    nx, ny = block[at.ALONG_X], block[at.ALONG_Y]
    row[at.AX], row[at.AY], row[at.AZ] = x, y, z
    row[at.BX], row[at.BY], row[at.BZ] = x + block[at.SIZE_X], y + block[at.SIZE_Y], z + block[at.SIZE_Z]
    row[at.POSE], row[at.NX], row[at.NY] = block[at.OF_POSE], nx, ny
    row[at.NZ] = block[at.COUNT] // (nx * ny)


@lean
def place_loose(
    problem: Problem, terms: Terms, loose: Loose, taste: Real, space: int, found: int, desk: Desk
) -> None:
    """Put a ranked block into the corner of a space."""
    load, block = loose.load, desk.scratch.ranked[found]
    kind, pieces = block[at.KIND], block[at.COUNT]
    x, y, z = corner_of(loose, space, block[at.SIZE_X], block[at.SIZE_Y], block[at.SIZE_Z])
    x2, y2, z2 = x + block[at.SIZE_X], y + block[at.SIZE_Y], z + block[at.SIZE_Z]
    row = load.tally[at.BLOCKS]
    enter_block(load.blocks[row], block, x, y, z)
    load.tally[at.BLOCKS] = row + 1
    load.tally[at.VOLUME] += pieces * problem.volume[kind]
    load.tally[at.WEIGHT] += pieces * problem.weight[kind]
    load.tally[at.PIECES] += pieces
    load.stock[kind] -= pieces
    if load.stock[kind] == 0:
        find_least(problem, loose)
    if problem.limited:
        add_stacks(problem, loose, block, x, y, z)
    if problem.ruled:
        record(problem, load, row, kind, pieces)
    cut_spaces(problem, taste, loose, desk, x, y, z, x2, y2, z2)
    if terms.share > 0 and z2 < problem.room[2]:
        reopen(loose, x, y, x2, y2, z2)


@lean
def give_up(terms: Terms, loose: Loose, space: int) -> None:
    """Nothing can stand in a space: it is lost, or waits for a new top below it where bases must be held."""
    if terms.share > 0:
        loose.far[space] = np.inf
    else:
        remove_space(loose, space)


@lean
def next_loose_move(
    problem: Problem, terms: Terms, loose: Loose, taste: Real, desk: Desk, branches: int, move: Whole
) -> int:
    """Give up spaces until one takes a block: sets it and returns how many blocks were found."""
    keep_possible(loose.load.stock, desk, True)
    while True:
        move[0] = nearest_space(loose)
        if move[0] < 0:
            return 0
        found = best_loose_blocks(problem, terms, loose, taste, move[0], desk, branches)
        if found > 0:
            return found
        give_up(terms, loose, move[0])


@inner
def finish_loose(problem: Problem, terms: Terms, work: Loose, taste: Real, desk: Desk, best: Loose) -> int:
    """Complete a load and keep it if it is the best so far; returns its volume."""
    complete_loose(problem, terms, work, taste, desk)
    settle_loose(problem, terms, work.load, best.load.tally[at.VOLUME])
    if work.load.tally[at.VOLUME] > best.load.tally[at.VOLUME]:
        copy_loose(work, best)
    return int(work.load.tally[at.VOLUME])


@lean
def complete_loose(problem: Problem, terms: Terms, work: Loose, taste: Real, desk: Desk) -> None:
    """Place blocks until nothing that is left fits anywhere. The blocks must have been ranked for the taste."""
    keep_possible(work.load.stock, desk, True)
    placed = 0
    while True:
        space = nearest_space(work)
        if space < 0:
            return
        if best_loose_blocks(problem, terms, work, taste, space, desk, 1) == 0:
            give_up(terms, work, space)
            continue
        place_loose(problem, terms, work, taste, space, desk.scratch.found[0], desk)
        placed += 1
        if placed % 3 == 0:
            keep_possible(work.load.stock, desk, False)
