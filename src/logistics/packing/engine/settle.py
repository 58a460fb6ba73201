"""Making a complete load one that may be kept: it can be loaded, and its weight lies where it may."""

from __future__ import annotations

import numpy as np

from logistics.packing.engine import columns as at
from logistics.packing.engine.balance import add_moments, balancing_shift
from logistics.packing.engine.jit import inner
from logistics.packing.engine.state import Load, Problem, Whole
from logistics.packing.engine.steps import Flags, all_bars, next_out, take_out
from logistics.packing.engine.ways import Entrance, comes_straight, find_ways


@inner
def settle(problem: Problem, load: Load, least: int) -> None:
    """Take out blocks until the load may be kept. Afterwards only its blocks and its tally are right.

    Args:
        least: Volume that the load must exceed to be of use; if it does not, its order of loading is not looked at.
    """
    keep_balanced(problem, load)
    # Pieces that are shifted to balance the rest may come into its way.
    while load.tally[at.VOLUME] > least and keep_loadable(problem, load, False):
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
def keep_loadable(problem: Problem, load: Load, floating: bool) -> bool:
    """Take out what could not be put in past the rest; returns whether anything was.

    Whenever nothing more can be taken out, the smallest block that is left is given up, with all that it carries.
    """
    entrance = Entrance(problem.room, problem.door, problem.walls)
    low, high, stop, block = movable(problem, load, entrance)
    fixed = len(problem.fixed)
    gone, lost = np.zeros(len(low), np.bool_), np.zeros(load.tally[at.BLOCKS], np.bool_)
    swept = find_ways(low, high, entrance)
    bars = all_bars(low, high, swept, floating)
    left, dropped = len(low) - fixed, False
    while left > 0:
        best = next_out(low, stop, bars, gone, fixed)
        if best >= 0:
            take_out(low, high, swept, bars, gone, best, floating)
            left -= 1
            continue
        dropped = True
        lose_with_all_it_carries(problem, load, smallest_left(load, block, gone, fixed), lost)
        for n in range(fixed, len(low)):
            if lost[block[n]] and not gone[n]:
                take_out(low, high, swept, bars, gone, n, floating)
                left -= 1
    if dropped:
        drop_lost(problem, load, lost)
    return dropped


@inner
def movable(problem: Problem, load: Load, entrance: Entrance) -> tuple[Whole, Whole, Whole, Whole]:
    """Corners, stops and blocks of what is moved, where it will stand; what is fixed comes first.

    A block counts as one piece, which only makes it harder to move, unless it must be moved at the doors or around
    blocked room: then each of its pieces is by itself.
    """
    fixed, blocks = len(problem.fixed), load.tally[at.BLOCKS]
    shift = np.zeros(3, np.int64)
    if len(problem.limits) > 0:
        _, shift[0], shift[1] = balancing_shift(problem, load)
    rows = 0
    for b in range(blocks):
        low, high = load.blocks[b, at.AX : at.BX] + shift, load.blocks[b, at.BX : at.POSE] + shift
        whole = b < fixed or problem.open or comes_straight(low, high, entrance)
        rows += 1 if whole else load.blocks[b, at.NX] * load.blocks[b, at.NY] * load.blocks[b, at.NZ]
    lows, highs = np.zeros((rows, 3), np.int64), np.zeros((rows, 3), np.int64)
    stop, block = np.zeros(rows, np.int64), np.zeros(rows, np.int64)
    n = 0
    for b in range(blocks):
        row = load.blocks[b]
        if row[at.POSE] < 0:  # what no piece may take is in the ways themselves
            n += 1
            continue
        low, high = row[at.AX : at.BX] + shift, row[at.BX : at.POSE] + shift
        parts = row[at.NX : at.NZ + 1].copy()
        if b < fixed or problem.open or comes_straight(low, high, entrance):
            parts[:] = 1
        size = (high - low) // parts
        for i in range(parts[0]):
            for j in range(parts[1]):
                for k in range(parts[2]):
                    lows[n] = low
                    lows[n, 0] += i * size[0]
                    lows[n, 1] += j * size[1]
                    lows[n, 2] += k * size[2]
                    highs[n] = lows[n] + size
                    stop[n], block[n] = problem.stop[problem.pose_kind[row[at.POSE]]], b
                    n += 1
    return lows, highs, stop, block


@inner
def smallest_left(load: Load, block: Whole, gone: Flags, fixed: int) -> int:
    """The block of the least volume that is not gone altogether."""
    best, least = -1, np.inf
    for n in range(fixed, len(gone)):
        b = block[n]
        row = load.blocks[b]
        volume = float((row[at.BX] - row[at.AX]) * (row[at.BY] - row[at.AY]) * (row[at.BZ] - row[at.AZ]))
        if not gone[n] and volume < least:
            best, least = b, volume
    return best


@inner
def lose_with_all_it_carries(problem: Problem, load: Load, block: int, lost: Flags) -> None:
    """Mark a block, all that rests on it, all that rests on that, and so on."""
    lost[block] = True
    spreading = True
    while spreading:
        spreading = False
        for upper in range(len(problem.fixed), len(lost)):
            if not lost[upper] and rests_on_lost(load, upper, lost):
                lost[upper] = True
                spreading = True


@inner
def drop_lost(problem: Problem, load: Load, lost: Flags) -> None:
    """Take the marked blocks out; the others keep their order.

    What remains rests on what it rested on before, and carries no more.
    """
    kept = 0
    for b in range(len(lost)):
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
