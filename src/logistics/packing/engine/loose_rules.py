"""Rules about what a block may touch, and what is carried, where bases may overhang or float.

A block may be pushed under one that stands already, so it may come to carry something, not only to rest on it.
Where that would change the layers of what stands above, it is refused outright: rare, and always right.
"""

from __future__ import annotations

from logistics.packing.engine import columns as at
from logistics.packing.engine.balance import keeps_balance
from logistics.packing.engine.jit import lean
from logistics.packing.engine.loads import SLACK_G
from logistics.packing.engine.loose_state import Desk, Loose, Terms
from logistics.packing.engine.rules import shuts_in
from logistics.packing.engine.state import Load, Problem, Whole

STACK_KIND = 6
"""Column of a stack after its six coordinates."""


@lean
def may_stand(problem: Problem, terms: Terms, loose: Loose, desk: Desk, block: Whole, x: int, y: int, z: int) -> bool:
    """Whether a block of the catalogue may stand at this corner, as far as its neighbours are concerned."""
    if not follows_loose_rules(problem, terms, loose.load, block, x, y, z):
        return False
    if problem.limited == 0:
        return True
    stacks = loose.load.tally[at.COLUMNS]
    room = add_stacks(problem, loose, block, x, y, z)
    borne = room and all_borne(problem, loose, desk)
    take_back_stacks(loose, stacks)
    return borne


@lean
def follows_loose_rules(problem: Problem, terms: Terms, load: Load, block: Whole, x: int, y: int, z: int) -> bool:
    """Whether stops, pins, stack codes, layers, goods that bear nothing and balance let a block stand there."""
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
        # Past a pinned piece only what can be lifted over it; where bases float that is not looked into.
        if before and b < len(problem.fixed) and (terms.share == 0 or row[at.BZ] + sz > problem.room[2]):
            return False
        if shuts_in(problem, other, kind, before or (meet_x and row[at.AZ] >= z + sz)):
            return False
        if shuts_in(problem, kind, other, (meet_z and row[at.BX] <= x) or (meet_x and row[at.BZ] <= z)):
            return False
        if meet_x and row[at.BZ] == z:
            if not may_rest(problem, kind, other):
                return False
            if problem.ruled and problem.family[other] == problem.family[kind]:
                layers = max(layers, load.layers[b])
        if meet_x and row[at.AZ] == z + sz:
            if not may_rest(problem, other, kind):
                return False
            if terms.layered and problem.family[other] == problem.family[kind]:
                return False
    if layers + block[at.COUNT] // (block[at.ALONG_X] * block[at.ALONG_Y]) > problem.most_layers[kind]:
        return False
    return keeps_balance(problem, load, block, x, y)


@lean
def may_rest(problem: Problem, upper: int, lower: int) -> bool:
    """Whether a piece of one kind may rest directly on a piece of another."""
    return bool(problem.bare[lower] == 0 and problem.carries[problem.code[upper], problem.code[lower]] == 1)


@lean
def add_stacks(problem: Problem, loose: Loose, block: Whole, x: int, y: int, z: int) -> bool:
    """Enter a block as stacks of like pieces, one for each piece of its base, bound to what they rest on and carry.

    Returns:
        False if the table of bonds is full.
    """
    stacks, held, load = loose.stacks, loose.held, loose.load
    nx, ny, top = block[at.ALONG_X], block[at.ALONG_Y], z + block[at.SIZE_Z]
    dx, dy = block[at.SIZE_X] // nx, block[at.SIZE_Y] // ny
    before = load.tally[at.COLUMNS]
    for i in range(nx):
        for j in range(ny):
            new, x1, y1 = load.tally[at.COLUMNS], x + i * dx, y + j * dy
            stacks[new, 0], stacks[new, 1], stacks[new, 2] = x1, y1, z
            stacks[new, 3], stacks[new, 4], stacks[new, 5] = x1 + dx, y1 + dy, top
            stacks[new, STACK_KIND] = block[at.KIND]
            held[new] = held_by_ground(problem, x1, y1, x1 + dx, y1 + dy, z)
            load.tally[at.COLUMNS] = new + 1
            for other in range(before):
                under, over = stacks[other, 5] == z, stacks[other, 2] == top
                if not under and not over:
                    continue
                wide = min(stacks[other, 3], x1 + dx) - max(stacks[other, 0], x1)
                deep = min(stacks[other, 4], y1 + dy) - max(stacks[other, 1], y1)
                if wide <= 0 or deep <= 0:
                    continue
                upper, lower = (new, other) if under else (other, new)
                if not add_bond(loose, upper, lower, wide * deep):
                    return False
    return True


