"""What each stack of like pieces carries, followed while the load grows.

A block stands as stacks, one for each piece of its base. What a stack carries and weighs is shared among those below
by contact area. Bonds say what rests on what, those of the highest bases first, so going through them once passes
every weight down to the floor. Where bases may overhang, a block may be pushed under stacks that stand already and
then carries a part of them.
"""

from __future__ import annotations

from logistics.packing.engine.columns import Block, Bond, Burden, Fixed, Stack, Stacked
from logistics.packing.engine.geometry import common_area
from logistics.packing.engine.jit import folded, lean
from logistics.packing.engine.problem import Problem, Real, Whole
from logistics.packing.engine.state import Stacks

SLACK_G = 0.25
"""Loads count as whole grams when they are judged; this keeps rounding errors on the safe side."""


@folded
def most_on_top(problem: Problem, kind: int, high: int, base: int) -> float:
    """What may rest on a stack of so many pieces, in g: its lowest piece carries the others too, on this area."""
    above = (high - 1) * problem.weight[kind]
    most = float(problem.strength[kind] - above)
    return most if high == 1 else min(most, float(problem.pressure[kind] * base - above - SLACK_G))


@lean
def bears(problem: Problem, stacks: Stacks, block: Whole, x: int, y: int, z: int, extra: Real) -> bool:
    """Whether everything below carries a block at this corner, and the block what it is pushed under.

    extra: (C,) room to reckon in.
    """
    full, top = problem.support_share >= 1, z + block[Block.SIZE_Z]
    nx, ny, kind = block[Block.ALONG_X], block[Block.ALONG_Y], block[Block.KIND]
    dx, dy, high = block[Block.SIZE_X] // nx, block[Block.SIZE_Y] // ny, block[Block.COUNT] // (nx * ny)
    if most_on_top(problem, kind, high, dx * dy) + SLACK_G < 0:
        return False
    if full and z == 0:
        return True
    before, bonds = stacks.counts[Stacked.STACKS], stacks.counts[Stacked.BONDS]
    if not full and carries_any(stacks, x, y, x + block[Block.SIZE_X], y + block[Block.SIZE_Y], top):
        fits = add_stacks(problem, stacks, block, x, y, z)
        spread(stacks, extra)
        borne = fits and all_borne(stacks, extra)
        take_back(stacks, before)
        return borne
    extra[:before] = 0.0
    weight = high * problem.weight[kind]
    for i in range(nx):
        for j in range(ny):
            x1, y1 = x + i * dx, y + j * dy
            held = dx * dy if full else held_area(problem, stacks, x1, y1, x1 + dx, y1 + dy, z)
            for below in range(before):
                area = contact(stacks, below, x1, y1, x1 + dx, y1 + dy, z)
                if area > 0:
                    extra[below] += weight * (area / held)
                    bonds += 1
                    if is_overloaded(stacks, below, extra) or weight > stacks.burden[below, Burden.PRESSURE] * held:
                        return False
    # A base on so many tops that the table would overflow is refused: rare, and right.
    return bonds <= len(stacks.bonds) and pass_down(stacks, extra)


@folded
def contact(stacks: Stacks, below: int, x1: int, y1: int, x2: int, y2: int, z: int) -> int:
    """Area of a base at this height that rests on the top of a stack."""
    rows = stacks.rows
    if rows[below, Stack.Z2] != z:
        return 0
    ax, ay, bx, by = rows[below, Stack.X1], rows[below, Stack.Y1], rows[below, Stack.X2], rows[below, Stack.Y2]
    return common_area(x1, y1, x2, y2, ax, ay, bx, by)


@folded
def is_overloaded(stacks: Stacks, c: int, extra: Real) -> bool:
    """Whether a stack would carry more than it may with so much more on it."""
    return bool(stacks.burden[c, Burden.ON_TOP] + extra[c] > stacks.burden[c, Burden.MOST] + SLACK_G)


