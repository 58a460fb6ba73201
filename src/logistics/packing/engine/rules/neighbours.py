"""Rules about where a block may go beside what is already placed: stops, stack codes, layers, pins, weight.

`allowed` is where every rule is asked, and the only place; one more rule is a column of the problem and a question
there. Asked only when a load has any (`problem.watched`, `problem.limited`). Most blocks are refused for what stands
around the corner they would go into; the gate of a corner tells that for all of them at once.
"""

from __future__ import annotations

from typing import NamedTuple

from logistics.packing.engine.columns import Block, Placed, Tally
from logistics.packing.engine.geometry import stands_on
from logistics.packing.engine.jit import folded, lean
from logistics.packing.engine.problem import NO_LIMIT, Problem, Real, Whole
from logistics.packing.engine.room.spot import Spot, corner_at
from logistics.packing.engine.rules.balance import add_moments, keeps_balance
from logistics.packing.engine.rules.stacks import bears
from logistics.packing.engine.state import Load, State


class CornerRules(NamedTuple):
    """What may go into a corner, whatever its size."""

    first_stop: int
    last_stop: int
    code: int  # stack code of the piece directly below, -1 for none


@lean
def rules_at(problem: Problem, load: Load, spot: Spot) -> CornerRules:
    """What the corner's own mm² decides."""
    first, last, code = 0, NO_LIMIT, -1
    if problem.ruled == 0:
        return CornerRules(first, last, code)
    x, y, z = corner_at(spot, 1, 1, 1)
    for b in range(load.tally[Tally.BLOCKS]):
        row = load.blocks[b]
        if row[Placed.POSE] < 0 or not row[Placed.AY] <= y < row[Placed.BY]:
            continue
        kind = problem.pose_kind[row[Placed.POSE]]
        if row[Placed.AZ] <= z < row[Placed.BZ]:
            if row[Placed.BX] <= x:
                last = min(last, problem.stop[kind])
            else:
                first = max(first, problem.stop[kind])
        elif row[Placed.BZ] == z and row[Placed.AX] <= x < row[Placed.BX]:
            last = min(last, problem.stop[kind])
            # Where bases may overhang, what is below the corner need not be below the block.
            code = problem.code[kind] if problem.support_share >= 1 else -1
    return CornerRules(first, last, code)


@folded
def admits(problem: Problem, corner: CornerRules, kind: int) -> bool:
    """Whether pieces of a kind may go into the corner."""
    carried = corner.code < 0 or problem.carries[problem.code[kind], corner.code] == 1
    return bool(carried and corner.first_stop <= problem.stop[kind] <= corner.last_stop)


@lean
def allowed(problem: Problem, state: State, block: Whole, x: int, y: int, z: int, extra: Real) -> bool:
    """Whether a block of the catalogue may stand at this corner, as far as anything but room and support is
    concerned.

    extra: (C,) room to reckon in.
    """
    if problem.watched and not follows_rules(problem, state.load, block, x, y, z):
        return False
    return problem.limited == 0 or bears(problem, state.stacks, block, x, y, z, extra)


@lean
def follows_rules(problem: Problem, load: Load, block: Whole, x: int, y: int, z: int) -> bool:
    """Whether stops, pins, stack codes, layers, goods that bear nothing and balance let a block stand there."""
    kind = block[Block.KIND]
    sx, sy, sz = block[Block.SIZE_X], block[Block.SIZE_Y], block[Block.SIZE_Z]
    layers = 0
    # What reaches above the lintel must rise inside, where nothing may stand below it, not even what carries it.
    if z + sz > problem.door[3] and x + sx + sx // block[Block.ALONG_X] > problem.room[0]:
        return False
    for b in range(load.tally[Tally.BLOCKS]):
        row = load.blocks[b]
        if row[Placed.POSE] < 0 or row[Placed.AY] >= y + sy or row[Placed.BY] <= y:
            continue
        other = problem.pose_kind[row[Placed.POSE]]
        meet_x = row[Placed.AX] < x + sx and row[Placed.BX] > x
        meet_z = row[Placed.AZ] < z + sz and row[Placed.BZ] > z
        before = meet_z and row[Placed.AX] >= x + sx
        # Past a pinned piece only what can be lifted over it; where bases float that is not looked into.
        liftable = problem.support_share > 0 and row[Placed.BZ] + sz <= problem.room[2]
        if before and b < len(problem.fixed) and not liftable:
            return False
        if shuts_in(problem, other, kind, before or (meet_x and row[Placed.AZ] >= z + sz)):
            return False
        if shuts_in(problem, kind, other, (meet_z and row[Placed.BX] <= x) or (meet_x and row[Placed.BZ] <= z)):
            return False
        if meet_x and row[Placed.BZ] == z:
            if not may_rest(problem, kind, other):
                return False
            if problem.ruled and problem.family[other] == problem.family[kind]:
                layers = max(layers, load.layers[b])
        # A block may be pushed under one that stands already. Where that would change the layers of what stands above
        # it is refused outright: rare, and always right.
        if meet_x and row[Placed.AZ] == z + sz:
            if not may_rest(problem, other, kind):
                return False
            if problem.layered and problem.family[other] == problem.family[kind]:
                return False
    if layers + block[Block.COUNT] // (block[Block.ALONG_X] * block[Block.ALONG_Y]) > problem.most_layers[kind]:
        return False
    return keeps_balance(problem, load, block, x, y)


@folded
def shuts_in(problem: Problem, kind: int, other: int, in_the_way: bool) -> bool:
    """Whether the first kind, being in the way of the other, leaves the vehicle after it."""
    return in_the_way and problem.stop[kind] > problem.stop[other]


@folded
def may_rest(problem: Problem, upper: int, lower: int) -> bool:
    """Whether a piece of one kind may rest directly on a piece of another."""
    return bool(problem.bare[lower] == 0 and problem.carries[problem.code[upper], problem.code[lower]] == 1)


@lean
def record(problem: Problem, load: Load, row: int, kind: int, pieces: int) -> None:
    """Take a block that was just placed into what the rules follow."""
    block = load.blocks[row]
    layers = 0
    for b in range(row):
        below = load.blocks[b]
        if (
            below[Placed.POSE] >= 0
            and stands_on(block, below)
            and problem.family[problem.pose_kind[below[Placed.POSE]]] == problem.family[kind]
        ):
            layers = max(layers, load.layers[b])
    load.layers[row] = layers + block[Placed.NZ]
    add_moments(problem, load, kind, pieces, block[Placed.AX] + block[Placed.BX], block[Placed.AY] + block[Placed.BY])
