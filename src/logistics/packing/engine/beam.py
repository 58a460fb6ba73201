"""Beam search in which a state is worth what the greedy completion makes of it (Araya and Riff 2014)."""

from __future__ import annotations

import numpy as np

from logistics.packing.engine import columns as at
from logistics.packing.engine.blocks import best_blocks
from logistics.packing.engine.catalogue import list_alive, rank_blocks
from logistics.packing.engine.greedy import choose_flat, complete, copy_blocks, copy_load, place, reset
from logistics.packing.engine.jit import inner, kernel, lean
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
    found: Load,
    best: Load,
) -> tuple[int, int]:
    """Search with one taste; a load that beats `best` is copied into it at once, the best of this beam into `found`.

    Args:
        branches: Blocks tried for each state.
        most: Completions after which the search breaks off.
        now, then: Pools whose arrays have one more dimension in front: the width of the beam.

    Returns:
        Completions made, and the volume of the best of them.
    """
    width = len(now.tally)
    rank_blocks(problem, taste, scratch)
    found.tally[at.VOLUME] = -1
    moves = np.empty(width, np.int64)
    values = np.zeros(width, np.int64)
    blocks = np.empty(branches, np.int64)
    candidates = np.empty((width, 3), np.int64)
    reset(problem, taste, slot(now, 0), scratch)
    copy_load(slot(now, 0), work)
    values[0] = finish(problem, work, taste, scratch, found, best)
    states, made, reached = 1, 1, values[0]
    pieces = problem.quantity.sum()
    while states > 0 and made < most and best.tally[at.PIECES] < pieces:
        n = 0
        for s in range(states):
            tried = next_move(problem, slot(now, s), taste, scratch, branches, moves[s : s + 1])
            blocks[:tried] = scratch.found[:tried]
            for b in range(tried):
                value = values[s]
                # The first block is the one the greedy completion took, so its value is known.
                if b > 0 and made >= most:
                    break
                if b > 0:
                    copy_load(slot(now, s), work)
                    step(problem, taste, work, scratch, moves[s], blocks[b])
                    value = finish(problem, work, taste, scratch, found, best)
                    made += 1
                n = enter(candidates, n, value, s, blocks[b])
        for c in range(n):
            parent = candidates[c, PARENT]
            copy_load(slot(now, parent), slot(then, c))
            step(problem, taste, slot(then, c), scratch, moves[parent], candidates[c, BLOCK])
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
        pool.far[i],
        pool.blocks[i],
        pool.stock[i],
        pool.columns[i],
        pool.carried[i],
        pool.links[i],
        pool.first[i],
        pool.layers[i],
        pool.moments[i],
    )


@lean
def step(problem: Problem, taste: Real, load: Load, scratch: Scratch, flat: int, block: int) -> None:
    """Put a ranked block into the corner of a flat."""
    place(problem, taste, load, scratch, flat, scratch.ranked[block])


@lean
def next_move(problem: Problem, load: Load, taste: Real, scratch: Scratch, branches: int, move: Whole) -> int:
    """Close flats until one takes a block: sets it and returns how many blocks were found."""
    list_alive(problem, load.stock, scratch)
    while True:
        move[0] = choose_flat(load)
        if move[0] < 0:
            return 0
        found = best_blocks(problem, load, taste, move[0], scratch, branches)
        if found > 0:
            return found
        load.far[move[0]] = np.inf


@inner
def finish(problem: Problem, work: Load, taste: Real, scratch: Scratch, found: Load, best: Load) -> int:
    """Complete a load and keep it if it is the best so far; returns its volume."""
    complete(problem, work, taste, scratch)
    settle(problem, work, best.tally[at.VOLUME])
    if work.tally[at.VOLUME] > found.tally[at.VOLUME]:
        copy_blocks(work, found)
    if work.tally[at.VOLUME] > best.tally[at.VOLUME]:
        copy_blocks(work, best)
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
