"""Taking a part out of a good load and filling the room again: ruin and recreate (Schrimpf et al. 2000).

Beams find good loads; this changes them in many small ways. A load that comes out worse by little is kept all the
same, by less the later it is (simulated annealing), so that the search leaves what only looks best.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from logistics.packing.engine import columns as at
from logistics.packing.engine.beam import slot
from logistics.packing.engine.catalogue import rank_blocks
from logistics.packing.engine.greedy import complete, copy_blocks, put, reset
from logistics.packing.engine.jit import kernel, lean
from logistics.packing.engine.settle import settle
from logistics.packing.engine.state import Load, Problem, Real, Scratch, Whole

Source = NDArray[np.uint64]

LAST, DOOR_SIDE, COLUMN, UPPER = range(4)
"""Parts that are taken out: what was placed last, what is at the doors (or at the bulkhead), what stands in a part of
the floor, what is high up in a part of the length."""

LEAST_PART, LARGEST_PART = 0.05, 0.6


@kernel
def keep_apart(found: Load, kept: Load, count: int) -> int:
    """Keep a load among the best that differ in volume; the worst makes room. Returns how many of them there are."""
    worst = 0
    for k in range(count):
        if kept.tally[k, at.VOLUME] == found.tally[at.VOLUME]:
            return count
        if kept.tally[k, at.VOLUME] < kept.tally[worst, at.VOLUME]:
            worst = k
    if count < len(kept.tally):
        copy_blocks(found, slot(kept, count))
        return count + 1
    if found.tally[at.VOLUME] > kept.tally[worst, at.VOLUME]:
        copy_blocks(found, slot(kept, worst))
    return count


@kernel
def refill(
    problem: Problem,
    tastes: Real,
    most: int,
    patience: float,
    source: Source,
    scratch: Scratch,
    kept: Load,
    count: int,
    work: Load,
    best: Load,
) -> int:
    """Change the first `count` loads that are kept; a load that beats `best` is copied into it at once.

    Args:
        tastes: (T, 11) used one after the other, each for as many tries as the others.
        most: Tries after which to stop.
        patience: Volume by which a load may come out worse and be kept, on average.
        source: (1,) of random numbers, not 0; changed.

    Returns:
        Tries made.
    """
    made, pieces = 0, problem.quantity.sum()
    for t in range(len(tastes)):
        rank_blocks(problem, tastes[t], scratch)
        until = most * (t + 1) // len(tastes)
        while made < until:
            if best.tally[at.PIECES] == pieces:
                return made
            load = slot(kept, below(source, count))
            mark_part(problem, load, source, scratch.taken)
            keep_unmarked(problem, tastes[t], load, work, scratch)
            complete(problem, work, tastes[t], scratch)
            settle(problem, work, best.tally[at.VOLUME])
            made += 1
            if work.tally[at.VOLUME] > best.tally[at.VOLUME]:
                copy_blocks(work, best)
            least = load.tally[at.VOLUME] + patience * np.log(1.0 - draw(source))
            if work.tally[at.VOLUME] >= least and not is_among(kept, count, work.tally[at.VOLUME]):
                copy_blocks(work, load)
    return made


@lean
def is_among(kept: Load, count: int, volume: int) -> bool:
    """Whether a load of this volume is kept already: loads that differ are worth more."""
    among = False
    for k in range(count):
        among |= kept.tally[k, at.VOLUME] == volume
    return among


@lean
def mark_part(problem: Problem, load: Load, source: Source, taken: Whole) -> None:
    """Mark a random part of the blocks, and whatever stands on it."""
    n, length, width, height = load.tally[at.BLOCKS], problem.room[0], problem.room[1], problem.room[2]
    part, share = below(source, 4), between(source, LEAST_PART, LARGEST_PART)
    x1, y1, z1, x2, y2 = 0.0, 0.0, 0.0, 1.0 * length, 1.0 * width
    if part == DOOR_SIDE and draw(source) < 0.3:
        x2 = length * share
    elif part == DOOR_SIDE:
        x1 = length * (1.0 - share)
    elif part == COLUMN:
        x1, x2 = window(source, length, 0.1, 0.5)
        y1, y2 = window(source, width, 0.2, 1.0)
    elif part == UPPER:
        x1, x2 = window(source, length, 0.2, 1.0)
        z1 = height * between(source, 0.2, 0.8)
    blocks = load.blocks
    for b in range(len(problem.fixed), n):
        if part == LAST:
            taken[b] = b >= n * (1.0 - share)
        else:
            taken[b] = (
                (blocks[b, at.BX] > x1)
                & (blocks[b, at.AX] < x2)
                & (blocks[b, at.BY] > y1)
                & (blocks[b, at.AY] < y2)
                & (blocks[b, at.BZ] > z1)
            )
        # What carries a block comes before it.
        if not taken[b] and blocks[b, at.AZ] > 0:
            taken[b] = stands_on_marked(problem, load, b, taken)


@lean
def stands_on_marked(problem: Problem, load: Load, b: int, taken: Whole) -> bool:
    """Whether a block rests, if only in part, on one that is marked."""
    blocks = load.blocks
    for j in range(len(problem.fixed), b):
        if (
            taken[j]
            and blocks[j, at.BZ] == blocks[b, at.AZ]
            and blocks[j, at.AX] < blocks[b, at.BX]
            and blocks[j, at.BX] > blocks[b, at.AX]
            and blocks[j, at.AY] < blocks[b, at.BY]
            and blocks[j, at.BY] > blocks[b, at.AY]
        ):
            return True
    return False


@lean
def keep_unmarked(problem: Problem, taste: Real, load: Load, work: Load, scratch: Scratch) -> None:
    """Build a load again without the blocks that are marked."""
    reset(problem, taste, work, scratch)
    block = scratch.block
    for b in range(len(problem.fixed), load.tally[at.BLOCKS]):
        if scratch.taken[b]:
            continue
        row = load.blocks[b]
        block[at.SIZE_X], block[at.SIZE_Y] = row[at.BX] - row[at.AX], row[at.BY] - row[at.AY]
        block[at.SIZE_Z] = row[at.BZ] - row[at.AZ]
        block[at.COUNT] = row[at.NX] * row[at.NY] * row[at.NZ]
        block[at.KIND], block[at.OF_POSE] = problem.pose_kind[row[at.POSE]], row[at.POSE]
        block[at.ALONG_X], block[at.ALONG_Y] = row[at.NX], row[at.NY]
        put(problem, taste, work, scratch, row[at.AX], row[at.AY], row[at.AZ], block)


@lean
def draw(source: Source) -> float:
    """A random number from 0 to below 1 (Marsaglia 2003, xorshift of 64 bits)."""
    state = source[0]
    state ^= state << np.uint64(13)
    state ^= state >> np.uint64(7)
    state ^= state << np.uint64(17)
    source[0] = state
    return float(state >> np.uint64(11)) * 2.0**-53


@lean
def below(source: Source, n: int) -> int:
    """A random whole number from 0 to n - 1."""
    return int(draw(source) * n)


@lean
def between(source: Source, low: float, high: float) -> float:
    """A random number from low to high."""
    return low + draw(source) * (high - low)


@lean
def window(source: Source, longest: int, low: float, high: float) -> tuple[float, float]:
    """A random stretch of a side, from a share `low` to a share `high` of it long."""
    length = longest * between(source, low, high)
    start = draw(source) * (longest - length)
    return start, start + length
