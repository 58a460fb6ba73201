"""Choosing cargo spaces for a list of pieces: the cheapest that takes everything, else the cheapest set."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice

from logistics.packing.clock import Budget
from logistics.packing.compatibility import Company
from logistics.packing.model import CargoSpace, Item, LeftOver, LoadPlan, Reason, StopRule
from logistics.packing.one_space.pack import pack
from logistics.packing.one_space.pack import warm_up as warm_up_pack
from logistics.packing.reasons import barred, kept_together, misplaced, turned_away, without_space
from logistics.packing.several_spaces import sharing
from logistics.packing.several_spaces.everything import Search, begin, improve
from logistics.packing.several_spaces.parcels import Parcel, like, pack_whole, parcels_of, pieces_of, volume_of
from logistics.packing.several_spaces.sets import cheapest_sets
from logistics.packing.several_spaces.sharing import Sharing

_FIRST_LOOK_SHARE = 0.1
"""Part of the time that shows whether a load is easy; what takes everything at once costs none of it."""

_HARD_SHARE = 0.25
"""Part of the time for single spaces that fail the first look."""

_SET_SHARE = 0.05
"""Part of the time for the first look at a set of spaces; each further look takes twice as long."""

_SETS_SHARE = 0.7
"""Part of the time after which something has to be loaded, whether or not a set was found."""

_HOPE = 0.1
"""How much fuller a set may have to be than any was so far, to get a first look; the others come later, if at all."""

_MOST_SETS = 500
_MOST_SETS_IN_ROUNDS = 60
"""Sets that get a first look, if there is time."""

_NEAREST = 8
"""Sets that get a further look: those that left least waiting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FleetPlan:
    """One load for each space that is used, and what found no place in any."""

    loads: tuple[LoadPlan, ...]
    left_over: tuple[LeftOver, ...]


@dataclass(frozen=True, slots=True)
class _Task:
    """What is asked of one call."""

    by_cost: list[CargoSpace]
    parcels: list[Parcel]
    budget: Budget
    seed: int
    min_support_share: float

    def pack(self, space: CargoSpace, items: Sequence[Item], stop: StopRule) -> LoadPlan:
        """Pack one space."""
        return pack(space, items, stop=stop, seed=self.seed, min_support_share=self.min_support_share)


@dataclass(slots=True)
class _Near:
    """A set of spaces that does not take everything yet, by how much, and the search once it has begun."""

    missing_mm3: float
    spaces: tuple[CargoSpace, ...]
    search: Search | None = None

    def look(self, task: _Task, stop: StopRule) -> bool:
        """Search for so long. Returns whether the set takes everything."""
        if self.search is None:
            self.search = _begun(task, self.spaces)
        complete = improve(self.search, stop)
        self.missing_mm3 = volume_of(self.search.waiting)
        return complete

    def loads(self) -> list[LoadPlan]:
        """What is in each of the spaces, as far as the search came."""
        return self.search.loads() if self.search else []


def pack_fleet(
    spaces: Sequence[CargoSpace],
    items: Sequence[Item],
    *,
    stop: StopRule,
    seed: int = 0,
    min_support_share: float = 1.0,
    keep_together: bool = False,
) -> FleetPlan:
    """Load the cheapest space that takes every piece, or else the cheapest set of spaces.

    Several spaces go where they are cheaper than one, or where one is not enough. Pieces that no space admits are
    left over and do not stand in the way of the rest. When not even all spaces together take the others, as much
    volume as possible goes.

    Args:
        spaces: What is available. Their ids must differ; of those that are otherwise alike any may go.
        items: The pieces; their ids must differ.
        stop: When to stop improving. It ends at once when the cheapest candidate takes everything.
        seed: Of the search, as in `pack`.
        min_support_share: How much of each base must rest on something, as in `check`.
        keep_together: Whether all pieces of a group go into the same space, or none of them.
    """
    parcels = admitted(spaces, parcels_of(items, keep_together=keep_together))
    by_cost = sorted(spaces, key=lambda space: (space.cost_cents, space.volume_mm3, space.id))
    loads = _loads(_Task(by_cost, parcels, Budget(stop), seed, min_support_share)) if parcels else []
    return plan_of(spaces, loads, items, keep_together=keep_together)


