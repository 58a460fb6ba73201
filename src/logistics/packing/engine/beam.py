"""Beam search in which a state is worth what the greedy completion makes of it (Araya and Riff 2014)."""

from __future__ import annotations

import numpy as np

from logistics.packing.engine import columns as at
from logistics.packing.engine.blocks import best_blocks
from logistics.packing.engine.catalogue import keep_possible, rank_blocks
from logistics.packing.engine.greedy import choose_flat, complete, copy_load, place, reset
from logistics.packing.engine.jit import inner, kernel
from logistics.packing.engine.lengths import find_reach
from logistics.packing.engine.settle import settle
from logistics.packing.engine.state import Load, Problem, Real, Scratch, Whole

VALUE, PARENT, BLOCK = range(3)
"""Columns of a candidate for the next beam."""


@kernel
def search_beam(
    problem: Problem,
    taste: Real,
    branches: int,
    most: int,
    scratch: Scratch,
    now: Load,
    then: Load,
    work: Load,
    best: Load,
) -> tuple[int, int]:
    """Search with one taste; a load that beats `best` is copied into it at once.

    Args:
        branches: Blocks tried for each state.
        most: Completions after which the search breaks off.
        now, then: Pools whose arrays have one more dimension in front: the width of the beam.

    Returns:
        Completions made, and the volume of the best of them.
    """
    width = len(now.tally)
    rank_blocks(problem, taste, scratch)
    moves = np.empty((width, 2), np.int64)
    values = np.zeros(width, np.int64)
    blocks = np.empty(branches, np.int64)
    candidates = np.empty((width, 3), np.int64)
    reset(problem, slot(now, 0))
    find_reach(problem, problem.quantity, scratch.reach)
    values[0] = value_of(problem, slot(now, 0), taste, scratch, work, best)
    states, made, reached = 1, 1, values[0]
    pieces = problem.quantity.sum()
    while states > 0 and made < most and best.tally[at.PIECES] < pieces:
        n = 0
        for s in range(states):
            found = next_move(problem, slot(now, s), taste, scratch, branches, moves[s])
            blocks[:found] = scratch.found[:found]
            for b in range(found):
                value = values[s]
                # The first block is the one the greedy completion took, so its value is known.
                if b > 0 and made >= most:
                    break
                if b > 0:
                    copy_load(slot(now, s), work)
                    place(problem, work, moves[s, 0], moves[s, 1], scratch.ranked[blocks[b]])
                    value = finish(problem, work, taste, scratch, best)
                    made += 1
                n = enter(candidates, n, value, s, blocks[b])
        for c in range(n):
            parent = candidates[c, PARENT]
            copy_load(slot(now, parent), slot(then, c))
            block = scratch.ranked[candidates[c, BLOCK]]
            place(problem, slot(then, c), moves[parent, 0], moves[parent, 1], block)
            values[c] = candidates[c, VALUE]
            reached = max(reached, values[c])
        now, then, states = then, now, n
    return made, reached


@inner
def slot(pool: Load, i: int) -> Load:
    """One load of a pool."""
    return Load(
        pool.tally[i],
        pool.flats[i],
        pool.blocks[i],
        pool.stock[i],
        pool.columns[i],
        pool.carried[i],
        pool.links[i],
        pool.first[i],
        pool.layers[i],
        pool.moments[i],
    )


@inner
def next_move(problem: Problem, load: Load, taste: Real, scratch: Scratch, branches: int, move: Whole) -> int:
    """Close flats until one takes a block: sets its (flat, corner) and returns how many blocks were found."""
    while True:
        move[0], move[1] = choose_flat(problem, load, taste)
        if move[0] < 0:
            return 0
        keep_possible(load, scratch, True)
        found = best_blocks(problem, load, taste, move[0], move[1], scratch, branches)
        if found > 0:
            return found
        load.flats[move[0], at.OPEN] = 0


@inner
def value_of(problem: Problem, load: Load, taste: Real, scratch: Scratch, work: Load, best: Load) -> int:
    """Volume of the greedy completion of a load, which stays as it is."""
    copy_load(load, work)
    return finish(problem, work, taste, scratch, best)


@inner
def finish(problem: Problem, work: Load, taste: Real, scratch: Scratch, best: Load) -> int:
    """Complete a load and keep it if it is the best so far; returns its volume."""
    complete(problem, work, taste, scratch)
    settle(problem, work, best.tally[at.VOLUME])
    if work.tally[at.VOLUME] > best.tally[at.VOLUME]:
        copy_load(work, best)
    return int(work.tally[at.VOLUME])


@inner
def enter(candidates: Whole, n: int, value: int, parent: int, block: int) -> int:
    """Keep the best candidates, sorted; of several with one value only the first, for they are mostly alike."""
    for c in range(n):
        if candidates[c, VALUE] == value:
            return n
    width = len(candidates)
    if n == width and value <= candidates[n - 1, VALUE]:
        return n
    row = min(n, width - 1)
    while row > 0 and candidates[row - 1, VALUE] < value:
        candidates[row] = candidates[row - 1]
        row -= 1
    candidates[row, VALUE], candidates[row, PARENT], candidates[row, BLOCK] = value, parent, block
    return min(n + 1, width)
