"""In which order a load can be put in: the reverse of taking it out, stop by stop.

A piece can be taken out when nothing is above it and one of its ways to the doors is free (see `ways`). Taking one
out never shuts another in, so taking out whatever can be taken finds an order whenever there is one.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from logistics.packing.engine.jit import inner, kernel
from logistics.packing.engine.loading.ways import LANES, PARTS, Entrance, find_ways
from logistics.packing.engine.problem import Whole

Flags = NDArray[np.bool_]

ABOVE = LANES
"""Column of how many pieces are above, behind those of what is in the way of each lane."""


@kernel
def load_order(low: Whole, high: Whole, stop: Whole, entrance: Entrance, pinned: int, floating: bool) -> Whole:
    """Rows in an order for loading, from the bulkhead to the doors and the last stop first.

    low, high: (n, 3) corners. stop: (n,). The first `pinned` rows are in already and come first. floating: pieces
    need not rest on anything, so none waits for what carries it. Should there be no order, the rest goes in by stops
    and from the bulkhead all the same.
    """
    n = len(low)
    order = np.arange(n)
    gone = np.zeros(n, np.bool_)
    swept = find_ways(low, high, entrance)
    bars = all_bars(low, high, swept, floating)
    for place in range(n - 1, pinned - 1, -1):
        best = next_out(low, stop, bars, gone, pinned)
        if best < 0:
            best = next_out(low, stop, np.zeros_like(bars), gone, pinned)
        take_out(low, high, swept, bars, gone, best, floating)
        order[place] = best
    return order


@inner
def all_bars(low: Whole, high: Whole, swept: Whole, floating: bool) -> Whole:
    """(n, LANES + 1) how many pieces bar each way of each piece, and how many are above it, when all are in."""
    bars = np.zeros((len(low), LANES + 1), np.int64)
    for i in range(len(low)):
        for lane in range(LANES):
            if swept[i, lane, 0, 0] < 0:
                bars[i, lane] = 1
        for j in range(len(low)):
            if i != j:
                obstruct(low, high, swept, bars, i, j, 1, floating)
    return bars


@inner
def next_out(low: Whole, stop: Whole, bars: Whole, gone: Flags, pinned: int) -> int:
    """The piece to take out next: of those for the next stop that can be, the nearest to the doors; or -1."""
    next_stop = 2**62
    for i in range(pinned, len(low)):
        if not gone[i] and stop[i] < next_stop:
            next_stop = stop[i]
    best = -1
    for i in range(pinned, len(low)):
        if gone[i] or stop[i] != next_stop or bars[i, ABOVE] > 0:
            continue
        if has_way(bars, i) and (best < 0 or goes_before(low, i, best)):
            best = i
    return best


@inner
def has_way(bars: Whole, i: int) -> bool:
    """Whether nothing bars one of a piece's ways."""
    least = 1
    for lane in range(LANES):
        least = min(least, bars[i, lane])
    return least == 0


@inner
def goes_before(low: Whole, i: int, j: int) -> bool:
    """What is nearer to the doors goes first, then to the roof and the far side."""
    for axis in (0, 2, 1):
        if low[i, axis] != low[j, axis]:
            return bool(low[i, axis] > low[j, axis])
    return False


@inner
def take_out(low: Whole, high: Whole, swept: Whole, bars: Whole, gone: Flags, j: int, floating: bool) -> None:
    """Piece j is in nobody's way any more."""
    gone[j] = True
    for i in range(len(low)):
        if i != j:
            obstruct(low, high, swept, bars, i, j, -1, floating)


@inner
def obstruct(low: Whole, high: Whole, swept: Whole, bars: Whole, i: int, j: int, change: int, floating: bool) -> None:
    """Count piece j into (1) or out of (-1) what bars the ways of piece i. A way never goes behind its piece."""
    if high[j, 0] <= low[i, 0]:
        return
    for lane in range(LANES):
        if swept[i, lane, 0, 0] >= 0:
            for part in range(PARTS):
                if meets(low, high, j, swept[i, lane, part]):
                    bars[i, lane] += change
                    break
    if floating or low[j, 2] < high[i, 2] or low[j, 0] >= high[i, 0]:
        return
    if high[i, 1] > low[j, 1] and high[j, 1] > low[i, 1]:
        bars[i, ABOVE] += change


@inner
def meets(low: Whole, high: Whole, j: int, room: Whole) -> bool:
    """Whether piece j reaches into a cuboid (x1, y1, z1, x2, y2, z2)."""
    return bool(
        low[j, 1] < room[4]
        and high[j, 1] > room[1]
        and low[j, 2] < room[5]
        and high[j, 2] > room[2]
        and low[j, 0] < room[3]
        and high[j, 0] > room[0]
    )
