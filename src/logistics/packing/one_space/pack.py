"""Packing one cargo space: the plain door to the engine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from logistics.packing.arrays.kinds import group
from logistics.packing.check import Violation, check
from logistics.packing.clock import Clock
from logistics.packing.compatibility import Cargo, compatible_items
from logistics.packing.model import CargoSpace, Item, LeftOver, LoadPlan, Placement, Rounds
from logistics.packing.one_space.improve import best_load
from logistics.packing.parcels import Parcel, pieces_of
from logistics.packing.reasons import barred, crowded_out, kept_together, turned_away
from logistics.packing.request import Request

_MENDABLE = {"axle_load", "off_balance"}
"""What may be wrong with pinned pieces alone: the weight of the others may put it right."""

_Standing = Sequence[tuple[Item, Placement]]
"""Pinned pieces in the order in which they were loaded."""


def pack(request: Request) -> LoadPlan:
    """Place as many of the pieces as fit into one space, by volume.

    Returns:
        A plan that passes `check` with the same share. Pieces without a place are in `left_over`; that is an
        answer, not an error. Only where the pinned pieces alone break axle loads or balance, and the others cannot
        mend it, does the plan break them too.

    Raises:
        ValueError: There is not exactly one space, or the pinned pieces cannot stand as they are said to.
    """
    return fill(request, Clock(request.stop))


def fill(request: Request, clock: Clock) -> LoadPlan:
    """What `pack` does, for those who pack again and again: within their time, whatever stop is asked for."""
    if request.keep_together and any(len(parcel) > 1 for parcel in request.parcels):
        return _fill_whole(request, clock)
    return _fill(request, clock)


def unmendable(faults: Sequence[Violation]) -> list[Violation]:
    """What is wrong with pinned pieces whatever else is loaded; the rest their weight or another's may mend."""
    return [fault for fault in faults if fault.code not in _MENDABLE]


def warm_up(*, min_support_share: float = 1.0) -> None:
    """Compile the kernels, or load them from the cache, so that no request pays for it.

    Searches below full support have kernels of their own: one share below 1 stands for all.
    """
    space = CargoSpace(id=0, length_mm=2, width_mm=1, height_mm=1, max_payload_g=None)
    # One more than fits, so that every part of the search runs.
    cubes = [Item(id=str(number), length_mm=1, width_mm=1, height_mm=1, weight_g=0) for number in range(3)]
    pack(Request([space], cubes, stop=Rounds(1), min_support_share=min_support_share))


def _fill_whole(request: Request, clock: Clock) -> LoadPlan:
    """Pack whole parcels only, each time in half of the time that is left.

    Of the parcels of which only a part finds a place, the half with the smallest parts is given up, and the others
    are packed anew, until no part is left. A parcel of which pieces are pinned cannot be given up; those of its
    pieces that find no place have none.
    """
    tried, given_up = request.parcels, list[Parcel]()
    while True:
        plan = _fill(replace(request, items=pieces_of(tried)), clock.part_of_rest(0.5))
        torn = _torn(tried, plan, request.pinned)
        if not torn:
            behind = {item.id: kept_together(item) for item in pieces_of(given_up)}
            return replace(plan, left_over=_in_order(request.items, behind | _by_id(plan.left_over)))
        given_up += torn
        gone = {id(parcel) for parcel in torn}
        tried = [parcel for parcel in tried if id(parcel) not in gone]


def _torn(parcels: Sequence[Parcel], plan: LoadPlan, pinned: Sequence[Placement]) -> list[Parcel]:
    """The half of the parcels in two parts that are the furthest from having a place, without pinned ones."""
    held, missing = {placed.item_id for placed in pinned}, {left.item_id for left in plan.left_over}
    parts = [sum(item.id not in missing for item in parcel) / len(parcel) for parcel in parcels]
    split = [n for n, parcel in enumerate(parcels) if 0 < parts[n] < 1 and not any(p.id in held for p in parcel)]
    return [parcels[n] for n in sorted(split, key=lambda n: (parts[n], n))[: (len(split) + 1) // 2]]


def _fill(request: Request, clock: Clock) -> LoadPlan:
    """Pack pieces, whatever their groups."""
    space, standing = request.space, _standing(request)
    fixed = [item for item, _ in standing]
    pinned = {item.id for item in fixed}
    free = [item for item in request.items if item.id not in pinned]
    refused = {item.id: reason for item in free if (reason := barred(space, item))}
    admitted = [item for item in free if item.id not in refused]
    together = compatible_items(space, admitted, fixed)
    refused |= _incompatible(space, admitted, together, fixed)
    placements = _placed(request, together, standing, clock)
    refused |= _without_place(request, together, placements)
    return LoadPlan(space=space, placements=placements, left_over=_in_order(request.items, refused))


def _placed(request: Request, items: Sequence[Item], standing: _Standing, clock: Clock) -> tuple[Placement, ...]:
    """Where pinned pieces stand, and where the search found a place for others."""
    if not items:
        return tuple(placed for _, placed in standing)
    kinds = group(request.space, items, standing)
    load = best_load(kinds.problem, request, clock)
    return kinds.placements(load, floating=request.floating)


def _incompatible(
    space: CargoSpace, admitted: Sequence[Item], together: Sequence[Item], fixed: Sequence[Item]
) -> dict[str, LeftOver]:
    """Why those of the admitted pieces do not travel that do not get along with the others."""
    among, cargo = {item.id for item in together}, Cargo.of([*together, *fixed])
    return {item.id: turned_away(space, item, cargo) for item in admitted if item.id not in among}


def _without_place(
    request: Request, together: Sequence[Item], placements: Sequence[Placement]
) -> dict[str, LeftOver]:
    """Why those of the pieces stay that the others left no place for."""
    placed = {placement.item_id for placement in placements}
    loaded_g = sum(item.weight_g for item in request.items if item.id in placed)
    waiting = (item for item in together if item.id not in placed)
    return {item.id: crowded_out(request.space, item, loaded_g) for item in waiting}


def _standing(request: Request) -> _Standing:
    faults = check(request.space, request.items, request.pinned, min_support_share=request.min_support_share)
    for fault in unmendable(faults):
        raise ValueError(f"The pinned pieces cannot stand as they are said to: {fault.detail}")
    known = {item.id: item for item in request.items}
    return [(known[p.item_id], p) for p in sorted(request.pinned, key=lambda placed: placed.load_step)]


def _in_order(items: Sequence[Item], refused: dict[str, LeftOver]) -> tuple[LeftOver, ...]:
    return tuple(refused[item.id] for item in items if item.id in refused)


def _by_id(left_over: Sequence[LeftOver]) -> dict[str, LeftOver]:
    return {left.item_id: left for left in left_over}
