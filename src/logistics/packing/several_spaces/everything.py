"""All parcels into the spaces given, or as many as can be, by whichever search suits them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from logistics.packing.clock import Budget, spend
from logistics.packing.model import CargoSpace, Rounds, Seconds, StopRule
from logistics.packing.several_spaces.parcels import Parcel, pieces_of, volume_of
from logistics.packing.several_spaces.repacking import Repacking
from logistics.packing.several_spaces.sharing import Sharing, can_be_shared

Search = Sharing | Repacking

_FEW, _MANY = 4, 14
"""Pieces a space. Up to the first sharing them out is best; up to the second it goes on from the better of its own
first loads and those of one space packed after the other; beyond, spaces are packed one at a time."""

_LOOKS = 8
"""Into so many parts the time is divided when spaces are packed anew."""

_SHORTEST_S, _LONGEST_S = 0.01, 1.0


def begin(
    spaces: Sequence[CargoSpace],
    parcels: Sequence[Parcel],
    enough: Callable[[Search], bool],
    *,
    stop: StopRule,
    seed: int,
    min_support_share: float,
) -> Search:
    """A search with a first load of every space.

    Args:
        spaces: At least one.
        parcels: At least one. Each may go into one of the spaces.
        enough: Whether a first answer leaves nothing to wish for; otherwise others are tried while there is time.
    """
    density = _pieces_a_space(spaces, parcels)
    if density > _MANY or not can_be_shared(spaces, parcels):
        return _packed(spaces, parcels, stop, seed, min_support_share)
    budget = Budget(stop)
    sharing = Sharing(spaces, parcels, min_support_share=min_support_share, seed=seed)
    for way in range(Sharing.WAYS):
        sharing.fill(way)
        if enough(sharing) or budget.over:
            break
    if density > _FEW and not enough(sharing) and not budget.over:
        packed = _packed(spaces, parcels, budget.part(1.0), seed, min_support_share)
        if _worth(packed) < _worth(sharing):
            sharing.adopt(packed.loads())
    return sharing


def improve(search: Search, stop: StopRule) -> bool:
    """Look for a place for what waits. Returns whether everything has one."""
    if isinstance(search, Sharing):
        return search.complete or spend(stop, search.improve)
    if isinstance(stop, Rounds):
        return search.complete or any(search.improve(Rounds(1)) for _ in range(stop.rounds))
    look = Seconds(min(max(stop.seconds / _LOOKS, _SHORTEST_S), _LONGEST_S))
    budget = Budget(stop)
    while not search.complete and not budget.over:
        search.improve(look)
    return search.complete


def _packed(
    spaces: Sequence[CargoSpace], parcels: Sequence[Parcel], stop: StopRule, seed: int, min_support_share: float
) -> Repacking:
    """One space packed after the other, in half of the time."""
    repacking = Repacking(spaces, parcels, min_support_share=min_support_share, seed=seed)
    expected = min(len(spaces), 1 + volume_of(parcels) // _mean_mm3(spaces))
    repacking.fill(Seconds(stop.seconds / 2 / expected) if isinstance(stop, Seconds) else stop)
    return repacking


def _worth(search: Search) -> tuple[int, int]:
    return volume_of(search.waiting), search.used


def _pieces_a_space(spaces: Sequence[CargoSpace], parcels: Sequence[Parcel]) -> float:
    return len(pieces_of(parcels)) / max(1.0, volume_of(parcels) / _mean_mm3(spaces))


def _mean_mm3(spaces: Sequence[CargoSpace]) -> int:
    return sum(space.volume_mm3 for space in spaces) // len(spaces)
