"""Rules about where a block may go beside what is already placed: stops, stack codes, layers, pins, weight.

Asked only when a load has any (`problem.ruled`). Most blocks are refused for what stands around the corner
they would go into; the gate of a corner tells that for all of them at once.
"""

from __future__ import annotations

from typing import NamedTuple

from logistics.packing.engine import columns as at
from logistics.packing.engine.balance import add_moments, keeps_balance
from logistics.packing.engine.jit import folded, lean
from logistics.packing.engine.loads import bears
from logistics.packing.engine.state import Load, Problem, Real, Whole
from logistics.packing.engine.touch import Spot

ANY_STOP = 2**62


class Gate(NamedTuple):
    """What may go into a corner, whatever its size."""

    first_stop: int
    last_stop: int
    code: int  # stack code of the piece directly below, -1 for none


@lean
def gate_at(problem: Problem, load: Load, spot: Spot) -> Gate:
    """The gate of a corner: rules that its own mm² decides."""
    first, last, code = 0, ANY_STOP, -1
    if problem.ruled == 0:
        return Gate(first, last, code)
    x = spot.x2 - 1 if spot.at_door_end else spot.x1
    y = spot.y2 - 1 if spot.at_far_side else spot.y1
    for b in range(load.tally[at.BLOCKS]):
        row = load.blocks[b]
        if row[at.POSE] < 0 or not row[at.AY] <= y < row[at.BY]:
            continue
        kind = problem.pose_kind[row[at.POSE]]
        if row[at.AZ] <= spot.z < row[at.BZ]:
            if row[at.BX] <= x:
                last = min(last, problem.stop[kind])
            else:
                first = max(first, problem.stop[kind])
        elif row[at.BZ] == spot.z and row[at.AX] <= x < row[at.BX]:
            last = min(last, problem.stop[kind])
            code = problem.code[kind]
    return Gate(first, last, code)


@folded
def admits(problem: Problem, gate: Gate, kind: int) -> bool:
    """Whether pieces of a kind may go into the corner of the gate."""
    carried = gate.code < 0 or problem.carries[problem.code[kind], gate.code] == 1
    return bool(carried and gate.first_stop <= problem.stop[kind] <= gate.last_stop)


@lean
def allowed(problem: Problem, load: Load, block: Whole, x: int, y: int, z: int, extra: Real) -> bool:
    """Whether a block of the catalogue may stand at this corner, and everything below carries it."""
    if problem.ruled and not follows_rules(problem, load, block, x, y, z):
        return False
    return problem.limited == 0 or bears(problem, load, block, x, y, z, extra)


@lean
def follows_rules(problem: Problem, load: Load, block: Whole, x: int, y: int, z: int) -> bool:
    """Whether every rule lets a block stand at this corner."""
    kind = block[at.KIND]
    sx, sy, sz = block[at.SIZE_X], block[at.SIZE_Y], block[at.SIZE_Z]
    layers = 0
    # What reaches above the lintel must rise inside, where nothing may stand below it, not even what carries it.
    if z + sz > problem.door[3] and x + sx + sx // block[at.ALONG_X] > problem.room[0]:
        return False
    for b in range(load.tally[at.BLOCKS]):
        row = load.blocks[b]
        if row[at.POSE] < 0 or row[at.AY] >= y + sy or row[at.BY] <= y:
            continue
        other = problem.pose_kind[row[at.POSE]]
        meet_x = row[at.AX] < x + sx and row[at.BX] > x
        meet_z = row[at.AZ] < z + sz and row[at.BZ] > z
        before = meet_z and row[at.AX] >= x + sx
        if before and b < len(problem.fixed) and row[at.BZ] + sz > problem.room[2]:
            return False
        if shuts_in(problem, other, kind, before or (meet_x and row[at.AZ] >= z + sz)):
            return False
        if shuts_in(problem, kind, other, (meet_z and row[at.BX] <= x) or (meet_x and row[at.BZ] <= z)):
            return False
        if meet_x and row[at.BZ] == z:
            if problem.carries[problem.code[kind], problem.code[other]] == 0:
                return False
            if problem.family[other] == problem.family[kind]:
                layers = max(layers, load.layers[b])
    if layers + block[at.COUNT] // (block[at.ALONG_X] * block[at.ALONG_Y]) > problem.most_layers[kind]:
        return False
    return keeps_balance(problem, load, block, x, y)


@lean
def shuts_in(problem: Problem, kind: int, other: int, in_the_way: bool) -> bool:
    """Whether the first kind, being in the way of the other, leaves the vehicle after it."""
    return in_the_way and problem.stop[kind] > problem.stop[other]


@lean
def record(problem: Problem, load: Load, row: int, kind: int, pieces: int) -> None:
    """Take a block that was just placed into what the rules follow."""
    block = load.blocks[row]
    layers = 0
    for b in range(row):
        below = load.blocks[b]
        touching = (
            below[at.BZ] == block[at.AZ]
            and below[at.AX] < block[at.BX]
            and below[at.BX] > block[at.AX]
            and below[at.AY] < block[at.BY]
            and below[at.BY] > block[at.AY]
        )
        if (
            touching
            and below[at.POSE] >= 0
            and problem.family[problem.pose_kind[below[at.POSE]]] == problem.family[kind]
        ):
            layers = max(layers, load.layers[b])
    load.layers[row] = layers + block[at.NZ]
    add_moments(problem, load, kind, pieces, block[at.AX] + block[at.BX], block[at.AY] + block[at.BY])
