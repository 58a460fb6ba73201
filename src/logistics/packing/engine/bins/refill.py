"""All pieces into the bins there are: taking some bins out and filling them anew, again and again.

A state is a set of bins and the parcels that have no bin yet. A round takes two or three bins, gathers what is in
them and what waits, and fills them in another order; what comes of it is kept when the volume that waits is not
above what it was some rounds ago (late acceptance, Burke and Bykov 2017, doi:10.1016/j.ejor.2016.07.012). What waits
often weighs more in that volume (guided local search, as Faroe, Pisinger and Zachariasen 2003,
doi:10.1287/ijoc.15.3.267.16080), and uneven bins are liked a little better.
"""

from __future__ import annotations

import numpy as np

from logistics.packing.engine.bins.desk import Desk, desk_for, put_parcel
from logistics.packing.engine.bins.loadable import all_loadable
from logistics.packing.engine.bins.model import NONE, Bins, Parcels, Shares
from logistics.packing.engine.bins.places import Way
from logistics.packing.engine.bins.pool import choose_bins, gather, narrow, sort_pool
from logistics.packing.engine.jit import inner, kernel, lean
from logistics.packing.engine.problem import Real, Whole
from logistics.packing.engine.random_source import Source, below
from logistics.packing.engine.rows import copy_rows, copy_values

WAYS = len(Way)
"""Ways of liking places."""

_UNEVEN = 0.02
_WAITING = 0.02
_REMEMBERED = 64
"""Rounds after which what waits gains weight."""


@kernel
def refill(
    parcels: Parcels,
    bins: Bins,
    support: float,
    shares: Shares,
    best: Shares,
    burden: Real,
    past: Real,
    source: Source,
    rounds: int,
) -> bool:
    """So many rounds of taking bins out and filling them anew. Returns whether nothing waits any more.

    best: The state in which least waited, never worse than `shares` when it is called. burden: (U,) how much a
    parcel counts when it waits. past: (h,) costs of earlier rounds, inf at first. source: of random numbers. All of
    them go on from call to call.
    """
    number = len(parcels.volume)
    desk = desk_for(3, len(shares.low))
    pool, row, key = np.zeros(number, np.int64), np.zeros(number, np.int64), np.zeros(number)
    filled = np.zeros(len(bins.size))
    now = cost(parcels, shares, burden, filled)
    for slot in range(len(past)):
        past[slot] = now if past[slot] == np.inf else past[slot]
    least = waiting(parcels, best)
    for turn in range(rounds):
        rows = choose_bins(desk, bins, source)
        many = gather(desk, rows, shares, pool)
        sort_pool(parcels, shares, pool[:many], key, source)
        narrow(desk, parcels, pool[:many])
        way, slot = below(source, WAYS), below(source, len(past))
        before = cost_on_desk(desk, rows, parcels, shares, pool[:many], burden, filled)
        most = before + max(past[slot] - now, 0.0)
        after = fill_anew(desk, rows, bins, parcels, pool[:many], row, way, support, burden, most)
        if after <= most and all_loadable(desk, rows, bins, support):
            now += after - before
            keep(desk, rows, parcels, shares, pool[:many], row, filled)
            waits = waiting(parcels, shares)
            if waits < least:
                least = waits
                remember(shares, best)
            if waits == 0:
                return True
        past[slot] = now
        if turn % _REMEMBERED == 0:
            added = weigh_down(parcels, shares, burden)
            now += added
            past += added
    return False


@inner
def cost(parcels: Parcels, shares: Shares, burden: Real, filled: Real) -> float:
    """What a state costs: the volume that waits, less what its bins are worth for being uneven.

    filled: (K,) zeros, becomes the volume in each bin.
    """
    total = 0.0
    for u in range(len(parcels.volume)):
        if shares.bin_of[u] == NONE:
            total += parcels.volume[u] * burden[u]
        else:
            filled[shares.bin_of[u]] += parcels.volume[u]
    return float(total - _UNEVEN * np.sum(filled * filled))


@lean
def cost_on_desk(
    desk: Desk, rows: int, parcels: Parcels, shares: Shares, pool: Whole, burden: Real, filled: Real
) -> float:
    """What of the cost of a state the bins on the desk and what waits make."""
    total = -_UNEVEN * sum_of_squares(desk, rows, filled)
    for u in pool:
        if shares.bin_of[u] == NONE:
            total += parcels.volume[u] * burden[u]
    return total


@lean
def fill_anew(
    desk: Desk,
    rows: int,
    bins: Bins,
    parcels: Parcels,
    pool: Whole,
    row: Whole,
    way: int,
    support: float,
    burden: Real,
    most: float,
) -> float:
    """Put each parcel of the pool into the first bin on the desk that takes it. Returns what that costs; inf once it
    is sure to be more than `most`.

    row: becomes where on the desk each parcel is.
    """
    total, at_best = 0.0, _UNEVEN * sum_of_squares(desk, rows, bins.volume)
    for t in range(len(pool)):
        u, row[t] = pool[t], NONE
        for k in range(rows):
            if put_parcel(desk, k, bins, parcels, u, way, support):
                row[t] = k
                break
        if row[t] == NONE:
            total += parcels.volume[u] * burden[u]
            if total - at_best > most:
                return float(np.inf)
    return total - unevenness(parcels, pool, row, rows)


@lean
def sum_of_squares(desk: Desk, rows: int, volume: Real) -> float:
    """Of a volume that each bin has, over the bins on the desk."""
    total = 0.0
    for k in range(rows):
        total += volume[desk.number[k]] ** 2
    return total


@lean
def unevenness(parcels: Parcels, pool: Whole, row: Whole, rows: int) -> float:
    """What the bins on the desk, filled anew, are worth for being uneven."""
    total = 0.0
    for k in range(rows):
        filled = 0.0
        for t in range(len(pool)):
            if row[t] == k:
                filled += parcels.volume[pool[t]]
        total += filled * filled
    return _UNEVEN * total


@lean
def keep(desk: Desk, rows: int, parcels: Parcels, shares: Shares, pool: Whole, row: Whole, filled: Real) -> None:
    """What is on the desk becomes the state."""
    for k in range(rows):
        filled[desk.number[k]] = 0.0
    for t in range(len(pool)):
        u = pool[t]
        shares.bin_of[u] = NONE
        if row[t] != NONE:
            shares.bin_of[u] = desk.number[row[t]]
            filled[shares.bin_of[u]] += parcels.volume[u]
            for piece in range(parcels.first[u], parcels.first[u + 1]):
                for axis in range(3):
                    shares.low[piece, axis] = desk.low[piece, axis]
                    shares.high[piece, axis] = desk.high[piece, axis]


@lean
def waiting(parcels: Parcels, shares: Shares) -> float:
    """The volume of what waits."""
    waits = 0.0
    for u in range(len(shares.bin_of)):
        waits += parcels.volume[u] if shares.bin_of[u] == NONE else 0.0
    return waits


@lean
def remember(shares: Shares, best: Shares) -> None:
    """Write a state down."""
    copy_values(shares.bin_of, best.bin_of, len(shares.bin_of))
    copy_rows(shares.low, best.low, len(shares.low))
    copy_rows(shares.high, best.high, len(shares.high))


@lean
def weigh_down(parcels: Parcels, shares: Shares, burden: Real) -> float:
    """What waits counts a little more from now on. Returns by how much the cost of the state rises."""
    added = 0.0
    for u in range(len(burden)):
        if shares.bin_of[u] == NONE:
            burden[u] += _WAITING
            added += _WAITING * parcels.volume[u]
    return added
