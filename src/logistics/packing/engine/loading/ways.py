"""The ways by which a piece can come in, as the room that it sweeps on each.

A piece goes through the doors until all of it is inside, is moved into a lane there, goes along it to its own
distance from the bulkhead, and is moved into its place: a cuboid at the doors, one along the lane and one at its
place. Lanes are at its own height, as high as it comes through the doors, below the roof, and beside blocked room on
either side.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from logistics.packing.engine.jit import inner
from logistics.packing.engine.problem import Whole

LANES, PARTS = 5, 3
LEVEL, LINTEL, ROOF, LEFT_OF, RIGHT_OF = range(LANES)


class Entrance(NamedTuple):
    """What can be entered by: all a way in depends on beside the pieces."""

    room: Whole  # (3,) inner length, width, height
    door: Whole  # (4,) where the opening begins and ends across, its sill and its lintel
    walls: Whole  # (B, 6) corners of blocked room


@inner
def find_ways(low: Whole, high: Whole, entrance: Entrance) -> Whole:
    """(n, LANES, PARTS, 6) cuboids that each piece sweeps in each lane; a lane that there is not begins with -1."""
    swept = np.full((len(low), LANES, PARTS, 6), -1)
    door, walls = entrance.door, entrance.walls
    for i in range(len(low)):
        y, z, wide, tall = low[i, 1], low[i, 2], high[i, 1] - low[i, 1], high[i, 2] - low[i, 2]
        if wide > door[1] - door[0] or tall > door[3] - door[2]:
            continue
        add_way(swept[i, LEVEL], low[i], high[i], y, z, entrance)
        add_way(swept[i, ROOF], low[i], high[i], y, entrance.room[2] - tall, entrance)
        if door[3] < entrance.room[2]:
            add_way(swept[i, LINTEL], low[i], high[i], y, door[3] - tall, entrance)
        first, last = entrance.room[1], 0
        for wall in walls:
            if wall[3] > low[i, 0] and wall[1] < high[i, 1] and wall[4] > y and wall[2] < high[i, 2] and wall[5] > z:
                first, last = min(first, wall[1]), max(last, wall[4])
        if first < last and first >= wide:
            add_way(swept[i, LEFT_OF], low[i], high[i], first - wide, z, entrance)
        if first < last and last + wide <= entrance.room[1]:
            add_way(swept[i, RIGHT_OF], low[i], high[i], last, z, entrance)
    return swept


@inner
def add_way(way: Whole, low: Whole, high: Whole, y: int, z: int, entrance: Entrance) -> None:
    """Write the cuboids that a piece sweeps in a lane at (y, z), unless blocked room is in one of them.

    It comes through the doors as near to the lane as it can.
    """
    end, door = entrance.room[0], entrance.door
    wide, tall = high[1] - low[1], high[2] - low[2]
    door_y, door_z = min(max(y, door[0]), door[1] - wide), min(max(z, door[2]), door[3] - tall)
    sweep(way[0], low[0], end, y, y, z, z, wide, tall)
    way[1:] = 0
    if door_y != y or door_z != z:
        sweep(way[1], end - high[0] + low[0], end, door_y, y, door_z, z, wide, tall)
    if low[1] != y or low[2] != z:
        sweep(way[2], low[0], high[0], y, low[1], z, low[2], wide, tall)
    for part in way:
        for wall in entrance.walls:
            apart = False
            for axis in range(3):
                apart |= wall[axis] >= part[axis + 3] or wall[axis + 3] <= part[axis]
            if not apart:
                way[0, 0] = -1
                return


@inner
def sweep(room: Whole, from_x: int, to_x: int, y1: int, y2: int, z1: int, z2: int, wide: int, tall: int) -> None:
    """Write the cuboid around a piece at either end of a move."""
    room[0], room[1], room[2] = from_x, min(y1, y2), min(z1, z2)
    room[3], room[4], room[5] = to_x, max(y1, y2) + wide, max(z1, z2) + tall


@inner
def comes_straight(low: Whole, high: Whole, entrance: Entrance) -> bool:
    """Whether a block, given by its corners, as one piece needs no move at the doors or around blocked room."""
    door = entrance.door
    inside = low[1] >= door[0] and high[1] <= door[1] and low[2] >= door[2] and high[2] <= door[3]
    return bool(inside and len(entrance.walls) == 0)
