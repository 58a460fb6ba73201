"""Choosing cargo spaces for a list of pieces: the cheapest that takes everything, else the cheapest set."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, islice

from logistics.packing.model import CargoSpace, Item, LeftOver, LoadPlan, Reason, Rounds, Seconds, StopRule
from logistics.packing.pack import pack
from logistics.packing.reasons import barred, misplaced, turned_away, without_space

_FIRST_LOOK_SHARE = 0.1
"""Part of the time that shows whether a load is easy; what takes everything at once costs none of it."""

_MOST_SETS = 60
_LARGEST_SET = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class FleetPlan:
    """One load for each space that is used, and what found no place in any."""

    loads: tuple[LoadPlan, ...]
    left_over: tuple[LeftOver, ...]


def pack_fleet(spaces: Sequence[CargoSpace], items: Sequence[Item], *, stop: StopRule, seed: int = 0) -> FleetPlan:
    """Load the cheapest space that takes every piece, or else several spaces.

    Pieces that no space admits are left over and do not stand in the way of the rest. When not even all
    spaces together take the others, as much volume as possible goes.

    Args:
        spaces: What is available. Their ids must differ.
        items: The pieces; their ids must differ.
        stop: When to stop improving. It ends at once when the cheapest candidate takes everything.
        seed: Of the search, as in `pack`.
    """
    homeless = [item for item in items if all(barred(space, item) for space in spaces)]
    lost = {item.id for item in homeless}
    rest = [item for item in items if item.id not in lost]
    loads = _loads(spaces, rest, stop, seed) if rest else []
    taken = {placement.item_id for load in loads for placement in load.placements}
    known = {item.id: item for item in items}
    left_over = tuple(_left_over(spaces, loads, item, known) for item in items if item.id not in taken)
    return FleetPlan(loads=tuple(replace(load, left_over=()) for load in loads), left_over=left_over)


def _loads(spaces: Sequence[CargoSpace], items: list[Item], stop: StopRule, seed: int) -> list[LoadPlan]:
    by_cost = sorted(spaces, key=lambda space: (space.cost_cents, space.volume_mm3, space.id))
    single = _single(by_cost, items, stop, seed)
    if single:
        return [single]
    ends_at = time.monotonic() + stop.seconds if isinstance(stop, Seconds) else math.inf
    for chosen in islice(_sets(by_cost, items), _MOST_SETS):
        loads = _fill(chosen, items, _first_look(stop), seed)
        if not loads[-1].left_over:
            return loads
        if time.monotonic() > ends_at:
            break
    return _one_by_one(by_cost, items, stop, seed)


def _single(by_cost: list[CargoSpace], items: list[Item], stop: StopRule, seed: int) -> LoadPlan | None:
    """The cheapest space that takes everything; those that fail the first look get the time there is."""
    hard: list[CargoSpace] = []
    easy: LoadPlan | None = None
    for space in by_cost:
        if not _may_hold([space], items):
            continue
        plan = pack(space, items, stop=_first_look(stop), seed=seed)
        if not plan.left_over:
            easy = plan
            break
        hard.append(space)
    for space in hard:
        plan = pack(space, items, stop=_part(stop, len(hard)), seed=seed)
        if not plan.left_over:
            return plan
    return easy


def _sets(by_cost: list[CargoSpace], items: list[Item]) -> Iterator[tuple[CargoSpace, ...]]:
    """Sets of spaces that might hold everything, the cheapest and then the smallest first."""
    sets = [
        chosen
        for size in range(2, _LARGEST_SET + 1)
        for chosen in combinations(by_cost[:_MOST_SETS], size)
        if _may_hold(chosen, items)
    ]
    return iter(sorted(sets, key=lambda chosen: (sum(space.cost_cents for space in chosen), len(chosen))))


def _may_hold(spaces: Sequence[CargoSpace], items: list[Item]) -> bool:
    """Whether volume, payload and each piece's own demands leave hope."""
    if sum(item.volume_mm3 for item in items) > sum(space.volume_mm3 for space in spaces):
        return False
    payloads = [space.max_payload_g for space in spaces if space.max_payload_g is not None]
    if len(payloads) == len(spaces) and sum(item.weight_g for item in items) > sum(payloads):
        return False
    return all(any(barred(space, item) is None for space in spaces) for item in items)


def _fill(spaces: Sequence[CargoSpace], items: list[Item], stop: StopRule, seed: int) -> list[LoadPlan]:
    """Load one space after the other; those that admit few pieces first, so that the others keep room."""
    rest = items
    loads: list[LoadPlan] = []
    for space in sorted(spaces, key=lambda space: sum(barred(space, item) is None for item in items)):
        if rest:
            loads.append(pack(space, rest, stop=stop, seed=seed))
            rest = _still_waiting(rest, loads[-1])
    return loads


def _one_by_one(by_cost: list[CargoSpace], items: list[Item], stop: StopRule, seed: int) -> list[LoadPlan]:
    """Take the best space for what is left until all is loaded or no space takes anything more."""
    free, rest, loads = list(by_cost), items, list[LoadPlan]()
    while free and rest:
        plans = [pack(space, rest, stop=_first_look(stop), seed=seed) for space in free]
        best = next((plan for plan in plans if not plan.left_over), None) or max(plans, key=_volume_per_cost)
        if best.left_over:
            best = pack(best.space, rest, stop=_part(stop, len(by_cost)), seed=seed)
        if not best.placements:
            break
        loads.append(best)
        free.remove(best.space)
        rest = _still_waiting(rest, best)
    return loads


def _volume_per_cost(plan: LoadPlan) -> tuple[float, int]:
    volume = sum(placed.dx_mm * placed.dy_mm * placed.dz_mm for placed in plan.placements)
    return volume / max(plan.space.cost_cents, 1), volume


def _still_waiting(items: list[Item], plan: LoadPlan) -> list[Item]:
    waiting = {left.item_id for left in plan.left_over}
    return [item for item in items if item.id in waiting]


def _first_look(stop: StopRule) -> StopRule:
    return Seconds(stop.seconds * _FIRST_LOOK_SHARE) if isinstance(stop, Seconds) else Rounds(1)


def _part(stop: StopRule, parts: int) -> StopRule:
    """An equal part of the time; rounds are per space."""
    return Seconds(stop.seconds / parts) if isinstance(stop, Seconds) else stop


_NEARNESS = (
    Reason.NEEDS_REFRIGERATION,
    Reason.TEMPERATURE,
    Reason.TOO_LARGE,
    Reason.DOES_NOT_PASS_DOOR,
    Reason.TOO_HEAVY,
)
"""Reasons in the order in which a space is found unfit: the later, the nearer it came to taking the piece."""


def _left_over(spaces: Sequence[CargoSpace], loads: list[LoadPlan], item: Item, known: dict[str, Item]) -> LeftOver:
    """The reason of the space that came nearest to taking the piece."""
    if not spaces:
        return without_space(item)
    refusals = [barred(space, item) for space in spaces]
    final = [refusal for refusal in refusals if refusal]
    if len(final) == len(spaces):
        return max(final, key=lambda left: _NEARNESS.index(left.reason))
    crowded = [
        turned_away(load.space, item, [known[placed.item_id] for placed in load.placements])
        for load in loads
        if barred(load.space, item) is None
    ]
    # Where a space admits the piece and yet nothing is loaded, its weight lies nowhere right.
    return min(crowded, key=lambda left: left.reason == Reason.PAYLOAD) if crowded else misplaced(item)