def admitted(spaces: Sequence[CargoSpace], parcels: Sequence[Parcel]) -> list[Parcel]:
    """The parcels that go as a whole into some empty space, each piece by itself."""
    kinds = dict.fromkeys(like(space) for space in spaces)
    return [p for p in parcels if any(all(barred(space, item) is None for item in p) for space in kinds)]


def plan_of(
    spaces: Sequence[CargoSpace], loads: Sequence[LoadPlan], items: Sequence[Item], *, keep_together: bool
) -> FleetPlan:
    """The loads, and the reason of every piece that is in none."""
    taken = {placement.item_id for load in loads for placement in load.placements}
    known = {item.id: item for item in items}
    sizes = Counter(item.group for item in items)
    kinds = list(dict.fromkeys(like(space) for space in spaces))
    inside = [(load.space, Company.of([known[p.item_id] for p in load.placements])) for load in loads]
    left_over = tuple(
        _left_over(
            kinds, inside, item, shares_fate=keep_together and item.group is not None and sizes[item.group] > 1
        )
        for item in items
        if item.id not in taken
    )
    return FleetPlan(loads=tuple(replace(load, left_over=()) for load in loads), left_over=left_over)


def warm_up() -> None:
    """Compile every kernel, or load it from the cache, so that no request pays for it."""
    warm_up_pack()
    sharing.warm_up()


def _loads(task: _Task) -> list[LoadPlan]:
    best = _single(task)
    near: list[_Near] = []
    best = _first_set(task, math.inf if best is None else _cost(best), near) or best
    if best is None:
        best = _one_by_one(task)
        if _missing(task, best):
            return _all_that_can_go(task, best)
    return _nearest(task, best, near)


def _single(task: _Task) -> list[LoadPlan] | None:
    """The cheapest space that takes everything; those that fail the first look get a part of the time."""
    items = pieces_of(task.parcels)
    hard: list[CargoSpace] = []
    easy: LoadPlan | None = None
    for space in _one_of_each(task.by_cost):
        if not _may_hold(space, items):
            continue
        plan = task.pack(space, items, task.budget.look(_FIRST_LOOK_SHARE))
        if not plan.left_over:
            easy = plan
            break
        hard.append(space)
    for space in hard:
        plan = task.pack(space, items, task.budget.part(_HARD_SHARE / len(hard)))
        if not plan.left_over:
            return [plan]
    return [easy] if easy else None


def _one_of_each(spaces: Sequence[CargoSpace]) -> list[CargoSpace]:
    """The first of every kind of space."""
    kinds: dict[CargoSpace, CargoSpace] = {}
    for space in spaces:
        kinds.setdefault(like(space), space)
    return list(kinds.values())


def _may_hold(space: CargoSpace, items: list[Item]) -> bool:
    """Whether volume, payload and each piece's own demands leave hope."""
    if sum(item.volume_mm3 for item in items) > space.volume_mm3:
        return False
    if space.max_payload_g is not None and sum(item.weight_g for item in items) > space.max_payload_g:
        return False
    return all(barred(space, item) is None for item in items)


def _first_set(task: _Task, below_cents: float, near: list[_Near]) -> list[LoadPlan] | None:
    """The cheapest set that takes everything at a first look; `near` receives those that nearly did."""
    if below_cents <= _cost_of(task.by_cost[:2]):
        return None
    most = _MOST_SETS_IN_ROUNDS if task.budget.in_rounds else _MOST_SETS
    sets = (chosen for chosen in cheapest_sets(task.by_cost, task.parcels, below_cents) if len(chosen) > 1)
    volume, reached = volume_of(task.parcels), math.inf
    for chosen in islice(sets, most):
        if task.budget.spent > _SETS_SHARE:
            break
        room = sum(space.volume_mm3 for space in chosen)
        one = _Near(max(volume - reached * room, 0.0), chosen)
        if volume <= (reached + _HOPE) * room:
            if one.look(task, task.budget.look(_SET_SHARE)):
                return one.loads()
            filled = (volume - one.missing_mm3) / room
            reached = filled if reached == math.inf else max(reached, filled)
        near.append(one)
        near.sort(key=lambda one: one.missing_mm3)
        del near[_NEAREST:]
    return None


