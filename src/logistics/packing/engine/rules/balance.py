"""Where the weight of a load lies, on the way to every stop: axle loads and centre of gravity.

Every limit reads: WEIGHT x weight + X x moment along x + Y x moment along y <= MOST, for loads of at least FROM g
(columns of `Limit`). PULL is how much a gram that is still to come may take back, so a
block is refused once neither the pieces left nor a shift of the whole load could make up for it.
"""

from __future__ import annotations

import numpy as np

from logistics.packing.engine.columns import Block, Limit, Moment, Placed, Tally
from logistics.packing.engine.jit import kernel, lean
from logistics.packing.engine.problem import Problem, Whole
from logistics.packing.engine.state import Load


@lean
def add_moments(problem: Problem, load: Load, kind: int, pieces: int, twice_x: int, twice_y: int) -> None:
    """Count pieces of a kind, negative to take them out, whose common middle is at half of (twice_x, twice_y)."""
    grams = pieces * problem.weight[kind]
    for s in range(len(problem.stops)):
        if problem.stops[s] <= problem.stop[kind]:
            load.moments[s, Moment.WEIGHT] += grams
            load.moments[s, Moment.X] += grams * twice_x
            load.moments[s, Moment.Y] += grams * twice_y


@lean
def keeps_balance(problem: Problem, load: Load, block: Whole, x: int, y: int) -> bool:
    """Whether the limits can still be met with a block of the catalogue at this corner, in the end by a shift."""
    if len(problem.limits) == 0:
        return True
    kind, grams = block[Block.KIND], block[Block.COUNT] * problem.weight[block[Block.KIND]]
    twice_x, twice_y = 2 * x + block[Block.SIZE_X], 2 * y + block[Block.SIZE_Y]
    payload = problem.payload - load.tally[Tally.WEIGHT] - grams
    _, free_x, _, free_y = free_play(problem, load)
    free_x, free_y = (
        min(free_x, problem.room[0] - x - block[Block.SIZE_X]),
        min(free_y, problem.room[1] - y - block[Block.SIZE_Y]),
    )
    for s in range(len(problem.stops)):
        if problem.stops[s] > problem.stop[kind]:
            continue
        weight = load.moments[s, Moment.WEIGHT] + grams
        to_come = max(0, min(payload, problem.stop_weight[s] - weight))
        for r in range(len(problem.limits)):
            limit = problem.limits[r]
            more = grams * (limit[Limit.WEIGHT] + limit[Limit.X] * twice_x + limit[Limit.Y] * twice_y)
            shift = 2 * weight * (max(-limit[Limit.X], 0.0) * free_x + max(-limit[Limit.Y], 0.0) * free_y)
            now = excess(problem, load, s, r) + more - shift
            if more > 0 and now > limit[Limit.PULL] * to_come and weight >= limit[Limit.FROM]:
                return False
    return True


@lean
def excess(problem: Problem, load: Load, s: int, r: int) -> float:
    """By how much the pieces on the way to a stop exceed a limit; negative if they do not."""
    limit = problem.limits[r]
    return float(
        limit[Limit.WEIGHT] * load.moments[s, Moment.WEIGHT]
        + limit[Limit.X] * load.moments[s, Moment.X]
        + limit[Limit.Y] * load.moments[s, Moment.Y]
        - limit[Limit.MOST]
    )


@kernel
def balancing_shift(problem: Problem, load: Load) -> tuple[bool, int, int]:
    """Whether all limits hold once the whole load is shifted by so many mm along x and y.

    The shift is the least there is; where something is fixed, there is none.
    """
    low_x, high_x, low_y, high_y = free_play(problem, load)
    for s in range(len(problem.stops)):
        weight = load.moments[s, Moment.WEIGHT]
        for r in range(len(problem.limits)):
            limit = problem.limits[r]
            over = excess(problem, load, s, r)
            if weight == 0 or weight < limit[Limit.FROM]:
                continue
            if limit[Limit.X] > 0.0:
                high_x = min(high_x, -over / (2 * weight * limit[Limit.X]))
            elif limit[Limit.X] < 0.0:
                low_x = max(low_x, -over / (2 * weight * limit[Limit.X]))
            elif limit[Limit.Y] > 0.0:
                high_y = min(high_y, -over / (2 * weight * limit[Limit.Y]))
            else:
                low_y = max(low_y, -over / (2 * weight * limit[Limit.Y]))
    first_x, last_x, first_y, last_y = np.ceil(low_x), np.floor(high_x), np.ceil(low_y), np.floor(high_y)
    x, y = min(max(first_x, 0.0), last_x), min(max(first_y, 0.0), last_y)
    return first_x <= last_x and first_y <= last_y, int(x), int(y)


@lean
def free_play(problem: Problem, load: Load) -> tuple[float, float, float, float]:
    """How far the load could be shifted back and forth along x, then along y, in mm."""
    n = load.tally[Tally.BLOCKS]
    if len(problem.fixed) > 0:
        return 0.0, 0.0, 0.0, 0.0
    low_x, high_x, low_y, high_y = problem.room[0], 0, problem.room[1], 0
    for b in range(n):
        low_x, high_x = min(low_x, load.blocks[b, Placed.AX]), max(high_x, load.blocks[b, Placed.BX])
        low_y, high_y = min(low_y, load.blocks[b, Placed.AY]), max(high_y, load.blocks[b, Placed.BY])
    return float(-low_x), float(problem.room[0] - high_x), float(-low_y), float(problem.room[1] - high_y)
