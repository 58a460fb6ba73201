"""Room in a bin as the set of its largest free cuboids, which suits many bins with few pieces each.

A piece stands in the low corner of a cuboid; those it cuts fall into up to six parts (Lai and Chan 1997).
Cuboids are rows of six: the corner nearest the origin and the one opposite.
"""

from __future__ import annotations

import numpy as np

from logistics.packing.engine.jit import lean
from logistics.packing.engine.state import Whole

MOST_ROOMS = 400
"""Cuboids kept for a bin; where there are more, some room is lost and no load becomes wrong."""


@lean
def cut(rooms: Whole, count: int, parts: Whole, low: Whole, high: Whole, least: Whole) -> int:
    """Take the cuboid from `low` to `high` out of the first `count` rooms; returns how many there are then.

    parts: (p, 6) scratch. least: (3,) the shortest sides that anything still to come has.
    """
    kept = made = 0
    for e in range(count):
        if apart(rooms[e], low, high):
            copy(rooms[kept], rooms[e])
            kept += 1
            continue
        for axis in range(3):
            if low[axis] - rooms[e, axis] >= least[axis] and made < len(parts):
                copy(parts[made], rooms[e])
                parts[made, axis + 3] = low[axis]
                made += 1
            if rooms[e, axis + 3] - high[axis] >= least[axis] and made < len(parts):
                copy(parts[made], rooms[e])
                parts[made, axis] = high[axis]
                made += 1
    whole = kept
    for i in range(made):
        if kept < len(rooms) and not is_inside_another(rooms, whole, parts, made, i):
            copy(rooms[kept], parts[i])
            kept += 1
    return kept


@lean
def copy(to: Whole, row: Whole) -> None:
    """Write a cuboid into another row; assigning rows would make an array in between."""
    for column in range(6):
        to[column] = row[column]


@lean
def apart(room: Whole, low: Whole, high: Whole) -> bool:
    """Whether a cuboid leaves the room as it is."""
    return bool(
        room[0] >= high[0]
        or room[3] <= low[0]
        or room[1] >= high[1]
        or room[4] <= low[1]
        or room[2] >= high[2]
        or room[5] <= low[2]
    )


@lean
def is_inside_another(rooms: Whole, whole: int, parts: Whole, made: int, i: int) -> bool:
    """Whether part i lies in one of the first rooms, or in another part; of equal parts the first stays."""
    for e in range(whole):
        if is_inside(parts[i], rooms[e]):
            return True
    for j in range(made):
        if j != i and is_inside(parts[i], parts[j]) and (j < i or not is_inside(parts[j], parts[i])):
            return True
    return False


@lean
def is_inside(one: Whole, other: Whole) -> bool:
    """Whether the first cuboid lies in the second."""
    return bool(
        one[0] >= other[0]
        and one[1] >= other[1]
        and one[2] >= other[2]
        and one[3] <= other[3]
        and one[4] <= other[4]
        and one[5] <= other[5]
    )


@lean
def shares_base(x: int, y: int, dx: int, dy: int, low: Whole, high: Whole) -> int:
    """The area in which a base stands on one piece whose top is level with it."""
    wide = min(x + dx, high[0]) - max(x, low[0])
    deep = min(y + dy, high[1]) - max(y, low[1])
    return wide * deep if wide > 0 and deep > 0 else 0


@lean
def quarters(x: int, y: int, dx: int, dy: int, low: Whole, high: Whole) -> int:
    """In which quarters around the middle of a base its contact with a top has corners, as four bits.

    When all four are touched, the middle lies in the polygon around the contacts.
    """
    bits = 0
    west, east = 2 * max(x, low[0]) <= 2 * x + dx, 2 * min(x + dx, high[0]) >= 2 * x + dx
    south, north = 2 * max(y, low[1]) <= 2 * y + dy, 2 * min(y + dy, high[1]) >= 2 * y + dy
    bits += 1 if west and south else 0
    bits |= 2 if west and north else 0
    bits |= 4 if east and south else 0
    bits |= 8 if east and north else 0
    return bits


@lean
def merit(taste: int, room: Whole, size: Whole, bin_size: Whole) -> float:
    """How little a place is liked: by its corner in one of three orders, by the gaps it leaves, or by how far
    the piece stays from the far corner of the bin."""
    if taste < 3:
        first, second, third = room[(taste + 2) % 3], room[(taste + 1) % 3], room[taste]
        return float((first * 131072.0 + second) * 131072.0 + third)
    value = 1.0 if taste == 5 else 0.0
    tightest, loosest = np.inf, 0.0
    for axis in range(3):
        gap = (room[axis + 3] - room[axis] - size[axis]) / bin_size[axis]
        tightest, loosest = min(tightest, gap), max(loosest, gap)
        if taste == 4:
            value -= ((bin_size[axis] - room[axis] - size[axis]) / bin_size[axis]) ** 2
        elif taste == 5:
            value *= gap + 0.01
    return tightest + 0.01 * loosest if taste == 3 else value