@folded
def presses_too_much(stacks: Stacks, upper: int, lower: int, on_top: float) -> bool:
    """Whether a stack with so much on it would press more on the top of another than that bears."""
    weight = on_top + stacks.burden[upper, Burden.WEIGHT]
    return bool(weight > stacks.burden[lower, Burden.PRESSURE] * stacks.held[upper])


@lean
def carries_any(stacks: Stacks, x1: int, y1: int, x2: int, y2: int, top: int) -> bool:
    """Whether the base of a stack touches a top."""
    rows = stacks.rows
    for c in range(stacks.counts[Stacked.STACKS]):
        if (
            rows[c, Stack.Z1] == top
            and rows[c, Stack.X1] < x2
            and rows[c, Stack.X2] > x1
            and rows[c, Stack.Y1] < y2
            and rows[c, Stack.Y2] > y1
        ):
            return True
    return False


@lean
def pass_down(stacks: Stacks, extra: Real) -> bool:
    """Spread weights put on stacks to everything below; False if one would carry too much."""
    bonds = stacks.bonds
    for row in range(stacks.counts[Stacked.BONDS]):
        upper = bonds[row, Bond.UPPER]
        if extra[upper] != 0.0:
            lower = bonds[row, Bond.LOWER]
            extra[lower] += extra[upper] * (bonds[row, Bond.AREA] / stacks.held[upper])
            on_top = stacks.burden[upper, Burden.ON_TOP] + extra[upper]
            if is_overloaded(stacks, lower, extra) or presses_too_much(stacks, upper, lower, on_top):
                return False
    return True


@lean
def enter_stacks(problem: Problem, stacks: Stacks, block: Whole, x: int, y: int, z: int, extra: Real) -> None:
    """Record a block that `bears` allowed, and what every stack carries from now on."""
    add_stacks(problem, stacks, block, x, y, z)
    spread(stacks, extra)
    for c in range(stacks.counts[Stacked.STACKS]):
        stacks.burden[c, Burden.ON_TOP] = extra[c]


@lean
def add_stacks(problem: Problem, stacks: Stacks, block: Whole, x: int, y: int, z: int) -> bool:
    """Enter a block as stacks, bound to what they rest on and to what they carry; False if the bonds are too many."""
    rows, kind = stacks.rows, block[Block.KIND]
    nx, ny, top = block[Block.ALONG_X], block[Block.ALONG_Y], z + block[Block.SIZE_Z]
    dx, dy, high = block[Block.SIZE_X] // nx, block[Block.SIZE_Y] // ny, block[Block.COUNT] // (nx * ny)
    before = stacks.counts[Stacked.STACKS]
    for i in range(nx):
        for j in range(ny):
            new, x1, y1 = stacks.counts[Stacked.STACKS], x + i * dx, y + j * dy
            rows[new, Stack.X1], rows[new, Stack.Y1], rows[new, Stack.Z1] = x1, y1, z
            rows[new, Stack.X2], rows[new, Stack.Y2], rows[new, Stack.Z2] = x1 + dx, y1 + dy, top
            stacks.burden[new, Burden.WEIGHT] = high * problem.weight[kind]
            stacks.burden[new, Burden.MOST] = most_on_top(problem, kind, high, dx * dy)
            stacks.burden[new, Burden.PRESSURE] = problem.pressure[kind]
            stacks.held[new] = held_by_ground(problem, x1, y1, x1 + dx, y1 + dy, z)
            stacks.counts[Stacked.STACKS] = new + 1
            for other in range(before):
                under, over = rows[other, Stack.Z2] == z, rows[other, Stack.Z1] == top
                if not under and not over:
                    continue
                wide = min(rows[other, Stack.X2], x1 + dx) - max(rows[other, Stack.X1], x1)
                deep = min(rows[other, Stack.Y2], y1 + dy) - max(rows[other, Stack.Y1], y1)
                if wide <= 0 or deep <= 0:
                    continue
                upper, lower = (new, other) if under else (other, new)
                if not add_bond(stacks, upper, lower, wide * deep):
                    return False
    return True


