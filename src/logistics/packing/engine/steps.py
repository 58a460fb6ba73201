"""In which order a load can be put in: the reverse of taking it out.

A piece can be taken out when nothing is above it and its way to the doors is free: along x at its own height,
or lifted over everything that stands between. Taking one out never shuts another in, so taking out whatever
can be taken finds an order whenever there is one.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from logistics.packing.engine.jit import inner, kernel
from logistics.packing.engine.state import Whole

Flags = NDArray[np.bool_]

ABOVE, LEVEL, LIFT = range(3)
"""Columns of what is in a piece's way: pieces above it, pieces before it at its height, and those before it
over which it cannot be lifted."""


@kernel
def load_order(low: Whole, high: Whole, stop: Whole, height: int, pinned: int) -> Whole:
    """Rows in an order for loading, from the bulkhead to the doors and the last stop first.

    low, high: (n, 3) corners. stop: (n,). height: of the room. The first `pinned` rows are in already and
    come first. Should there be no order, the rest goes in by stops and from the bulkhead all the same.
    """
    n = len(low)
    order = np.arange(n)
    gone = np.zeros(n, np.bool_)
    ways = ways_out(low, high, height)
    for place in range(n - 1, pinned - 1, -1):
        best = next_out(low, stop, ways, gone, pinned)
        if best < 0:
            best = next_out(low, stop, np.zeros_like(ways), gone, pinned)
        take_out(low, high, height, ways, gone, best)
        order[place] = best
    return order


@inner
def ways_out(low: Whole, high: Whole, height: int) -> Whole:
    """(n, 3) what is in each piece's way when all are in."""
    ways = np.zeros((len(low), 3), np.int64)
    for i in range(len(low)):
        for j in range(len(low)):
            obstruct(low, high, height, ways, i, j, 1)
    return ways


@inner
def next_out(low: Whole, stop: Whole, ways: Whole, gone: Flags, pinned: int) -> int:
    """The piece to take out next: of those that can be, the first by stop, then the nearest to the doors; or -1."""
    best = -1
    for i in range(pinned, len(low)):
        free = ways[i, ABOVE] == 0 and (ways[i, LEVEL] == 0 or ways[i, LIFT] == 0)
        if free and not gone[i] and (best < 0 or goes_before(low, stop, i, best)):
            best = i
    return best


@inner
def goes_before(low: Whole, stop: Whole, i: int, j: int) -> bool:
    """The earlier stop goes first, then what is nearer to the doors, the roof and the far side."""
    if stop[i] != stop[j]:
        return bool(stop[i] < stop[j])
    for axis in (0, 2, 1):
        if low[i, axis] != low[j, axis]:
            return bool(low[i, axis] > low[j, axis])
    return False


@inner
def take_out(low: Whole, high: Whole, height: int, ways: Whole, gone: Flags, j: int) -> None:
    """Piece j is in nobody's way any more."""
    gone[j] = True
    for i in range(len(low)):
        obstruct(low, high, height, ways, i, j, -1)


@inner
def obstruct(low: Whole, high: Whole, height: int, ways: Whole, i: int, j: int, change: int) -> None:
    """Count piece j into (1) or out of (-1) what is in the way of piece i."""
    if high[i, 1] <= low[j, 1] or high[j, 1] <= low[i, 1]:
        return
    if low[j, 0] >= high[i, 0]:
        if high[i, 2] > low[j, 2] and high[j, 2] > low[i, 2]:
            ways[i, LEVEL] += change
        if high[j, 2] + high[i, 2] - low[i, 2] > height:
            ways[i, LIFT] += change
    elif high[j, 0] > low[i, 0] and low[j, 2] >= high[i, 2]:
        ways[i, ABOVE] += change
