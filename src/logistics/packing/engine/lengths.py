"""Lengths that sides of pieces add up to, a subset-sum table per axis."""

from __future__ import annotations

import numpy as np

from logistics.packing.engine.jit import kernel
from logistics.packing.engine.state import Whole


@kernel
def reachable_lengths(room: Whole, pose_kind: Whole, pose_size: Whole, quantity: Whole) -> Whole:
    """For each axis and each gap the longest length, not above the gap, that pieces in a row can fill.

    Returns:
        (3, longest side of the room + 1); a kind counts once per piece and axis, in whichever pose is longest
        or not: poses of one kind are taken as independent, which is a bound and cheap.
    """
    longest = room.max()
    reach = np.zeros((3, longest + 1), np.int64)
    for axis in range(3):
        made = np.zeros(room[axis] + 1, np.bool_)
        used = np.zeros(room[axis] + 1, np.int64)
        made[0] = True
        for p in range(len(pose_kind)):
            side = pose_size[p, axis]
            used[:] = 0
            for length in range(side, room[axis] + 1):
                before = length - side
                if not made[length] and made[before] and used[before] < quantity[pose_kind[p]]:
                    made[length] = True
                    used[length] = used[before] + 1
        last = 0
        for length in range(longest + 1):
            if length <= room[axis] and made[length]:
                last = length
            reach[axis, length] = last
    return reach
