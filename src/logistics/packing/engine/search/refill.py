"""Taking a part out of a good load and filling the room again: ruin and recreate (Schrimpf, Schneider,
Stamm-Wilbrandt and Dueck 2000, doi:10.1006/jcph.1999.6413).

Beams find good loads; this changes them in many small ways. A load that comes out worse by little is kept all the
same, by less the later it is (simulated annealing, Kirkpatrick, Gelatt and Vecchi 1983,
doi:10.1126/science.220.4598.671), so that the search leaves what only looks best.
"""

from __future__ import annotations

import numpy as np

from logistics.packing.engine.blocks.catalogue import rank_blocks
from logistics.packing.engine.columns import Block, Part, Placed, Tally
from logistics.packing.engine.geometry import stands_on
from logistics.packing.engine.jit import kernel, lean
from logistics.packing.engine.loading.settle import settle
from logistics.packing.engine.problem import Problem, Real, Whole
from logistics.packing.engine.random_source import Source, below, between, draw, window
from logistics.packing.engine.search.place import complete, copy_load, put, reset
from logistics.packing.engine.state import Load, Scratch, State, load_of

LEAST_PART, LARGEST_PART = 0.05, 0.6

_PARTS = len(Part)


@kernel
def keep_apart(found: Load, kept: Load, count: int) -> int:
    """Keep a load among the best that differ in volume; the worst makes room. Returns how many of them there are."""
    worst = 0
    for k in range(count):
        if kept.tally[k, Tally.VOLUME] == found.tally[Tally.VOLUME]:
            return count
        if kept.tally[k, Tally.VOLUME] < kept.tally[worst, Tally.VOLUME]:
            worst = k
    if count < len(kept.tally):
        copy_load(found, load_of(kept, count))
        return count + 1
    if found.tally[Tally.VOLUME] > kept.tally[worst, Tally.VOLUME]:
        copy_load(found, load_of(kept, worst))
    return count


@kernel
def refill(
    problem: Problem,
    sets: Real,
    most: int,
    patience: float,
    source: Source,
    scratch: Scratch,
    kept: Load,
    count: int,
    work: State,
    best: Load,
) -> int:
    """Change the first `count` loads that are kept; a load that beats `best` is copied into it at once.

    Args:
        sets: (T, Parameter) parameter sets, used one after the other, each for as many tries as the others.
        most: Tries after which to stop.
        patience: Volume by which a load may come out worse and be kept, on average.
        source: (1,) of random numbers, not 0; changed.

    Returns:
        Tries made.
    """
    made, pieces = 0, problem.quantity.sum()
    for t in range(len(sets)):
        rank_blocks(problem, sets[t], scratch)
        until = most * (t + 1) // len(sets)
        while made < until:
            if best.tally[Tally.PIECES] == pieces:
                return made
            load = load_of(kept, below(source, count))
            mark_part(problem, load, source, scratch.taken)
            keep_unmarked(problem, sets[t], load, work, scratch)
            complete(problem, sets[t], work, scratch)
            settle(problem, work.load, best.tally[Tally.VOLUME])
            volume = work.load.tally[Tally.VOLUME]
            made += 1
            if volume > best.tally[Tally.VOLUME]:
                copy_load(work.load, best)
            least = load.tally[Tally.VOLUME] + patience * np.log(1.0 - draw(source))
            if volume >= least and not is_among(kept, count, volume):
                copy_load(work.load, load)
    return made


@lean
def is_among(kept: Load, count: int, volume: int) -> bool:
    """Whether a load of this volume is kept already: loads that differ are worth more."""
    among = False
    for k in range(count):
        among |= kept.tally[k, Tally.VOLUME] == volume
    return among


@lean
def mark_part(problem: Problem, load: Load, source: Source, taken: Whole) -> None:
    """Mark a random part of the blocks, and whatever stands on it."""
    n, length, width, height = load.tally[Tally.BLOCKS], problem.room[0], problem.room[1], problem.room[2]
    part, share = below(source, _PARTS), between(source, LEAST_PART, LARGEST_PART)
    x1, y1, z1, x2, y2 = 0.0, 0.0, 0.0, 1.0 * length, 1.0 * width
    if part == Part.DOOR_SIDE and draw(source) < 0.3:
        x2 = length * share
    elif part == Part.DOOR_SIDE:
        x1 = length * (1.0 - share)
    elif part == Part.FLOOR:
        x1, x2 = window(source, length, 0.1, 0.5)
        y1, y2 = window(source, width, 0.2, 1.0)
    elif part == Part.UPPER:
        x1, x2 = window(source, length, 0.2, 1.0)
        z1 = height * between(source, 0.2, 0.8)
    blocks = load.blocks
    for b in range(len(problem.fixed), n):
        if part == Part.LAST:
            taken[b] = b >= n * (1.0 - share)
        else:
            taken[b] = (
                (blocks[b, Placed.BX] > x1)
                & (blocks[b, Placed.AX] < x2)
                & (blocks[b, Placed.BY] > y1)
                & (blocks[b, Placed.AY] < y2)
                & (blocks[b, Placed.BZ] > z1)
            )
        # What carries a block comes before it.
        if not taken[b] and blocks[b, Placed.AZ] > 0:
            taken[b] = stands_on_marked(problem, load, b, taken)


@lean
def stands_on_marked(problem: Problem, load: Load, b: int, taken: Whole) -> bool:
    """Whether a block rests, if only in part, on one that is marked."""
    for j in range(len(problem.fixed), b):
        lower = load.blocks[j]
        if taken[j] and stands_on(load.blocks[b], lower):
            return True
    return False


@lean
def keep_unmarked(problem: Problem, parameters: Real, load: Load, work: State, scratch: Scratch) -> None:
    """Build a load again without the blocks that are marked."""
    reset(problem, parameters, work, scratch)
    block = scratch.block
    for b in range(len(problem.fixed), load.tally[Tally.BLOCKS]):
        if scratch.taken[b]:
            continue
        row = load.blocks[b]
        block[Block.SIZE_X], block[Block.SIZE_Y] = row[Placed.BX] - row[Placed.AX], row[Placed.BY] - row[Placed.AY]
        block[Block.SIZE_Z] = row[Placed.BZ] - row[Placed.AZ]
        block[Block.COUNT] = row[Placed.NX] * row[Placed.NY] * row[Placed.NZ]
        block[Block.KIND], block[Block.POSE] = problem.pose_kind[row[Placed.POSE]], row[Placed.POSE]
        block[Block.ALONG_X], block[Block.ALONG_Y] = row[Placed.NX], row[Placed.NY]
        put(problem, parameters, work, scratch, row[Placed.AX], row[Placed.AY], row[Placed.AZ], block)
