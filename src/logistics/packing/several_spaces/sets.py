"""Which sets of vehicles could take everything, the cheapest first."""

from __future__ import annotations

import heapq
import math
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import NamedTuple

from logistics.packing.model import CargoSpace
from logistics.packing.parcels import Parcel, pieces_of, volume_of
from logistics.packing.reasons import barred
from logistics.packing.spaces import like

_MOST_PARTIAL_SETS = 20_000


class _Amounts(NamedTuple):
    """What sets have to carry, can carry, or carry for a cent less."""

    volume_mm3: float
    weight_g: float


@dataclass(frozen=True, slots=True)
class _Kind:
    """Vehicles that are alike, and the parcels that one of them admits."""

    spaces: tuple[CargoSpace, ...]
    cost_cents: int
    capacity: _Amounts
    takes: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Outlook:
    """What more vehicles of some kinds can carry and cost: sums over the first 0, 1, 2, ... of them."""

    largest_mm3: list[float]
    strongest_g: list[float]
    cheapest: list[int]
    cents_per_mm3: float
    cents_per_g: float

    def needed(self, missing: _Amounts) -> float:
        """How many vehicles it takes at least; inf when all of them are not enough."""
        by_volume = bisect_left(self.largest_mm3, max(missing.volume_mm3, 0.0))
        by_weight = bisect_left(self.strongest_g, max(missing.weight_g, 0.0))
        number = max(by_volume, by_weight)
        return math.inf if number == len(self.cheapest) else number

    def least_cents(self, missing: _Amounts, needed: int) -> float:
        """What they cost at least: as many as it takes, and what is missing at the best rate."""
        for_volume = self.cents_per_mm3 * max(missing.volume_mm3, 0.0)
        return max(self.cheapest[needed], for_volume, self.cents_per_g * max(missing.weight_g, 0.0))


@dataclass(order=True, slots=True)
class _Partial:
    """A set under way: what it will cost at least, how large it will be at least, and what is in."""

    least_cents: float
    least_size: float
    lacking: float
    counts: tuple[int, ...]
    last: int = field(compare=False)
    cost_cents: int = field(compare=False)
    missing: _Amounts = field(compare=False)


def cheapest_sets(
    spaces: Sequence[CargoSpace], parcels: Sequence[Parcel], below_cents: float
) -> Iterator[tuple[CargoSpace, ...]]:
    """Sets whose volume and payload suffice and that admit every parcel, by rising cost, below a cost.

    Best first (A*, Hart, Nilsson and Raphael 1968, doi:10.1109/TSSC.1968.300136): a set under way is worth its cost
    and what the vehicles that are still needed cost at least. Of vehicles that are alike any may stand for the
    others, so they are only counted. Ends after many sets under way, however many there are.
    """
    kinds = _kinds(spaces, parcels)
    outlooks = [_outlook(kinds[first:]) for first in range(len(kinds) + 1)]
    missing = _Amounts(volume_of(parcels), sum(item.weight_g for item in pieces_of(parcels)))
    heap = [_Partial(0, 0, 0, (0,) * len(kinds), 0, 0, missing)]
    everything = frozenset(range(len(parcels)))
    for _ in range(_MOST_PARTIAL_SETS):
        if not heap:
            return
        partial = heapq.heappop(heap)
        if max(partial.missing) <= 0 and _admitted_by(kinds, partial.counts) == everything:
            yield tuple(space for kind, n in zip(kinds, partial.counts, strict=True) for space in kind.spaces[:n])
        for number in range(partial.last, len(kinds)):
            if partial.counts[number] < len(kinds[number].spaces):
                child = _with(partial, kinds, outlooks, number)
                if child is not None and child.least_cents < below_cents:
                    heapq.heappush(heap, child)


def _with(partial: _Partial, kinds: list[_Kind], outlooks: list[_Outlook], number: int) -> _Partial | None:
    """One more vehicle of a kind, or None if what is missing then is more than later kinds hold."""
    kind, count = kinds[number], partial.counts[number] + 1
    counts = (*partial.counts[:number], count, *partial.counts[number + 1 :])
    missing = _Amounts(
        partial.missing.volume_mm3 - kind.capacity.volume_mm3, partial.missing.weight_g - kind.capacity.weight_g
    )
    outlook = outlooks[number if count < len(kind.spaces) else number + 1]
    needed = outlook.needed(missing)
    if needed == math.inf:
        return None
    cost = partial.cost_cents + kind.cost_cents
    least = cost + outlook.least_cents(missing, int(needed))
    return _Partial(least, sum(counts) + needed, needed, counts, number, cost, missing)


def _admitted_by(kinds: list[_Kind], counts: tuple[int, ...]) -> frozenset[int]:
    chosen = (kind.takes for kind, count in zip(kinds, counts, strict=True) if count)
    return frozenset[int]().union(*chosen)


def _outlook(kinds: list[_Kind]) -> _Outlook:
    each = [kind for kind in kinds for _ in kind.spaces]
    return _Outlook(
        largest_mm3=_sums(sorted((kind.capacity.volume_mm3 for kind in each), reverse=True)),
        strongest_g=_sums(sorted((kind.capacity.weight_g for kind in each), reverse=True)),
        cheapest=list(accumulate(sorted(kind.cost_cents for kind in each), initial=0)),
        cents_per_mm3=min((kind.cost_cents / kind.capacity.volume_mm3 for kind in kinds), default=0.0),
        cents_per_g=min((kind.cost_cents / kind.capacity.weight_g for kind in kinds), default=0.0),
    )


def _sums(amounts: list[float]) -> list[float]:
    """Of the first 0, 1, 2, ... of them."""
    return list(accumulate(amounts, initial=0.0))


def _kinds(spaces: Sequence[CargoSpace], parcels: Sequence[Parcel]) -> list[_Kind]:
    """Kinds of vehicles that admit anything, the best rate first."""
    groups: dict[CargoSpace, list[CargoSpace]] = {}
    for space in spaces:
        groups.setdefault(like(space), []).append(space)
    kinds = [_kind(group, parcels) for group in groups.values()]
    return sorted((kind for kind in kinds if kind.takes), key=lambda kind: kind.cost_cents / kind.capacity.volume_mm3)


def _kind(group: list[CargoSpace], parcels: Sequence[Parcel]) -> _Kind:
    space = group[0]
    payload = math.inf if space.max_payload_g is None else max(1.0, float(space.max_payload_g))
    takes = (number for number, parcel in enumerate(parcels) if all(barred(space, item) is None for item in parcel))
    return _Kind(tuple(group), space.cost_cents, _Amounts(float(space.volume_mm3), payload), frozenset(takes))
