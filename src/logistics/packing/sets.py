"""Which sets of vehicles could take everything, the cheapest first."""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from logistics.packing.model import CargoSpace
from logistics.packing.parcels import Parcel, like, pieces_of, volume_of
from logistics.packing.reasons import barred

_MOST_PARTIAL_SETS = 50_000


@dataclass(frozen=True, slots=True)
class _Kind:
    """Vehicles that are alike, with the capacities that count: mm³, and g or inf."""

    spaces: tuple[CargoSpace, ...]
    cost_cents: int
    capacity: tuple[float, float]
    takes: frozenset[int]  # parcels it admits


@dataclass(order=True, slots=True)
class _Partial:
    """A set under way: what it will cost at least, and how many of each kind are in."""

    least_cents: float
    size: int
    counts: tuple[int, ...]
    last: int = field(compare=False)
    cost_cents: int = field(compare=False)
    missing: tuple[float, float] = field(compare=False)


def cheapest_sets(
    spaces: Sequence[CargoSpace], parcels: Sequence[Parcel], below_cents: float
) -> Iterator[tuple[CargoSpace, ...]]:
    """Sets whose volume and payload suffice and that admit every parcel, by rising cost, below a cost.

    Best first: a set under way is worth its cost and what the volume or the weight that is still missing costs at
    least, at the cheapest rate of the kinds that may still be added. Of vehicles that are alike any may stand for the
    others, so they are only counted. Ends after many sets under way, however many there are.
    """
    kinds = _kinds(spaces, parcels)
    weight = sum(item.weight_g for item in pieces_of(parcels))
    start = (float(volume_of(parcels)), float(weight))
    heap = [_Partial(0, 0, (0,) * len(kinds), 0, 0, start)]
    everything = frozenset(range(len(parcels)))
    for _ in range(_MOST_PARTIAL_SETS):
        if not heap:
            return
        partial = heapq.heappop(heap)
        chosen = [kind for kind, count in zip(kinds, partial.counts, strict=True) if count]
        if (
            partial.size
            and max(partial.missing) <= 0
            and frozenset().union(*(kind.takes for kind in chosen)) == everything
        ):
            yield tuple(space for kind, n in zip(kinds, partial.counts, strict=True) for space in kind.spaces[:n])
        for number in range(partial.last, len(kinds)):
            if partial.counts[number] < len(kinds[number].spaces):
                child = _with(partial, kinds, number)
                if child.least_cents < below_cents:
                    heapq.heappush(heap, child)


def _with(partial: _Partial, kinds: list[_Kind], number: int) -> _Partial:
    """One more vehicle of a kind."""
    kind = kinds[number]
    counts = (*partial.counts[:number], partial.counts[number] + 1, *partial.counts[number + 1 :])
    missing = (partial.missing[0] - kind.capacity[0], partial.missing[1] - kind.capacity[1])
    cost = partial.cost_cents + kind.cost_cents
    return _Partial(cost + _least(kinds[number:], missing), partial.size + 1, counts, number, cost, missing)


def _least(kinds: list[_Kind], missing: tuple[float, float]) -> float:
    """What the missing volume and weight cost at least."""
    return max(
        0.0 if need <= 0 else need * min(kind.cost_cents / kind.capacity[axis] for kind in kinds)
        for axis, need in enumerate(missing)
    )


def _kinds(spaces: Sequence[CargoSpace], parcels: Sequence[Parcel]) -> list[_Kind]:
    """Kinds of vehicles that can carry anything, the best rate first."""
    groups: dict[CargoSpace, list[CargoSpace]] = {}
    for space in spaces:
        groups.setdefault(like(space), []).append(space)
    kinds = [_kind(group, parcels) for group in groups.values()]
    return sorted((kind for kind in kinds if kind.takes), key=lambda kind: kind.cost_cents / kind.capacity[0])


def _kind(group: list[CargoSpace], parcels: Sequence[Parcel]) -> _Kind:
    space = group[0]
    payload = math.inf if space.max_payload_g is None else max(1.0, float(space.max_payload_g))
    takes = (number for number, parcel in enumerate(parcels) if all(barred(space, item) is None for item in parcel))
    return _Kind(tuple(group), space.cost_cents, (float(space.volume_mm3), payload), frozenset(takes))
