"""Lengths that sides of pieces add up to, a subset-sum table per axis."""

from __future__ import annotations

import numpy as np

from logistics.packing.engine.jit import inner, kernel
from logistics.packing.engine.problem import Problem, Whole

WORD = 64


@kernel
def find_reach(problem: Problem, stock: Whole, reach: Whole) -> None:
    """For each axis and each gap the longest length, not above the gap, that pieces of the stock can fill.

    Poses of one kind are taken as independent of each other, which is a bound and cheap.

    Args:
        reach: (3, longest side of the room + 1), filled in.
    """
    for axis in range(3):
        longest = problem.room[axis]
        made = np.zeros(longest // WORD + 1, np.uint64)
        made[0] = 1
        for pose in range(len(problem.pose_kind)):
            side = problem.pose_size[pose, axis]
            if not is_repeated(problem, pose, axis):
                add_lengths(made, side, min(stock[problem.pose_kind[pose]], longest // side))
        last = 0
        for length in range(reach.shape[1]):
            word = length // WORD
            if length <= longest and (made[word] >> np.uint64(length - word * WORD)) & np.uint64(1):
                last = length
            reach[axis, length] = last


@inner
def is_repeated(problem: Problem, pose: int, axis: int) -> bool:
    """Whether an earlier pose of the kind has the same side along the axis."""
    for other in range(pose - 1, -1, -1):
        if problem.pose_kind[other] != problem.pose_kind[pose]:
            return False
        if problem.pose_size[other, axis] == problem.pose_size[pose, axis]:
            return True
    return False


@inner
def add_lengths(made: Whole, side: int, count: int) -> None:
    """Mark what up to `count` more sides make possible: one bit per length, in doubling portions."""
    portion = 1
    while count > 0:
        taken = min(portion, count)
        shift_in(made, side * taken)
        count -= taken
        portion *= 2


@inner
def shift_in(made: Whole, shift: int) -> None:
    """Or the bits with themselves moved up."""
    words, bits = shift // WORD, shift % WORD
    up, down = np.uint64(bits), np.uint64(WORD - bits)
    for word in range(len(made) - 1, words - 1, -1):
        moved = made[word - words] << up
        if bits > 0 and word > words:
            moved |= made[word - words - 1] >> down
        made[word] |= moved
