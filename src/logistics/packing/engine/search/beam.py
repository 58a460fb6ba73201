"""Beam search in which a state is worth what its greedy completion makes of it (Araya and Riff 2014,
doi:10.1016/j.cor.2013.09.003)."""

from __future__ import annotations

import numpy as np

from logistics.packing.engine.blocks.catalogue import rank_blocks
from logistics.packing.engine.columns import Candidate, Tally
from logistics.packing.engine.jit import inner, kernel
from logistics.packing.engine.loading.settle import settle
from logistics.packing.engine.problem import Problem, Real, Whole
from logistics.packing.engine.search.place import complete, copy_load, copy_state, next_move, reset, state_of, step
from logistics.packing.engine.state import Load, Scratch, State

_CANDIDATE_WIDTH = len(Candidate)


@kernel
def search_beam(
    problem: Problem,
    parameters: Real,
    branches: int,
    most: int,
    scratch: Scratch,
    now: State,
    then: State,
    work: State,
    found: Load,
    best: Load,
) -> tuple[int, int]:
    """Search with one parameter set; a load that beats `best` is copied into it at once, the best of this beam into
    `found`.

    Args:
        branches: Blocks tried for each state.
        most: Completions after which the search breaks off.
        now, then: Pools as wide as the beam.

    Returns:
        Completions made, and the volume of the best of them.
    """
    width = len(now.load.tally)
    rank_blocks(problem, parameters, scratch)
    found.tally[Tally.VOLUME] = -1
    moves, blocks = np.empty(width, np.int64), np.empty(branches, np.int64)
    values, candidates = np.zeros(width, np.int64), np.empty((width, _CANDIDATE_WIDTH), np.int64)
    reset(problem, parameters, state_of(now, 0), scratch)
    copy_state(state_of(now, 0), work)
    values[0] = finish(problem, parameters, work, scratch, found, best)
    states, made, reached = 1, 1, values[0]
    pieces = problem.quantity.sum()
    while states > 0 and made < most and best.tally[Tally.PIECES] < pieces:
        n = 0
        for s in range(states):
            moves[s], tried = next_move(problem, parameters, state_of(now, s), scratch, branches)
            blocks[:tried] = scratch.found[:tried]
            for b in range(tried):
                value = values[s]
                # The first block is the one the greedy completion took, so its value is known.
                if b > 0 and made >= most:
                    break
                if b > 0:
                    copy_state(state_of(now, s), work)
                    step(problem, parameters, work, scratch, moves[s], blocks[b])
                    value = finish(problem, parameters, work, scratch, found, best)
                    made += 1
                n = enter(candidates, n, value, s, blocks[b])
        for c in range(n):
            parent, block = candidates[c, Candidate.PARENT], candidates[c, Candidate.BLOCK]
            copy_state(state_of(now, parent), state_of(then, c))
            step(problem, parameters, state_of(then, c), scratch, moves[parent], block)
            values[c] = candidates[c, Candidate.VALUE]
            reached = max(reached, values[c])
        now, then, states = then, now, n
    return made, reached


@inner
def finish(problem: Problem, parameters: Real, work: State, scratch: Scratch, found: Load, best: Load) -> int:
    """Complete a load and keep it if it is the best so far; returns its volume."""
    complete(problem, parameters, work, scratch)
    settle(problem, work.load, best.tally[Tally.VOLUME])
    if work.load.tally[Tally.VOLUME] > found.tally[Tally.VOLUME]:
        copy_load(work.load, found)
    if work.load.tally[Tally.VOLUME] > best.tally[Tally.VOLUME]:
        copy_load(work.load, best)
    return int(work.load.tally[Tally.VOLUME])


@inner
def enter(candidates: Whole, n: int, value: int, parent: int, block: int) -> int:
    """Keep the best candidates, sorted; of several with one value only the first, for they are mostly alike."""
    for c in range(n):
        if candidates[c, Candidate.VALUE] == value:
            return n
    width = len(candidates)
    if n == width and value <= candidates[n - 1, Candidate.VALUE]:
        return n
    row = min(n, width - 1)
    while row > 0 and candidates[row - 1, Candidate.VALUE] < value:
        candidates[row] = candidates[row - 1]
        row -= 1
    candidates[row, Candidate.VALUE] = value
    candidates[row, Candidate.PARENT], candidates[row, Candidate.BLOCK] = parent, block
    return min(n + 1, width)
