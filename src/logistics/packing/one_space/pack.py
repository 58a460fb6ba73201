"""Packing one cargo space: the plain door to the engine."""

from __future__ import annotations

from collections.abc import Sequence

from logistics.packing.arrays.kinds import group
from logistics.packing.check import Violation, check
from logistics.packing.compatibility import Company, travelling_together
from logistics.packing.model import CargoSpace, Item, LeftOver, LoadPlan, Placement, Rounds, StopRule
from logistics.packing.one_space.improve import best_load
from logistics.packing.reasons import barred, crowded_out, turned_away

_MENDABLE = {"axle_load", "off_balance"}
"""What may be wrong with pinned pieces alone: the weight of the others may put it right."""


def pack(
    space: CargoSpace,
    items: Sequence[Item],
    *,
    stop: StopRule,
    seed: int = 0,
    threads: int = 1,
    pinned: Sequence[Placement] = (),
    min_support_share: float = 1.0,
) -> LoadPlan:
    """Place as many of the pieces as fit, by volume; with `stop=Rounds(n)` the same seed gives the same plan.

    Args:
        space: Inside of the vehicle. Lengths in mm, payload in g.
        items: The pieces, pinned ones included; their ids must differ.
        stop: When to stop improving. It ends earlier when everything has a place.
        threads: Searches side by side, each on a core of its own; the fullest plan of all is taken.
        pinned: Where some of the pieces stand already. They stay there and come first in the order of loading.
        min_support_share: How much of each base must rest on the floor or on tops directly below (0 to 1). Below 1
            the middle of each piece is also over what it rests on. With 0 pieces may float, so the order of loading
            does not heed what carries what.

    Returns:
        A plan that passes `check` with the same share. Pieces without a place are in `left_over`; that is an
        answer, not an error. Only where the pinned pieces alone break axle loads or balance, and the others cannot
        mend it, does the plan break them too.

    Raises:
        ValueError: Two pieces have the same id, the pinned pieces cannot stand as they are said to, or the share
            is not from 0 to 1.
    """
    if not 0 <= min_support_share <= 1:
        raise ValueError("The share of a base that must rest on something is from 0 to 1.")
    if len({item.id for item in items}) < len(items):
        raise ValueError("Two pieces have the same id.")
    standing = _standing(space, items, pinned, min_support_share)
    fixed = {item.id for item, _ in standing}
    free = [item for item in items if item.id not in fixed]
    refused = {item.id: reason for item in free if (reason := barred(space, item))}
    admitted = [item for item in free if item.id not in refused]
    together = travelling_together(space, admitted, [item for item, _ in standing])
    among = {item.id for item in together}
    company = Company.of([*together, *(item for item, _ in standing)])
    refused |= {item.id: turned_away(space, item, company) for item in admitted if item.id not in among}
    if not together:
        return LoadPlan(
            space=space, placements=tuple(placed for _, placed in standing), left_over=_in_order(items, refused)
        )
    kinds = group(space, together, standing)
    load = best_load(kinds.problem, stop, seed, threads, min_support_share)
    placements = kinds.placements(load, floating=min_support_share == 0)
    placed = {placement.item_id for placement in placements}
    loaded_g = sum(item.weight_g for item in items if item.id in placed)
    refused |= {item.id: crowded_out(space, item, loaded_g) for item in together if item.id not in placed}
    return LoadPlan(space=space, placements=placements, left_over=_in_order(items, refused))


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
    pack(space, cubes, stop=Rounds(1), min_support_share=min_support_share)


def _standing(
    space: CargoSpace, items: Sequence[Item], pinned: Sequence[Placement], min_support_share: float
) -> list[tuple[Item, Placement]]:
    """Pinned pieces in the order in which they were loaded."""
    faults = unmendable(check(space, items, pinned, min_support_share=min_support_share))
    if faults:
        raise ValueError(f"The pinned pieces cannot stand as they are said to: {faults[0].detail}")
    known = {item.id: item for item in items}
    return [(known[p.item_id], p) for p in sorted(pinned, key=lambda placed: placed.load_step)]


def _in_order(items: Sequence[Item], refused: dict[str, LeftOver]) -> tuple[LeftOver, ...]:
    return tuple(refused[item.id] for item in items if item.id in refused)
