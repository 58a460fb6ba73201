"""Making a complete load one that may be kept: it can be loaded, and its weight lies where it may."""

from __future__ import annotations

import numpy as np

from logistics.packing.engine.columns import Placed, Tally
from logistics.packing.engine.geometry import stands_on
from logistics.packing.engine.jit import inner
from logistics.packing.engine.loading.steps import Flags, all_bars, next_out, take_out
from logistics.packing.engine.loading.ways import Entrance, comes_straight, find_ways
from logistics.packing.engine.problem import Problem, Whole
from logistics.packing.engine.rules.balance import add_moments, balancing_shift
from logistics.packing.engine.state import Load


@inner
def settle(problem: Problem, load: Load, least: int) -> None:
    """Take out blocks until the load may be kept. Afterwards only its blocks and its tally are right.

    Where bases float and the whole cross-section can be entered, pieces can always go in one behind the other from
    the bulkhead, so nothing is ever stuck.

    Args:
        least: Volume that the load must exceed to be of use; if it does not, its order of loading is not looked at.
    """
    keep_balanced(problem, load)
    floating = problem.support_share == 0
    if floating and problem.open:
        return
    # Pieces that are shifted to balance the rest may come into its way.
    while load.tally[Tally.VOLUME] > least and keep_loadable(problem, load, floating):
        keep_balanced(problem, load)


@inner
def keep_balanced(problem: Problem, load: Load) -> None:
    """Undo the last blocks until every limit on where weight lies holds."""
    if len(problem.limits) == 0:
        return
    while load.tally[Tally.BLOCKS] > len(problem.fixed) and not balancing_shift(problem, load)[0]:
        drop_last(problem, load)


@inner
def drop_last(problem: Problem, load: Load) -> None:
    """Take out the block in the last row."""
    load.tally[Tally.BLOCKS] -= 1
    forget(problem, load, load.blocks[load.tally[Tally.BLOCKS]])


@inner
def forget(problem: Problem, load: Load, row: Whole) -> None:
    """Count a block out of the load."""
    kind = problem.pose_kind[row[Placed.POSE]]
    pieces = row[Placed.NX] * row[Placed.NY] * row[Placed.NZ]
    load.tally[Tally.VOLUME] -= pieces * problem.volume[kind]
    load.tally[Tally.WEIGHT] -= pieces * problem.weight[kind]
    load.tally[Tally.PIECES] -= pieces
    load.stock[kind] += pieces
    if problem.ruled:
        add_moments(problem, load, kind, -pieces, row[Placed.AX] + row[Placed.BX], row[Placed.AY] + row[Placed.BY])


@inner
def keep_loadable(problem: Problem, load: Load, floating: bool) -> bool:
    """Take out what could not be put in past the rest; returns whether anything was.

    Whenever nothing more can be taken out, the smallest block that is left is given up, with all that it carries.
    """
    entrance = Entrance(problem.room, problem.door, problem.walls)
    low, high, stop, block = movable(problem, load, entrance)
    fixed = len(problem.fixed)
    gone, lost = np.zeros(len(low), np.bool_), np.zeros(load.tally[Tally.BLOCKS], np.bool_)
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
    blocks = load.tally[Tally.BLOCKS]
    shift = np.zeros(3, np.int64)
    if len(problem.limits) > 0:
        _, shift[0], shift[1] = balancing_shift(problem, load)
    rows = 0
    for b in range(blocks):
        row = load.blocks[b]
        rows += row[Placed.NX] * row[Placed.NY] * row[Placed.NZ] if in_pieces(problem, row, b, shift, entrance) else 1
    lows, highs = np.zeros((rows, 3), np.int64), np.zeros((rows, 3), np.int64)
    stop, block = np.zeros(rows, np.int64), np.zeros(rows, np.int64)
    n = 0
    for b in range(blocks):
        row = load.blocks[b]
        if row[Placed.POSE] < 0:  # what no piece may take is in the ways themselves
            n += 1
            continue
        first = n
        n = write_parts(lows, highs, n, row, shift, in_pieces(problem, row, b, shift, entrance))
        stop[first:n] = problem.stop[problem.pose_kind[row[Placed.POSE]]]
        block[first:n] = b
    return lows, highs, stop, block


@inner
def in_pieces(problem: Problem, row: Whole, b: int, shift: Whole, entrance: Entrance) -> bool:
    """Whether the pieces of a block are moved one by one."""
    low, high = row[Placed.AX : Placed.BX] + shift, row[Placed.BX : Placed.POSE] + shift
    return not (b < len(problem.fixed) or problem.open or comes_straight(low, high, entrance))


@inner
def write_parts(lows: Whole, highs: Whole, n: int, row: Whole, shift: Whole, pieces: bool) -> int:
    """Write the corners of a block, or of each of its pieces, from row n on; returns the next free row."""
    low, high = row[Placed.AX : Placed.BX] + shift, row[Placed.BX : Placed.POSE] + shift
    parts = row[Placed.NX : Placed.NZ + 1].copy()
    if not pieces:
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
                n += 1
    return n


@inner
def smallest_left(load: Load, block: Whole, gone: Flags, fixed: int) -> int:
    """The block of the least volume that is not gone altogether."""
    best, least = -1, np.inf
    for n in range(fixed, len(gone)):
        b = block[n]
        row = load.blocks[b]
        volume = float(
            (row[Placed.BX] - row[Placed.AX]) * (row[Placed.BY] - row[Placed.AY]) * (row[Placed.BZ] - row[Placed.AZ])
        )
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
    load.tally[Tally.BLOCKS] = kept


@inner
def rests_on_lost(load: Load, upper: int, lost: Flags) -> bool:
    """Whether a block touches the top of one that is lost."""
    for b in range(len(lost)):
        lower = load.blocks[b]
        if lost[b] and stands_on(load.blocks[upper], lower):
            return True
    return False