def _begun(task: _Task, spaces: Sequence[CargoSpace]) -> Search:
    return begin(
        spaces,
        task.parcels,
        lambda found: found.complete,
        stop=task.budget.look(_SET_SHARE),
        seed=task.seed,
        min_support_share=task.min_support_share,
    )


def _nearest(task: _Task, best: list[LoadPlan], near: list[_Near]) -> list[LoadPlan]:
    """Go on with sets that are cheaper than the best, in turn and ever longer."""
    share = _SET_SHARE
    while near and not task.budget.over:
        share *= 2
        for one in list(near):
            if _cost_of(one.spaces) >= _cost(best):
                near.remove(one)
            elif one.look(task, task.budget.part(share)):
                best = one.loads()
        if task.budget.in_rounds:
            break
    return best


def _one_by_one(task: _Task) -> list[LoadPlan]:
    """Take the best space for what is left until all is loaded or no space takes anything more."""
    free, rest, loads = list(task.by_cost), task.parcels, list[LoadPlan]()
    while free and rest:
        kinds = _one_of_each(free)
        share = (1 - _SETS_SHARE) / 2 / len(kinds)
        tried = [
            pack_whole(
                space,
                rest,
                stop=task.budget.look(share),
                seed=task.seed,
                min_support_share=task.min_support_share,
            )
            for space in kinds
        ]
        best, waiting = next((plan for plan in tried if not plan[1]), None) or max(tried, key=_volume_per_cost)
        if not best.placements:
            break
        loads.append(best)
        free.remove(best.space)
        rest = waiting
    return loads


def _all_that_can_go(task: _Task, loads: list[LoadPlan]) -> list[LoadPlan]:
    """As much volume as we find a place for when all spaces go."""
    search = _begun(task, task.by_cost)
    if isinstance(search, Sharing) and volume_of(search.waiting) >= _missing(task, loads):
        search.adopt(loads)
    improve(search, task.budget.part(1.0))
    return search.loads() if volume_of(search.waiting) < _missing(task, loads) else loads


def _missing(task: _Task, loads: Sequence[LoadPlan]) -> int:
    """Volume in mm³ of what no load holds."""
    loaded = {placed.item_id for load in loads for placed in load.placements}
    return sum(item.volume_mm3 for item in pieces_of(task.parcels) if item.id not in loaded)


def _cost(loads: Sequence[LoadPlan]) -> int:
    return _cost_of([load.space for load in loads])


def _cost_of(spaces: Sequence[CargoSpace]) -> int:
    return sum(space.cost_cents for space in spaces)


def _volume_per_cost(tried: tuple[LoadPlan, list[Parcel]]) -> tuple[float, int]:
    plan = tried[0]
    volume = sum(placed.dx_mm * placed.dy_mm * placed.dz_mm for placed in plan.placements)
    return volume / max(plan.space.cost_cents, 1), volume


_NEARNESS = (
    Reason.NEEDS_REFRIGERATION,
    Reason.TEMPERATURE,
    Reason.TOO_LARGE,
    Reason.DOES_NOT_PASS_DOOR,
    Reason.TOO_HEAVY,
)
"""Reasons in the order in which a space is found unfit: the later, the nearer it came to taking the piece."""


def _left_over(
    spaces: Sequence[CargoSpace],
    inside: Sequence[tuple[CargoSpace, Company]],
    item: Item,
    *,
    shares_fate: bool,
) -> LeftOver:
    """The reason of the space that came nearest to taking the piece, unless it only waits with its group.

    inside: each space that is used and what is in it.
    """
    if not spaces:
        return without_space(item)
    refusals = [barred(space, item) for space in spaces]
    final = [refusal for refusal in refusals if refusal]
    if len(final) == len(spaces):
        return max(final, key=lambda left: _NEARNESS.index(left.reason))
    if shares_fate:
        return kept_together(item)
    crowded = [turned_away(space, item, company) for space, company in inside if barred(space, item) is None]
    # Where a space admits the piece and yet nothing is loaded, its weight lies nowhere right.
    return min(crowded, key=lambda left: left.reason == Reason.PAYLOAD) if crowded else misplaced(item)
