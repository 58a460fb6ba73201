"""Loading one space after the other, each time the best for what is left."""

from __future__ import annotations

from collections.abc import Sequence

from logistics.packing.clock import Clock
from logistics.packing.model import CargoSpace, LoadPlan
from logistics.packing.parcels import Parcel
from logistics.packing.request import Request
from logistics.packing.several_spaces.repacking import load_parcels
from logistics.packing.spaces import one_of_each

_SHARE = 0.15
"""Part of the time for all kinds of spaces that are tried for one load."""


def load_one_by_one(request: Request, clock: Clock) -> list[LoadPlan]:
    """Take the best space for what is left until all is loaded or no space takes anything more."""
    free, rest, loads = list(request.spaces), request.parcels, list[LoadPlan]()
    while free and rest:
        best, waiting = _best(request, one_of_each(free), rest, clock)
        if not best.placements:
            break
        loads.append(best)
        free.remove(best.space)
        rest = waiting
    return loads


def _best(
    request: Request, kinds: Sequence[CargoSpace], rest: Sequence[Parcel], clock: Clock
) -> tuple[LoadPlan, list[Parcel]]:
    """The load of the space that takes the most for its cost, or of the first that takes everything."""
    share = _SHARE / len(kinds)
    tried = [load_parcels(request, space, rest, clock.look(share)) for space in kinds]
    return next((one for one in tried if not one[1]), None) or max(tried, key=_volume_per_cost)


def _volume_per_cost(tried: tuple[LoadPlan, list[Parcel]]) -> tuple[float, int]:
    plan = tried[0]
    volume = sum(placed.dx_mm * placed.dy_mm * placed.dz_mm for placed in plan.placements)
    return volume / max(plan.space.cost_cents, 1), volume
