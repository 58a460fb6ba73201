"""Making a complete load one that may be kept: it can be loaded, and its weight lies where it may."""

from __future__ import annotations

import numpy as np

from logistics.packing.engine import columns as at
from logistics.packing.engine.balance import add_moments, balancing_shift
from logistics.packing.engine.jit import inner
from logistics.packing.engine.state import Load, Problem, Whole
from logistics.packing.engine.steps import Flags, next_out, take_out, ways_out


@inner
def settle(problem: Problem, load: Load, least: int) -> None:
    """Take out blocks until the load may be kept. Afterwards only its blocks and its tally are right.

    Args:
        least: Volume that the load must exceed to be of use; if it does not, its order of loading is not looked at.
    """
    keep_balanced(problem, load)
    if load.tally[at.VOLUME] > least and keep_loadable(problem, load):
        keep_balanced(problem, load)


@inner
def keep_balanced(problem: Problem, load: Load) -> None:
    """Undo the last blocks until every limit on where weight lies holds."""
    if len(problem.limits) == 0:
        return
    while load.tally[at.BLOCKS] > len(problem.fixed) and not balancing_shift(problem, load)[0]:
        drop_last(problem, load)


@inner
def drop_last(problem: Problem, load: Load) -> None:
    """Take out the block in the last row."""
    load.tally[at.BLOCKS] -= 1
    forget(problem, load, load.blocks[load.tally[at.BLOCKS]])


@inner
def forget(problem: Problem, load: Load, row: Whole) -> None:
    """Count a block out of the load."""
    kind = problem.pose_kind[row[at.POSE]]
    pieces = row[at.NX] * row[at.NY] * row[at.NZ]
    load.tally[at.VOLUME] -= pieces * problem.volume[kind]
    load.tally[at.WEIGHT] -= pieces * problem.weight[kind]
    load.tally[at.PIECES] -= pieces
    load.stock[kind] += pieces
    if problem.ruled:
        add_moments(problem, load, kind, -pieces, row[at.AX] + row[at.BX], row[at.AY] + row[at.BY])


@inner
def keep_loadable(problem: Problem, load: Load) -> bool:
    """Take out what could not be put in past the rest; returns whether anything was.

    Blocks are looked at as if each were one piece, which only makes them harder to move.
    """
    dropped = False
    while True:
        stuck = find_stuck(problem, load)
        if stuck < 0:
            return dropped
        drop_with_all_it_carries(problem, load, stuck)
        dropped = True


@inner
def find_stuck(problem: Problem, load: Load) -> int:
    """The smallest block among those that cannot be taken out, or -1 if all can."""
    n, fixed = load.tally[at.BLOCKS], len(problem.fixed)
    low, high = load.blocks[:n, at.AX : at.BX].copy(), load.blocks[:n, at.BX : at.POSE].copy()
    for b in range(fixed):
        if load.blocks[b, at.POSE] < 0:  # blocked room is in nobody's way: a piece is moved around it
            low[b], high[b] = 0, 0
    stop, gone = np.zeros(n, np.int64), np.zeros(n, np.bool_)
    ways = ways_out(low, high, problem.room[2])
    for _ in range(fixed, n):
        best = next_out(low, stop, ways, gone, fixed)
        if best < 0:
            return smallest_left(load, gone, fixed)
        take_out(low, high, problem.room[2], ways, gone, best)
    return -1


@inner
def smallest_left(load: Load, gone: Flags, fixed: int) -> int:
    """The block of the least volume that is not gone."""
    best, least = -1, np.inf
    for b in range(fixed, len(gone)):
        row = load.blocks[b]
        volume = float((row[at.BX] - row[at.AX]) * (row[at.BY] - row[at.AY]) * (row[at.BZ] - row[at.AZ]))
        if not gone[b] and volume < least:
            best, least = b, volume
    return best


@inner
def drop_with_all_it_carries(problem: Problem, load: Load, block: int) -> None:
    """Take out a block, all that rests on it, all that rests on that, and so on; the others keep their order.

    What remains rests on what it rested on before, and carries no more.
    """
    n = load.tally[at.BLOCKS]
    lost = np.zeros(n, np.bool_)
    lost[block] = True
    spreading = True
    while spreading:
        spreading = False
        for upper in range(len(problem.fixed), n):
            if not lost[upper] and rests_on_lost(load, upper, lost):
                lost[upper] = True
                spreading = True
    kept = 0
    for b in range(n):
        if lost[b]:
            forget(problem, load, load.blocks[b])
        else:
            load.blocks[kept] = load.blocks[b]
            kept += 1
    load.tally[at.BLOCKS] = kept


@inner
def rests_on_lost(load: Load, upper: int, lost: Flags) -> bool:
    """Whether a block touches the top of one that is lost."""
    up = load.blocks[upper]
    for b in range(len(lost)):
        low = load.blocks[b]
        if (
            lost[b]
            and low[at.BZ] == up[at.AZ]
            and low[at.AX] < up[at.BX]
            and low[at.BX] > up[at.AX]
            and low[at.AY] < up[at.BY]
            and low[at.BY] > up[at.AY]
        ):
            return True
    return False
