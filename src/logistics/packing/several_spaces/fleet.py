"""Choosing cargo spaces for a list of pieces: the cheapest that takes everything, else the cheapest set."""

from __future__ import annotations

import math
from dataclasses import replace

from logistics.packing.clock import Clock
from logistics.packing.engine.jit import compiled_so_far
from logistics.packing.model import LoadPlan
from logistics.packing.one_space.pack import warm_up as warm_up_pack
from logistics.packing.parcels import volume_of
from logistics.packing.request import Request
from logistics.packing.several_spaces import sharing
from logistics.packing.several_spaces.everything import begin, improve
from logistics.packing.several_spaces.one_by_one import load_one_by_one
from logistics.packing.several_spaces.plan import FleetPlan, admitted, plan_of
from logistics.packing.several_spaces.set_search import LOOK_SHARE, SetSearch
from logistics.packing.several_spaces.sharing import Sharing
from logistics.packing.several_spaces.single import cheapest_single
from logistics.packing.spaces import by_cost


def pack_fleet(request: Request) -> FleetPlan:
    """Load the cheapest space that takes every piece, or else the cheapest set of spaces.

    Several spaces go where they are cheaper than one, or where one is not enough; of those that are otherwise alike
    any may go. Pieces that no space admits are left over and do not stand in the way of the rest. When not even all
    spaces together take the others, as much volume as possible goes. It ends at once when the cheapest candidate
    takes everything.

    Raises:
        ValueError: Pieces are pinned, which does not say in which space.
    """
    return load_fleet(request, Clock(request.stop))


def load_fleet(request: Request, clock: Clock) -> FleetPlan:
    """What `pack_fleet` does, for those who pack again and again: within their time, whatever stop is asked for."""
    if request.pinned:
        raise ValueError("Pieces are pinned in one space, and a fleet has several.")
    hopeful = replace(request, spaces=by_cost(request.spaces), items=admitted(request))
    return plan_of(request, _loads(hopeful, clock) if hopeful.items else [])


def warm_up() -> None:
    """Compile every kernel, or load it from the cache, so that no request pays for it."""
    warm_up_pack()
    sharing.warm_up()


def warm_so_far() -> tuple[int, int] | None:
    """How many kernels are ready, and of how many, while `warm_up` runs; None where all were kept on disk."""
    return compiled_so_far()


def _loads(request: Request, clock: Clock) -> list[LoadPlan]:
    """The cheapest loads found. All pieces are admitted somewhere, and the cheapest space comes first."""
    single = cheapest_single(request, clock)
    request = replace(request, threads=1)
    sets = SetSearch(request, clock)
    best = [single] if single else None
    best = sets.first(below_cents=single.space.cost_cents if single else math.inf) or best
    if best is None:
        best = load_one_by_one(request, clock)
        if _missing_mm3(request, best):
            return _all_that_can_go(request, best, clock)
    return sets.cheaper_than(best)


def _all_that_can_go(request: Request, loads: list[LoadPlan], clock: Clock) -> list[LoadPlan]:
    """As much volume as we find a place for when all spaces go."""
    missing_mm3 = _missing_mm3(request, loads)
    look = clock.look(LOOK_SHARE)
    search = begin(request, lambda found: found.complete, look, give_up=lambda: clock.over)
    if isinstance(search, Sharing) and volume_of(search.waiting) >= missing_mm3:
        search.adopt(loads)
    improve(search, clock.part(1.0))
    return search.loads() if volume_of(search.waiting) < missing_mm3 else loads


def _missing_mm3(request: Request, loads: list[LoadPlan]) -> int:
    """Volume of what no load holds."""
    loaded = {placed.item_id for load in loads for placed in load.placements}
    return sum(item.volume_mm3 for item in request.items if item.id not in loaded)