@lean
def held_area(problem: Problem, stacks: Stacks, x1: int, y1: int, x2: int, y2: int, z: int) -> int:
    """Area of a base that rests on anything."""
    area = held_by_ground(problem, x1, y1, x2, y2, z)
    for below in range(stacks.counts[Stacked.STACKS]):
        area += contact(stacks, below, x1, y1, x2, y2, z)
    return area


@lean
def held_by_ground(problem: Problem, x1: int, y1: int, x2: int, y2: int, z: int) -> int:
    """Area of a base on the floor or on blocked room."""
    if z == 0:
        return (x2 - x1) * (y2 - y1)
    area = 0
    for n in range(len(problem.fixed)):
        row = problem.fixed[n]
        block = row[Fixed.BLOCK :]
        if block[Block.KIND] < 0 and row[Fixed.Z] == 0 and block[Block.SIZE_Z] == z:
            x, y = row[Fixed.X], row[Fixed.Y]
            area += common_area(x1, y1, x2, y2, x, y, x + block[Block.SIZE_X], y + block[Block.SIZE_Y])
    return area


@lean
def add_bond(stacks: Stacks, upper: int, lower: int, area: int) -> bool:
    """Enter that one stack rests on another; the table stays sorted by falling height of the upper base."""
    bonds, rows, n = stacks.bonds, stacks.rows, stacks.counts[Stacked.BONDS]
    if n == len(bonds):
        return False
    row = n
    while row > 0 and rows[bonds[row - 1, Bond.UPPER], Stack.Z1] < rows[upper, Stack.Z1]:
        move_bond(stacks, row - 1, row)
        row -= 1
    bonds[row, Bond.UPPER], bonds[row, Bond.LOWER], bonds[row, Bond.AREA] = upper, lower, area
    stacks.held[upper] += area
    stacks.counts[Stacked.BONDS] = n + 1
    return True


@folded
def move_bond(stacks: Stacks, source: int, target: int) -> None:
    """Overwrite one row by another."""
    for c in range(stacks.bonds.shape[1]):
        stacks.bonds[target, c] = stacks.bonds[source, c]


@lean
def take_back(stacks: Stacks, kept: int) -> None:
    """Forget all but the first stacks, and every bond with the others."""
    bonds, n = stacks.bonds, 0
    for row in range(stacks.counts[Stacked.BONDS]):
        upper, lower = bonds[row, Bond.UPPER], bonds[row, Bond.LOWER]
        if upper >= kept:
            continue
        if lower >= kept:
            stacks.held[upper] -= bonds[row, Bond.AREA]
            continue
        move_bond(stacks, row, n)
        n += 1
    stacks.counts[Stacked.BONDS] = n
    stacks.counts[Stacked.STACKS] = kept


@lean
def spread(stacks: Stacks, on_top: Real) -> None:
    """Reckon what rests on each stack, in g."""
    bonds = stacks.bonds
    on_top[: stacks.counts[Stacked.STACKS]] = 0.0
    for row in range(stacks.counts[Stacked.BONDS]):
        upper, lower = bonds[row, Bond.UPPER], bonds[row, Bond.LOWER]
        weight = on_top[upper] + stacks.burden[upper, Burden.WEIGHT]
        on_top[lower] += weight * (bonds[row, Bond.AREA] / stacks.held[upper])


@lean
def all_borne(stacks: Stacks, on_top: Real) -> bool:
    """Whether no stack carries more than it may, in all and for its area."""
    bonds = stacks.bonds
    for row in range(stacks.counts[Stacked.BONDS]):
        upper = bonds[row, Bond.UPPER]
        if presses_too_much(stacks, upper, bonds[row, Bond.LOWER], on_top[upper]):
            return False
    for c in range(stacks.counts[Stacked.STACKS]):
        most = stacks.burden[c, Burden.MOST] + SLACK_G
        if on_top[c] > most:
            return False
    return True
