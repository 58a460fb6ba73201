"""What comes of packing several spaces: the loads, and why the other pieces have no place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from logistics.packing.compatibility import Cargo
from logistics.packing.model import CargoSpace, Item, LeftOver, LoadPlan, Reason
from logistics.packing.parcels import pieces_of
from logistics.packing.reasons import barred, kept_together, misplaced, turned_away, without_space
from logistics.packing.request import Request
from logistics.packing.spaces import like

_NEARNESS = (
    Reason.NEEDS_REFRIGERATION,
    Reason.TEMPERATURE,
    Reason.TOO_LARGE,
    Reason.DOES_NOT_PASS_DOOR,
    Reason.TOO_HEAVY,
)
"""Reasons in the order in which a space is found unfit: the later, the nearer it came to taking the piece."""

_Loaded = Sequence[tuple[CargoSpace, Cargo]]
"""Each space that is used and what is in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FleetPlan:
    """One load for each space that is used, and what found no place in any."""

    loads: tuple[LoadPlan, ...]
    left_over: tuple[LeftOver, ...]


def admitted(request: Request) -> list[Item]:
    """The pieces of the parcels that go as a whole into some empty space, each piece by itself."""
    kinds = dict.fromkeys(like(space) for space in request.spaces)
    parcels = request.parcels
    return pieces_of([p for p in parcels if any(all(barred(space, item) is None for item in p) for space in kinds)])


def plan_of(request: Request, loads: Sequence[LoadPlan]) -> FleetPlan:
    """The loads, and the reason of every piece that is in none."""
    known = {item.id: item for item in request.items}
    kinds = list(dict.fromkeys(like(space) for space in request.spaces))
    inside = [(load.space, Cargo.of([known[p.item_id] for p in load.placements])) for load in loads]
    taken = {placement.item_id for load in loads for placement in load.placements}
    sizes = {item.id: len(parcel) for parcel in request.parcels for item in parcel}
    left_over = tuple(
        _left_over(kinds, inside, item, shares_fate=sizes[item.id] > 1)
        for item in request.items
        if item.id not in taken
    )
    return FleetPlan(loads=tuple(replace(load, left_over=()) for load in loads), left_over=left_over)


def _left_over(spaces: Sequence[CargoSpace], inside: _Loaded, item: Item, *, shares_fate: bool) -> LeftOver:
    """The reason of the space that came nearest to taking the piece, unless it only waits with its group."""
    if not spaces:
        return without_space(item)
    refusals = [refusal for space in spaces if (refusal := barred(space, item))]
    if len(refusals) == len(spaces):
        return max(refusals, key=lambda left: _NEARNESS.index(left.reason))
    if shares_fate:
        return kept_together(item)
    crowded = [turned_away(space, item, cargo) for space, cargo in inside if barred(space, item) is None]
    # Where a space admits the piece and yet nothing is loaded, its weight lies nowhere right.
    return min(crowded, key=lambda left: left.reason == Reason.PAYLOAD) if crowded else misplaced(item)
