"""In which order a load can be put in."""

from __future__ import annotations

import numpy as np

from logistics.packing.engine.jit import kernel
from logistics.packing.engine.state import Whole


@kernel
def load_order(low: Whole, high: Whole) -> Whole:
    """Rows in an order for loading: first what carries, then from the bulkhead to the doors.

    A piece waits for everything below it, always, and for everything behind it that it would shut in, as long
    as some other piece can still go in. low, high: (n, 3) corners.
    """
    n = len(low)
    below, behind = np.zeros(n, np.int64), np.zeros(n, np.int64)
    for i in range(n):
        for j in range(n):
            below[j] += is_below(low, high, i, j)
            behind[j] += is_behind(low, high, i, j)
    order = np.empty(n, np.int64)
    done = np.zeros(n, np.bool_)
    for step in range(n):
        best = -1
        for i in range(n):
            if not done[i] and below[i] == 0 and (best < 0 or comes_before(low, behind, i, best)):
                best = i
        order[step] = best
        done[best] = True
        for j in range(n):
            below[j] -= is_below(low, high, best, j)
            behind[j] -= is_behind(low, high, best, j)
    return order


@kernel
def comes_before(low: Whole, behind: Whole, i: int, j: int) -> bool:
    """Pieces that shut nothing in go first, then those nearer to the bulkhead, the floor and the side."""
    if (behind[i] == 0) != (behind[j] == 0):
        return bool(behind[i] == 0)
    for axis in (0, 2, 1):
        if low[i, axis] != low[j, axis]:
            return bool(low[i, axis] < low[j, axis])
    return False


@kernel
def is_below(low: Whole, high: Whole, i: int, j: int) -> int:
    """1 if piece j stands above piece i, at whatever distance."""
    apart = high[i, 0] <= low[j, 0] or high[j, 0] <= low[i, 0] or high[i, 1] <= low[j, 1] or high[j, 1] <= low[i, 1]
    return 1 if high[i, 2] <= low[j, 2] and not apart else 0


@kernel
def is_behind(low: Whole, high: Whole, i: int, j: int) -> int:
    """1 if piece j stands between piece i and the doors."""
    apart = high[i, 1] <= low[j, 1] or high[j, 1] <= low[i, 1] or high[i, 2] <= low[j, 2] or high[j, 2] <= low[i, 2]
    return 1 if high[i, 0] <= low[j, 0] and not apart else 0
