"""Why not: the rule that keeps pieces out of a space, and the cheapest change that would let them in.

Both are found by packing again, with one thing changed at a time, for as long as there is time.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from logistics.packing.advice.relaxations import RELAXATIONS, turned
from logistics.packing.changes import Advice, Change, Kind
from logistics.packing.clock import Clock
from logistics.packing.model import CargoSpace, Item, LeftOver, Reason
from logistics.packing.reasons import bound_by
from logistics.packing.request import Request
from logistics.packing.several_spaces.fleet import load_fleet
from logistics.packing.several_spaces.plan import FleetPlan
from logistics.packing.spaces import by_cost, cost_of, may_hold, one_of_each

_MOST_SPACES = 20
"""Sorts of other vehicles tried, the cheapest first."""


def advise(request: Request, others: Sequence[CargoSpace]) -> Advice | None:
    """What keeps pieces out of the vehicles asked about, and what would help; None when they all fit.

    A change that takes longer to find than there is time is not found; leaving pieces out always remains.

    Args:
        request: The pieces that should travel, and the vehicles that were meant to take them: one, or a whole fleet.
        others: Vehicles that could go instead or beside them; the cheaper is tried first.

    Raises:
        ValueError: Pieces are pinned.
    """
    clock = Clock(request.stop)
    explaining = _Tries(request, clock.part(0.5))
    plan = explaining.plan(request)
    if not plan.left_over:
        return None
    explained = _explained(request, plan, explaining)
    # What explaining leaves of the time, so that many rules to lift never keep the remedy from being found.
    return Advice(refused=explained, change=_cheapest(request, plan, others, _Tries(request, clock.part(1.0))))


class _Tries:
    """Packs again and again, each time for a part of the time that is left."""

    _PART = 1 / 8

    def __init__(self, request: Request, clock: Clock) -> None:
        self._request, self._clock = request, clock

    def plan(self, request: Request) -> FleetPlan:
        """The best plan found in a part of the time."""
        return load_fleet(request, self._clock.part_of_rest(self._PART))

    def all_fit(self, spaces: Sequence[CargoSpace], items: Sequence[Item]) -> bool:
        """Whether everything has a place; not looked for once the time is over."""
        return not self._clock.over and not self.plan(self._request.of(spaces, items)).left_over


def _explained(request: Request, plan: FleetPlan, tries: _Tries) -> tuple[LeftOver, ...]:
    """Pieces that were crowded out are told by which rule; the others know already."""
    crowded = {left.item_id for left in plan.left_over if left.reason is Reason.NO_SPACE}
    hopeless = {left.item_id for left in plan.left_over} - crowded
    rule = _binding(request, hopeless, tries) if crowded else None
    if rule is None:
        return plan.left_over
    by_id = {item.id: item for item in request.items}
    return tuple(bound_by(by_id[left.item_id], rule) if left.item_id in crowded else left for left in plan.left_over)


def _binding(request: Request, hopeless: set[str], tries: _Tries) -> Reason | None:
    """The first rule without which all pieces that have any hope find a place; None if it is room."""
    hopeful = request.of(request.spaces, [item for item in request.items if item.id not in hopeless])
    for reason, relaxed in RELAXATIONS.items():
        changed = relaxed(hopeful)
        if changed != hopeful and tries.all_fit(changed.spaces, changed.items):
            return reason
    return None


def _cheapest(request: Request, plan: FleetPlan, others: Sequence[CargoSpace], tries: _Tries) -> Change:
    left = tuple(left.item_id for left in plan.left_over)
    rest = [item for item in request.items if item.id in left]
    if _fit_when_turned(request, set(left), tries):
        return Change(kind=Kind.ALLOW_TURNING, item_ids=left)
    larger = _taking(request.items, others, tries)
    second = _taking(rest, others, tries)
    used_cents = cost_of([load.space for load in plan.loads])
    if larger and (second is None or larger.cost_cents <= used_cents + second.cost_cents):
        return Change(kind=Kind.LARGER_VEHICLE, space_id=larger.id)
    if second:
        return Change(kind=Kind.SECOND_VEHICLE, space_id=second.id, item_ids=left)
    return Change(kind=Kind.LEAVE_OUT, item_ids=left)


def _fit_when_turned(request: Request, left: set[str], tries: _Tries) -> bool:
    """Whether everything has a place once the pieces that have none may be turned any way."""
    items = tuple(turned(item) if item.id in left else item for item in request.items)
    return items != request.items and tries.all_fit(request.spaces, items)


def _taking(items: Sequence[Item], others: Sequence[CargoSpace], tries: _Tries) -> CargoSpace | None:
    """The cheapest of the other vehicles that takes all of these alone."""
    hopeful = (space for space in one_of_each(by_cost(others)) if may_hold(space, items))
    return next((space for space in islice(hopeful, _MOST_SPACES) if tries.all_fit([space], items)), None)
