"""All pieces into the bins there are: taking some bins out and filling them anew, again and again.

A state is a set of bins and the parcels that have no bin yet. A round takes two or three bins, gathers what is in
them and what waits, and fills them in another order; what comes of it is kept when the volume that waits is not
above what it was some rounds ago (late acceptance, Burke and Bykov 2017). What waits often weighs more in that
volume (guided local search, as Faroe, Pisinger and Zachariasen 2003), and uneven bins are liked a little better.
Lengths in mm, weights in g, volumes as parts of a bin.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from logistics.packing.engine.bin_rooms import MOST_ROOMS, copy, cut, merit, quarters, shares_base
from logistics.packing.engine.jit import inner, kernel, lean
from logistics.packing.engine.state import Real, Whole
from logistics.packing.engine.steps import all_bars, next_out, take_out
from logistics.packing.engine.ways import Entrance, find_ways

TASTES = 6
"""Ways of liking places, in `bin_rooms.merit`."""

KEYS = 6
"""Measures by which parcels are ordered."""

_UNEVEN = 0.02
_WAITING = 0.02
_REMEMBERED = 64
"""Rounds after which what waits gains weight."""

_NOTHING = -1
_LONG = 1 << 62


class Parcels(NamedTuple):
    """What is shared out. A parcel is one piece, or several that stay together."""

    first: Whole  # (U + 1,) its pieces are first[u] to first[u + 1]
    volume: Real  # (U,) as a part of the mean bin
    weight: Whole  # (U,)
    keys: Real  # (U, KEYS) logarithms of its measures
    pose_first: Whole  # (n + 1,) poses of a piece
    pose_size: Whole  # (P, 3)


class Bins(NamedTuple):
    """The bins there are."""

    size: Whole  # (K, 3)
    volume: Real  # (K,) as a part of the mean bin
    payload: Whole  # (K,)
    door: Whole  # (K, 4) where the opening begins and ends across, its sill and its lintel
    admits: NDArray[np.bool_]  # (U, K)


class Shares(NamedTuple):
    """Which parcel is in which bin (-1: waits), and where its pieces stand there."""

    bin_of: Whole  # (U,)
    low: Whole  # (n, 3)
    high: Whole  # (n, 3)


class Desk(NamedTuple):
    """Bins that are being filled; row k is the k-th of them."""

    number: Whole  # (R,) which bin
    rooms: Whole  # (R, MOST_ROOMS, 6)
    many: Whole  # (R,) rooms
    spare: Whole  # (R,) payload left
    head: Whole  # (R,) the piece put in last
    below: Whole  # (n,) the piece put in before
    low: Whole  # (n, 3)
    high: Whole  # (n, 3)
    parts: Whole  # (p, 6) scratch
    saved: Whole  # (MOST_ROOMS, 6) rooms before a parcel of several pieces
    least: Whole  # (3,)


@inner
def desk_for(rows: int, pieces: int) -> Desk:
    """A desk for so many bins at once."""
    return Desk(
        np.zeros(rows, np.int64),
        np.zeros((rows, MOST_ROOMS, 6), np.int64),
        np.zeros(rows, np.int64),
        np.zeros(rows, np.int64),
        np.full(rows, _NOTHING),
        np.zeros(pieces, np.int64),
        np.zeros((pieces, 3), np.int64),
        np.zeros((pieces, 3), np.int64),
        np.zeros((3 * MOST_ROOMS, 6), np.int64),
        np.zeros((MOST_ROOMS, 6), np.int64),
        np.ones(3, np.int64),
    )


@lean
def start(desk: Desk, k: int, bins: Bins, number: int) -> None:
    """Row k of the desk is this bin, empty."""
    desk.number[k] = number
    for axis in range(3):
        desk.rooms[k, 0, axis] = 0
        desk.rooms[k, 0, axis + 3] = bins.size[number, axis]
    desk.many[k] = 1
    desk.spare[k] = bins.payload[number]
    desk.head[k] = _NOTHING


@lean
def put_parcel(desk: Desk, k: int, bins: Bins, parcels: Parcels, u: int, taste: int, support: float) -> bool:
    """Put all pieces of a parcel into row k of the desk, or none."""
    if parcels.weight[u] > desk.spare[k] or not bins.admits[u, desk.number[k]]:
        return False
    before, head = desk.many[k], desk.head[k]
    several = parcels.first[u + 1] - parcels.first[u] > 1
    if several:
        for e in range(before):
            copy(desk.saved[e], desk.rooms[k, e])
    for piece in range(parcels.first[u], parcels.first[u + 1]):
        if not put_piece(desk, k, bins, parcels, piece, taste, support):
            if several:
                for e in range(before):
                    copy(desk.rooms[k, e], desk.saved[e])
                desk.many[k], desk.head[k] = before, head
            return False
    desk.spare[k] -= parcels.weight[u]
    return True


@lean
def put_piece(desk: Desk, k: int, bins: Bins, parcels: Parcels, piece: int, taste: int, support: float) -> bool:
    """Put a piece on the place of row k that is liked best, if there is one."""
    number, best = desk.number[k], np.inf
    rooms = desk.rooms[k]
    for e in range(desk.many[k]):
        for pose in range(parcels.pose_first[piece], parcels.pose_first[piece + 1]):
            size = parcels.pose_size[pose]
            if (
                size[0] > rooms[e, 3] - rooms[e, 0]
                or size[1] > rooms[e, 4] - rooms[e, 1]
                or size[2] > rooms[e, 5] - rooms[e, 2]
                or size[1] > bins.door[number, 1] - bins.door[number, 0]
                or size[2] > bins.door[number, 3] - bins.door[number, 2]
                or (rooms[e, 2] + size[2] > bins.door[number, 3] and rooms[e, 0] + 2 * size[0] > bins.size[number, 0])
            ):
                continue
            value = merit(taste, rooms[e], size, bins.size[number])
            if value < best and is_held(desk, k, rooms[e], size, support):
                best = value
                for axis in range(3):
                    desk.low[piece, axis] = rooms[e, axis]
                    desk.high[piece, axis] = rooms[e, axis] + size[axis]
    if best == np.inf:
        return False
    desk.below[piece] = desk.head[k]
    desk.head[k] = piece
    desk.many[k] = cut(rooms, desk.many[k], desk.parts, desk.low[piece], desk.high[piece], desk.least)
    return True


@lean
def is_held(desk: Desk, k: int, corner: Whole, size: Whole, support: float) -> bool:
    """Whether enough of the base rests on something, and the middle is safely over it."""
    if corner[2] == 0 or support == 0:
        return True
    area = touched = 0
    other = desk.head[k]
    while other != _NOTHING:
        low, high = desk.low[other], desk.high[other]
        if high[2] == corner[2]:
            shared = shares_base(corner[0], corner[1], size[0], size[1], low, high)
            if shared > 0:
                area += shared
                touched |= quarters(corner[0], corner[1], size[0], size[1], low, high)
        other = desk.below[other]
    base = size[0] * size[1]
    return bool(area == base or (area >= support * base and touched == 15))


@inner
def can_be_loaded(desk: Desk, k: int, bins: Bins, support: float) -> bool:
    """Whether there is an order in which the pieces of row k can be put in."""
    size, door, floating = bins.size[desk.number[k]], bins.door[desk.number[k]], support == 0
    whole = door[0] == 0 and door[1] == size[1] and door[2] == 0 and door[3] == size[2]
    if floating and whole:
        return True
    pieces = 0
    other = desk.head[k]
    while other != _NOTHING:
        pieces += 1
        other = desk.below[other]
    low, high = np.zeros((pieces, 3), np.int64), np.zeros((pieces, 3), np.int64)
    other = desk.head[k]
    for row in range(pieces):
        low[row], high[row] = desk.low[other], desk.high[other]
        other = desk.below[other]
    swept = find_ways(low, high, Entrance(size, door, np.zeros((0, 6), np.int64)))
    bars, gone, stop = all_bars(low, high, swept, floating), np.zeros(pieces, np.bool_), np.ones(pieces, np.int64)
    for _ in range(pieces):
        piece = next_out(low, stop, bars, gone, 0)
        if piece < 0:
            return False
        take_out(low, high, swept, bars, gone, piece, floating)
    return True


@kernel
def fill_in_order(parcels: Parcels, bins: Bins, order: Whole, taste: int, support: float, shares: Shares) -> None:
    """Put every parcel into the first bin that takes it; bins that cannot be loaded so are emptied again.

    order: (U,) the parcels.
    """
    desk = desk_for(len(bins.size), len(shares.low))
    for b in range(len(bins.size)):
        start(desk, b, bins, b)
    shares.bin_of[:] = _NOTHING
    for u in order:
        for b in range(len(bins.size)):
            if put_parcel(desk, b, bins, parcels, u, taste, support):
                shares.bin_of[u] = b
                break
    shares.low[:], shares.high[:] = desk.low, desk.high
    for b in range(len(bins.size)):
        if not can_be_loaded(desk, b, bins, support):
            for u in order:
                if shares.bin_of[u] == b:
                    shares.bin_of[u] = _NOTHING


@kernel
def refill(
    parcels: Parcels,
    bins: Bins,
    support: float,
    shares: Shares,
    best: Shares,
    burden: Real,
    past: Real,
    random: NDArray[np.uint64],
    rounds: int,
) -> bool:
    """So many rounds of taking bins out and filling them anew. Returns whether nothing waits any more.

    best: The state in which least waited, never worse than `shares` when it is called. burden: (U,) how much a
    parcel counts when it waits. past: (h,) costs of earlier rounds, inf at first. random: (1,) state of the
    generator. All of them go on from call to call.
    """
    parcels_in_all = len(parcels.volume)
    desk = desk_for(3, len(shares.low))
    pool, row, key = np.zeros(parcels_in_all, np.int64), np.zeros(parcels_in_all, np.int64), np.zeros(parcels_in_all)
    filled = np.zeros(len(bins.size))
    now = 0.0
    for u in range(parcels_in_all):
        if shares.bin_of[u] == _NOTHING:
            now += parcels.volume[u] * burden[u]
        else:
            filled[shares.bin_of[u]] += parcels.volume[u]
    now -= _UNEVEN * np.sum(filled * filled)
    for slot in range(len(past)):
        past[slot] = now if past[slot] == np.inf else past[slot]
    least = waiting(parcels, best)
    for turn in range(rounds):
        rows = choose(desk, bins, random)
        before = -_UNEVEN * sum_of_squares(desk, rows, filled)
        at_best = _UNEVEN * sum_of_squares(desk, rows, bins.volume)
        many = gather(desk, rows, shares, pool)
        sort_pool(parcels, shares, pool[:many], key, random)
        narrow(desk, parcels, pool[:many])
        taste = int(drawn(random) * TASTES)
        slot = int(drawn(random) * len(past))
        for t in range(many):
            if shares.bin_of[pool[t]] == _NOTHING:
                before += parcels.volume[pool[t]] * burden[pool[t]]
        most = before + max(past[slot] - now, 0.0)
        after = 0.0
        for t in range(many):
            u, row[t] = pool[t], _NOTHING
            for k in range(rows):
                if put_parcel(desk, k, bins, parcels, u, taste, support):
                    row[t] = k
                    break
            if row[t] == _NOTHING:
                after += parcels.volume[u] * burden[u]
                if after - at_best > most:
                    break
        if after - at_best <= most:
            after -= unevenness(parcels, pool[:many], row, rows)
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


@lean
def drawn(random: NDArray[np.uint64]) -> float:
    """A number from 0 to below 1 (xorshift, Marsaglia 2003)."""
    x = random[0]
    x ^= x << np.uint64(13)
    x ^= x >> np.uint64(7)
    x ^= x << np.uint64(17)
    random[0] = x
    return float(x >> np.uint64(11)) / 9007199254740992.0


@lean
def choose(desk: Desk, bins: Bins, random: NDArray[np.uint64]) -> int:
    """One, two or three bins at random, mostly two, empty on the desk. Returns how many."""
    draw = drawn(random)
    rows = min(1 if draw < 0.1 else (2 if draw < 0.75 else 3), len(bins.size))
    for k in range(rows):
        number, again = 0, True
        while again:
            number, again = int(drawn(random) * len(bins.size)), False
            for j in range(k):
                again |= desk.number[j] == number
        start(desk, k, bins, number)
    return rows


@lean
def sum_of_squares(desk: Desk, rows: int, volume: Real) -> float:
    """Of a volume that each bin has, over the bins on the desk."""
    total = 0.0
    for k in range(rows):
        total += volume[desk.number[k]] ** 2
    return total


@lean
def gather(desk: Desk, rows: int, shares: Shares, pool: Whole) -> int:
    """The parcels that wait or are in the bins on the desk. Returns how many."""
    many = 0
    for u in range(len(shares.bin_of)):
        taken = shares.bin_of[u] == _NOTHING
        for k in range(rows):
            taken |= shares.bin_of[u] == desk.number[k]
        if taken:
            pool[many] = u
            many += 1
    return many


@lean
def sort_pool(parcels: Parcels, shares: Shares, pool: Whole, key: Real, random: NDArray[np.uint64]) -> None:
    """By one of the measures, the largest first, more or less; what waits comes a little sooner."""
    measure, noise = int(drawn(random) * KEYS), drawn(random)
    for t in range(len(pool)):
        u = pool[t]
        value = parcels.keys[u, measure] + noise * (drawn(random) + drawn(random) + drawn(random) - 1.5)
        if shares.bin_of[u] == _NOTHING:
            value += 0.5 * drawn(random)
        s = t - 1
        while s >= 0 and key[s] < value:
            key[s + 1], pool[s + 1] = key[s], pool[s]
            s -= 1
        key[s + 1], pool[s + 1] = value, u


@lean
def narrow(desk: Desk, parcels: Parcels, pool: Whole) -> None:
    """The shortest sides of anything in the pool: rooms that are smaller need not be kept."""
    for axis in range(3):
        desk.least[axis] = _LONG
    for u in pool:
        for pose in range(parcels.pose_first[parcels.first[u]], parcels.pose_first[parcels.first[u + 1]]):
            for axis in range(3):
                desk.least[axis] = min(desk.least[axis], parcels.pose_size[pose, axis])


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


@inner
def all_loadable(desk: Desk, rows: int, bins: Bins, support: float) -> bool:
    """Whether every bin on the desk can be loaded."""
    loadable = True
    for k in range(rows):
        loadable = loadable and can_be_loaded(desk, k, bins, support)
    return loadable


@lean
def keep(desk: Desk, rows: int, parcels: Parcels, shares: Shares, pool: Whole, row: Whole, filled: Real) -> None:
    """What is on the desk becomes the state."""
    for k in range(rows):
        filled[desk.number[k]] = 0.0
    for t in range(len(pool)):
        u = pool[t]
        shares.bin_of[u] = _NOTHING
        if row[t] != _NOTHING:
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
        waits += parcels.volume[u] if shares.bin_of[u] == _NOTHING else 0.0
    return waits


@lean
def remember(shares: Shares, best: Shares) -> None:
    """Write a state down."""
    for u in range(len(shares.bin_of)):
        best.bin_of[u] = shares.bin_of[u]
    for piece in range(len(shares.low)):
        for axis in range(3):
            best.low[piece, axis] = shares.low[piece, axis]
            best.high[piece, axis] = shares.high[piece, axis]


@lean
def weigh_down(parcels: Parcels, shares: Shares, burden: Real) -> float:
    """What waits counts a little more from now on. Returns by how much the cost of the state rises."""
    added = 0.0
    for u in range(len(burden)):
        if shares.bin_of[u] == _NOTHING:
            burden[u] += _WAITING
            added += _WAITING * parcels.volume[u]
    return added
