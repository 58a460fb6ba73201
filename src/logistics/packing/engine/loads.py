"""What each stack of like pieces carries, followed while the load grows.

A block stands as columns, one per piece of its base. What a column carries is shared among the columns below
by contact area. A link goes to a column placed earlier, so going backwards through the columns passes every
weight down in order.
"""

from __future__ import annotations

from logistics.packing.engine import columns as at
from logistics.packing.engine.jit import lean
from logistics.packing.engine.state import Load, Problem, Real, Whole

COLUMN_KIND = 5
"""Column of a stack of like pieces after its corners and its top."""

SLACK_G = 0.25
"""Loads count as whole grams when they are judged; this keeps rounding errors on the safe side."""


@lean
def bears(problem: Problem, load: Load, block: Whole, x: int, y: int, z: int, extra: Real) -> bool:
    """Whether everything below carries a block at this corner. extra: (C,) room to reckon in."""
    nx, ny, kind = block[at.ALONG_X], block[at.ALONG_Y], block[at.KIND]
    dx, dy = block[at.SIZE_X] // nx, block[at.SIZE_Y] // ny
    weight = block[at.COUNT] // (nx * ny) * problem.weight[kind]
    if weight - problem.weight[kind] > problem.pressure[kind] * (dx * dy):
        return False
    if z == 0:
        return True
    before = load.tally[at.COLUMNS]
    extra[:before] = 0.0
    links = load.tally[at.LINKS]
    for i in range(nx):
        for j in range(ny):
            cx, cy = x + i * dx, y + j * dy
            for below in range(before):
                area = contact(load, below, cx, cy, cx + dx, cy + dy, z)
                if area > 0:
                    if weight > problem.pressure[load.columns[below, COLUMN_KIND]] * (dx * dy):
                        return False
                    extra[below] += weight * (area / (dx * dy))
                    links += 1
    # A base on so many tops that the table would overflow is refused: rare, and right.
    return links <= len(load.links) and pass_down(load, extra, before)


@lean
def most_in_all(problem: Problem, kind: int, pieces: int, base: int) -> float:
    """What may rest on a column of so many like pieces, by what the lowest of them carries."""
    above = (pieces - 1) * problem.weight[kind]
    most: float = problem.strength[kind] - above
    return most if pieces == 1 else min(most, problem.pressure[kind] * base - above - SLACK_G)


@lean
def contact(load: Load, column: int, x1: int, y1: int, x2: int, y2: int, z: int) -> int:
    """Area of the base that rests on the top of the column."""
    columns = load.columns
    if columns[column, 4] != z:
        return 0
    wide = min(x2, columns[column, 2]) - max(x1, columns[column, 0])
    deep = min(y2, columns[column, 3]) - max(y1, columns[column, 1])
    return wide * deep if wide > 0 and deep > 0 else 0


@lean
def pass_down(load: Load, extra: Real, before: int) -> bool:
    """Spread weights put on columns to everything below; False as soon as one would carry too much."""
    for c in range(before - 1, -1, -1):
        if extra[c] == 0.0:
            continue
        if load.carried[c, 0] + extra[c] > load.carried[c, 1] + SLACK_G:
            return False
        base = (load.columns[c, 2] - load.columns[c, 0]) * (load.columns[c, 3] - load.columns[c, 1])
        for k in range(load.first[c], load.first[c + 1]):
            extra[load.links[k, 0]] += extra[c] * (load.links[k, 1] / base)
    return True


@lean
def add_columns(problem: Problem, load: Load, block: Whole, x: int, y: int, z: int, extra: Real) -> None:
    """Record a block that `bears` allowed, and what the columns below carry from now on."""
    nx, ny, kind = block[at.ALONG_X], block[at.ALONG_Y], block[at.KIND]
    dx, dy = block[at.SIZE_X] // nx, block[at.SIZE_Y] // ny
    nz = block[at.COUNT] // (nx * ny)
    weight = nz * problem.weight[kind]
    before = load.tally[at.COLUMNS]
    extra[:before] = 0.0
    for i in range(nx):
        for j in range(ny):
            c = load.tally[at.COLUMNS]
            cx, cy = x + i * dx, y + j * dy
            most = most_in_all(problem, kind, nz, dx * dy)
            for below in range(before if z > 0 else 0):
                area = contact(load, below, cx, cy, cx + dx, cy + dy, z)
                if area > 0:
                    extra[below] += weight * (area / (dx * dy))
                    load.links[load.tally[at.LINKS], 0] = below
                    load.links[load.tally[at.LINKS], 1] = area
                    load.tally[at.LINKS] += 1
                    # Its base is all it presses with, so what may press below bounds what it carries.
                    pressed = problem.pressure[load.columns[below, COLUMN_KIND]]
                    most = min(most, pressed * (dx * dy) - weight - SLACK_G)
            load.columns[c, 0], load.columns[c, 1] = cx, cy
            load.columns[c, 2], load.columns[c, 3] = cx + dx, cy + dy
            load.columns[c, 4], load.columns[c, COLUMN_KIND] = z + block[at.SIZE_Z], kind
            load.carried[c, 0], load.carried[c, 1] = 0.0, most
            load.first[c + 1] = load.tally[at.LINKS]
            load.tally[at.COLUMNS] = c + 1
    for c in range(before - 1, -1, -1):
        load.carried[c, 0] += extra[c]
        base = (load.columns[c, 2] - load.columns[c, 0]) * (load.columns[c, 3] - load.columns[c, 1])
        for k in range(load.first[c], load.first[c + 1]):
            extra[load.links[k, 0]] += extra[c] * (load.links[k, 1] / base)
