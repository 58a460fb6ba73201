"""Loading one space after the other, each time the best for what is left."""

from __future__ import annotations

from collections.abc import Sequence

from logistics.packing.clock import Clock
from logistics.packing.model import CargoSpace, LoadPlan
from logistics.packing.parcels import Parcel, volume_of
from logistics.packing.request import Request
from logistics.packing.several_spaces.repacking import load_parcels
from logistics.packing.spaces import like, one_of_each

_SHARE = 0.5
"""Part of the time left for all kinds of spaces that are tried for one load, so that the next load has some too."""

_QUICK = 10_000
"""Pieces times kinds of spaces up to which every kind is tried even when time is over: that takes some milliseconds,
and a machine that is busy must not send out more vehicles."""


def load_one_by_one(request: Request, clock: Clock) -> list[LoadPlan]:
    """Take the best space for what is left until all is loaded or no space takes anything more."""
    free, rest, loads = list(request.spaces), request.parcels, list[LoadPlan]()
    while free and rest:
        tried = _tried(request, one_of_each(free), rest, clock)
        best, waiting = next((one for one in tried if not one[1]), None) or max(tried, key=_volume_per_cost)
        if best.placements:
            loads.append(best)
            free.remove(best.space)
            rest = waiting
        else:
            useless = {like(load.space) for load, _ in tried}
            free = [space for space in free if like(space) not in useless]
    return loads


def _tried(
    request: Request, kinds: Sequence[CargoSpace], rest: Sequence[Parcel], clock: Clock
) -> list[tuple[LoadPlan, list[Parcel]]]:
    """The load of each kind of space, and what waits; once time is over, with many pieces, of the likeliest alone."""
    tried = list[tuple[LoadPlan, list[Parcel]]]()
    volume = volume_of(rest)
    in_any_case = len(kinds) * sum(map(len, rest)) <= _QUICK
    if clock.over and not in_any_case:
        kinds = [max(kinds, key=lambda space: min(volume, space.volume_mm3) / max(space.cost_cents, 1))]
    share = _SHARE / len(kinds)
    for space in kinds:
        if in_any_case or not tried or not clock.over:
            tried.append(load_parcels(request, space, rest, clock.look_of_rest(share)))
    return tried


def _volume_per_cost(tried: tuple[LoadPlan, list[Parcel]]) -> tuple[float, int]:
    plan = tried[0]
    volume = sum(placed.dx_mm * placed.dy_mm * placed.dz_mm for placed in plan.placements)
    return volume / max(plan.space.cost_cents, 1), volume