@lean
def held_by_ground(problem: Problem, x1: int, y1: int, x2: int, y2: int, z: int) -> int:
    """Area of a base on the floor or on blocked room."""
    if z == 0:
        return (x2 - x1) * (y2 - y1)
    area = 0
    for n in range(len(problem.fixed)):
        x, y, block = problem.fixed[n, at.FIXED_X], problem.fixed[n, at.FIXED_Y], problem.fixed[n, at.FIXED_BLOCK :]
        if block[at.KIND] < 0 and problem.fixed[n, at.FIXED_Z] == 0 and block[at.SIZE_Z] == z:
            wide, deep = min(x2, x + block[at.SIZE_X]) - max(x1, x), min(y2, y + block[at.SIZE_Y]) - max(y1, y)
            if wide > 0 and deep > 0:
                area += wide * deep
    return area


@lean
def add_bond(loose: Loose, upper: int, lower: int, area: int) -> bool:
    """Enter that one stack rests on another; the table stays sorted by falling height of the upper base."""
    bonds, stacks, n = loose.bonds, loose.stacks, loose.bond_count[0]
    if n == len(bonds):
        return False
    row = n
    while row > 0 and stacks[bonds[row - 1, 0], 2] < stacks[upper, 2]:
        bonds[row, 0], bonds[row, 1], bonds[row, 2] = bonds[row - 1, 0], bonds[row - 1, 1], bonds[row - 1, 2]
        row -= 1
    bonds[row, 0], bonds[row, 1], bonds[row, 2] = upper, lower, area
    loose.held[upper] += area
    loose.bond_count[0] = n + 1
    return True


@lean
def take_back_stacks(loose: Loose, stacks: int) -> None:
    """Forget all but the first stacks, and every bond with the others."""
    table, kept = loose.bonds, 0
    for row in range(loose.bond_count[0]):
        upper, lower = table[row, 0], table[row, 1]
        if upper >= stacks:
            continue
        if lower >= stacks:
            loose.held[upper] -= table[row, 2]
            continue
        table[kept, 0], table[kept, 1], table[kept, 2] = upper, lower, table[row, 2]
        kept += 1
    loose.bond_count[0] = kept
    loose.load.tally[at.COLUMNS] = stacks


@lean
def all_borne(problem: Problem, loose: Loose, desk: Desk) -> bool:
    """Whether no stack carries more than it may, in all and for its area.

    Weight goes down by contact area, from the highest base.
    """
    stacks, bonds, bears = loose.stacks, loose.bonds, desk.bears
    n = loose.load.tally[at.COLUMNS]
    bears[:n] = 0.0
    for row in range(loose.bond_count[0]):
        upper, lower = bonds[row, 0], bonds[row, 1]
        presses = bears[upper] + stack_weight(problem, stacks, upper)
        if presses > problem.pressure[stacks[lower, STACK_KIND]] * loose.held[upper]:
            return False
        bears[lower] += presses * (bonds[row, 2] / loose.held[upper])
    for c in range(n):
        kind = stacks[c, STACK_KIND]
        resting = bears[c] + stack_weight(problem, stacks, c) - problem.weight[kind]
        base = (stacks[c, 3] - stacks[c, 0]) * (stacks[c, 4] - stacks[c, 1])
        several = base * (stacks[c, 5] - stacks[c, 2]) > problem.volume[kind]
        if resting > problem.strength[kind] + SLACK_G or (several and resting > problem.pressure[kind] * base):
            return False
    return True


@lean
def stack_weight(problem: Problem, stacks: Whole, c: int) -> int:
    """Weight of all pieces of a stack, in g."""
    kind = stacks[c, STACK_KIND]
    volume = (stacks[c, 3] - stacks[c, 0]) * (stacks[c, 4] - stacks[c, 1]) * (stacks[c, 5] - stacks[c, 2])
    return int(volume // problem.volume[kind] * problem.weight[kind])
