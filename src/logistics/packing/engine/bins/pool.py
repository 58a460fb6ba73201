"""Which bins are emptied, and in which order what was in them, and what waits, goes into them again."""

from __future__ import annotations

from logistics.packing.engine.bins.desk import Desk, start
from logistics.packing.engine.bins.model import NONE, Bins, Parcels, Shares
from logistics.packing.engine.jit import lean
from logistics.packing.engine.problem import Real, Whole
from logistics.packing.engine.random_source import Source, below, draw

KEYS = 6
"""Measures by which parcels are ordered."""

_LONG = 1 << 62


@lean
def choose_bins(desk: Desk, bins: Bins, source: Source) -> int:
    """One, two or three bins at random, mostly two, empty on the desk. Returns how many."""
    drawn = draw(source)
    rows = min(1 if drawn < 0.1 else (2 if drawn < 0.75 else 3), len(bins.size))
    for k in range(rows):
        number, again = 0, True
        while again:
            number, again = below(source, len(bins.size)), False
            for j in range(k):
                again |= desk.number[j] == number
        start(desk, k, bins, number)
    return rows


@lean
def gather(desk: Desk, rows: int, shares: Shares, pool: Whole) -> int:
    """The parcels that wait or are in the bins on the desk. Returns how many."""
    many = 0
    for u in range(len(shares.bin_of)):
        taken = shares.bin_of[u] == NONE
        for k in range(rows):
            taken |= shares.bin_of[u] == desk.number[k]
        if taken:
            pool[many] = u
            many += 1
    return many


@lean
def sort_pool(parcels: Parcels, shares: Shares, pool: Whole, key: Real, source: Source) -> None:
    """By one of the measures, the largest first, more or less; what waits comes a little sooner."""
    measure, noise = below(source, KEYS), draw(source)
    for t in range(len(pool)):
        u = pool[t]
        value = parcels.keys[u, measure] + noise * (draw(source) + draw(source) + draw(source) - 1.5)
        if shares.bin_of[u] == NONE:
            value += 0.5 * draw(source)
        s = t - 1
        while s >= 0 and key[s] < value:
            key[s + 1], pool[s + 1] = key[s], pool[s]
            s -= 1
        key[s + 1], pool[s + 1] = value, u


@lean
def narrow(desk: Desk, parcels: Parcels, pool: Whole) -> None:
    """The shortest sides of anything in the pool: spaces that are smaller need not be kept."""
    for axis in range(3):
        least = _LONG
        for u in pool:
            for pose in range(parcels.pose_first[parcels.first[u]], parcels.pose_first[parcels.first[u + 1]]):
                least = min(least, parcels.pose_size[pose, axis])
        for k in range(len(desk.number)):
            desk.spaces.least[k, axis] = least
