"""Why not: the rule that keeps pieces out of a space, and the cheapest change that would let them in.

Both are found by packing again, with one thing changed at a time, for as long as there is time.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import islice

from logistics.packing.changes import Advice, Change, Kind
from logistics.packing.model import CargoSpace, Item, LeftOver, Orientation, Reason, Seconds
from logistics.packing.reasons import barred, bound_by
from logistics.packing.several_spaces.fleet import FleetPlan, pack_fleet

_Problem = tuple[list[CargoSpace], list[Item]]

_MOST_SPACES = 20
"""Sorts of other vehicles tried, the cheapest first."""


def advise(
    spaces: Sequence[CargoSpace],
    items: Sequence[Item],
    others: Sequence[CargoSpace],
    *,
    seconds: float,
    seed: int = 0,
) -> Advice | None:
    """What keeps pieces out of these vehicles, and what would help; None when they all fit.

    Args:
        spaces: The vehicles that were meant to take all pieces: one, or a whole fleet.
        items: All pieces that should travel.
        others: Vehicles that could go instead or beside them; the cheaper is tried first.
        seconds: For everything together. A change that takes longer to find is not found; leaving pieces out
            always remains.
    """
    explaining = _Tries(seconds / 2, seed)
    plan = explaining.plan(spaces, items)
    if not plan.left_over:
        return None
    problem = list(spaces), list(items)
    explained = _explained(problem, plan, explaining)
    # Its own half of the time, so that many rules to lift never keep the remedy from being found.
    return Advice(refused=explained, change=_cheapest(plan, problem, others, _Tries(seconds / 2, seed)))


class _Tries:
    """Packs again and again, each time for a part of the time that is left."""

    _PARTS = 8

    def __init__(self, seconds: float, seed: int) -> None:
        self._ends_at = time.monotonic() + seconds
        self._seed = seed

    def plan(self, spaces: Sequence[CargoSpace], items: Sequence[Item]) -> FleetPlan:
        """The best plan found in a part of the time."""
        left = max(0.0, self._ends_at - time.monotonic())
        return pack_fleet(spaces, items, stop=Seconds(left / self._PARTS), seed=self._seed)

    def all_fit(self, spaces: Sequence[CargoSpace], items: Sequence[Item]) -> bool:
        """Whether everything has a place; not looked for once the time is over."""
        return time.monotonic() < self._ends_at and not self.plan(spaces, items).left_over


def _explained(problem: _Problem, plan: FleetPlan, tries: _Tries) -> tuple[LeftOver, ...]:
    """Pieces that were crowded out are told by which rule; the others know already."""
    crowded = {left.item_id for left in plan.left_over if left.reason is Reason.NO_SPACE}
    hopeless = {left.item_id for left in plan.left_over} - crowded
    rule = _binding(problem, hopeless, tries) if crowded else None
    if rule is None:
        return plan.left_over
    by_id = {item.id: item for item in problem[1]}
    return tuple(bound_by(by_id[left.item_id], rule) if left.item_id in crowded else left for left in plan.left_over)


def _binding(problem: _Problem, hopeless: set[str], tries: _Tries) -> Reason | None:
    """The first rule without which all pieces that have any hope find a place; None if it is room."""
    spaces, items = problem
    hopeful = [item for item in items if item.id not in hopeless]
    for reason, relaxed in _RELAXED.items():
        changed = relaxed(spaces, hopeful)
        if changed != (spaces, hopeful) and tries.all_fit(*changed):
            return reason
    return None


def _cheapest(plan: FleetPlan, problem: _Problem, others: Sequence[CargoSpace], tries: _Tries) -> Change:
    spaces, items = problem
    left = tuple(left.item_id for left in plan.left_over)
    turned = [_turned(item) if item.id in left else item for item in items]
    if turned != items and tries.all_fit(spaces, turned):
        return Change(kind=Kind.ALLOW_TURNING, item_ids=left)
    rest = [item for item in items if item.id in left]
    larger = _taking(items, others, tries)
    second = _taking(rest, others, tries)
    used_cents = sum(load.space.cost_cents for load in plan.loads)
    if larger and (second is None or larger.cost_cents <= used_cents + second.cost_cents):
        return Change(kind=Kind.LARGER_VEHICLE, space_id=larger.id)
    if second:
        return Change(kind=Kind.SECOND_VEHICLE, space_id=second.id, item_ids=left)
    return Change(kind=Kind.LEAVE_OUT, item_ids=left)


def _taking(items: Sequence[Item], others: Sequence[CargoSpace], tries: _Tries) -> CargoSpace | None:
    """The cheapest of the other vehicles that takes all of these alone."""
    sorts: dict[CargoSpace, CargoSpace] = {}
    for space in sorted(others, key=lambda space: (space.cost_cents, space.volume_mm3, space.id)):
        # What one does not take, its twins do not take either.
        sorts.setdefault(replace(space, id=0), space)
    hopeful = islice((space for space in sorts.values() if _may_take(space, items)), _MOST_SPACES)
    return next((space for space in hopeful if tries.all_fit([space], items)), None)


def _may_take(space: CargoSpace, items: Sequence[Item]) -> bool:
    """Whether volume, payload and each piece's own demands leave hope; it costs nothing to ask."""
    if sum(item.volume_mm3 for item in items) > space.volume_mm3:
        return False
    if space.max_payload_g is not None and sum(item.weight_g for item in items) > space.max_payload_g:
        return False
    return not any(barred(space, item) for item in items)


def _turned(item: Item) -> Item:
    return replace(item, orientation=Orientation.ANY, rotations=None)


def _any_way_up(spaces: list[CargoSpace], items: list[Item]) -> _Problem:
    return spaces, [_turned(item) for item in items]


def _any_layers(spaces: list[CargoSpace], items: list[Item]) -> _Problem:
    return spaces, [replace(item, max_layers=None) for item in items]


def _any_codes(spaces: list[CargoSpace], items: list[Item]) -> _Problem:
    return spaces, [replace(item, carries_codes=None) for item in items]


def _stacked_freely(spaces: list[CargoSpace], items: list[Item]) -> _Problem:
    return spaces, [
        replace(
            item,
            stackable=True,
            fragile=False,
            max_load_on_top_g=None,
            bottom_only=False,
            max_layers=None,
            carries_codes=None,
        )
        for item in items
    ]


def _one_stop(spaces: list[CargoSpace], items: list[Item]) -> _Problem:
    return spaces, [replace(item, stop=1) for item in items]


def _weight_anywhere(spaces: list[CargoSpace], items: list[Item]) -> _Problem:
    return [replace(space, axles=None, balance=None) for space in spaces], items


_RELAXED: dict[Reason, Callable[[list[CargoSpace], list[Item]], _Problem]] = {
    Reason.TURNING: _any_way_up,
    Reason.LAYERS: _any_layers,
    Reason.STACK_CODES: _any_codes,
    Reason.STACKING: _stacked_freely,
    Reason.STOPS: _one_stop,
    Reason.WEIGHT_IN_PLACE: _weight_anywhere,
}
"""Rules that may bind, and the vehicles and pieces without them."""
