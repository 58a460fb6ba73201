"""As few equal cargo spaces as can be found for a list of pieces: three-dimensional bin packing."""

from __future__ import annotations

from collections.abc import Sequence

from logistics.packing.clock import Budget
from logistics.packing.model import CargoSpace, Item, LoadPlan, Placement, StopRule
from logistics.packing.several_spaces.everything import Search, begin, improve
from logistics.packing.several_spaces.fleet import FleetPlan, admitted, plan_of
from logistics.packing.several_spaces.parcels import Parcel, pack_whole, parcels_of, pieces_of
from logistics.packing.several_spaces.sharing import least_number

_FIRST_SHARE = 0.5
"""Part of the time for the first loads, where those are not found at once."""

_MOST_SPACES = 2_000
_SPARE_SPACES = 8
"""Spaces beyond twice the bound that first loads may use."""


def pack_fewest(
    space: CargoSpace,
    items: Sequence[Item],
    *,
    stop: StopRule,
    seed: int = 0,
    threads: int = 1,
    most: int | None = None,
    pinned: Sequence[Placement] = (),
    min_support_share: float = 1.0,
    keep_together: bool = False,
) -> FleetPlan:
    """Load everything into as few spaces like this one as we find, or as much as can be into `most` of them.

    With a stop in rounds the same seed gives the same plan.

    Args:
        space: The inside of each. All loads carry its id.
        items: The pieces, pinned ones included; their ids must differ.
        stop: When to stop improving. It ends earlier when fewer spaces cannot do.
        threads: Searches side by side where one space is packed by itself, as in `pack`.
        most: There are no more spaces than that; None: as many as needed.
        pinned: What stands in the first space already. That space is packed first, by itself.
        min_support_share: How much of each base must rest on something, as in `check`.
        keep_together: Whether all pieces of a group go into the same space, or none of them.
    """
    budget = Budget(stop)
    spaces = _MOST_SPACES if most is None else most
    waiting = admitted([space], parcels_of(items, keep_together=keep_together))
    loads: list[LoadPlan] = []
    if pinned or spaces == 1:
        part = budget.part(1.0 if spaces == 1 else _FIRST_SHARE)
        first, waiting = pack_whole(
            space,
            waiting,
            stop=part,
            seed=seed,
            min_support_share=min_support_share,
            threads=threads,
            pinned=pinned,
        )
        loads, spaces = [first] if first.placements else [], spaces - 1
    if waiting and spaces:
        loads += _fewest(space, min(spaces, len(waiting)), waiting, budget, seed, min_support_share)
    return plan_of([space], loads, items, keep_together=keep_together)


def _fewest(
    space: CargoSpace, most: int, parcels: list[Parcel], budget: Budget, seed: int, min_support_share: float
) -> list[LoadPlan]:
    """All parcels, then again with the weakest space given up, until that does not succeed."""
    least = least_number(space, pieces_of(parcels))
    number = min(most, 2 * least + _SPARE_SPACES)
    search = _begun(space, number, least, parcels, budget, seed, min_support_share)
    while not search.complete and number < most:
        number = min(most, 2 * number)
        search = _begun(space, number, least, parcels, budget, seed, min_support_share)
    complete = improve(search, budget.part(1.0))
    loads = search.loads()
    while complete and search.used > least and not budget.over:
        search.keep_fullest(search.used - 1)
        complete = improve(search, budget.part(1.0))
        loads = search.loads() if complete else loads
    return loads


def _begun(
    space: CargoSpace,
    number: int,
    least: int,
    parcels: list[Parcel],
    budget: Budget,
    seed: int,
    min_support_share: float,
) -> Search:
    return begin(
        [space] * number,
        parcels,
        lambda found: found.complete and found.used <= least,
        stop=budget.part(_FIRST_SHARE),
        seed=seed,
        min_support_share=min_support_share,
    )
