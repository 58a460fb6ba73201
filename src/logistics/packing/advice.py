"""Why not: the rule that keeps pieces out of a space, and the cheapest change that would let them in.

Both are found by packing again, with one thing changed at a time, for as long as there is time.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from logistics.packing.model import CargoSpace, Item, LeftOver, LoadPlan, Orientation, Reason, Seconds
from logistics.packing.pack import pack
from logistics.packing.reasons import bound_by


class Kind(StrEnum):
    """What may be changed, the cheapest first: nothing but a permission, another vehicle, one more, less goods."""

    ALLOW_TURNING = "allow_turning"
    LARGER_VEHICLE = "larger_vehicle"
    SECOND_VEHICLE = "second_vehicle"
    LEAVE_OUT = "leave_out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change after which every piece that still travels has a place: it was packed so."""

    kind: Kind
    item_ids: tuple[str, ...] = ()
    space_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """Why the pieces do not all go into a space, each with its binding rule, and the cheapest change."""

    refused: tuple[LeftOver, ...]
    change: Change


_Relaxed = Callable[[CargoSpace, list[Item]], tuple[CargoSpace, list[Item]]]

_MOST_SPACES = 20
"""Other vehicles tried, the cheapest first."""


def advise(
    space: CargoSpace, items: Sequence[Item], others: Sequence[CargoSpace], *, seconds: float, seed: int = 0
) -> Advice | None:
    """What keeps the pieces out of a space, and what would help; None when they all fit.

    Args:
        space: Inside of the vehicle that was refused.
        items: All pieces that should travel.
        others: Vehicles that could go instead or beside it; the cheaper is tried first.
        seconds: For everything together. A change that takes longer to find is not found; leaving pieces out
            always remains.
    """
    tries = _Tries(seconds, seed)
    plan = tries.plan(space, items)
    if not plan.left_over:
        return None
    return Advice(refused=_explained(space, list(items), plan, tries), change=_cheapest(plan, items, others, tries))


class _Tries:
    """Packs again and again, each time for a part of the time that is left."""

    _PARTS = 4

    def __init__(self, seconds: float, seed: int) -> None:
        self._ends_at = time.monotonic() + seconds
        self._seed = seed

    def plan(self, space: CargoSpace, items: Sequence[Item]) -> LoadPlan:
        """The best plan found in a part of the time."""
        left = max(0.0, self._ends_at - time.monotonic())
        return pack(space, items, stop=Seconds(left / self._PARTS), seed=self._seed)

    def all_fit(self, space: CargoSpace, items: Sequence[Item]) -> bool:
        """Whether everything has a place; not looked for once the time is over."""
        return not self.over and not self.plan(space, items).left_over

    @property
    def over(self) -> bool:
        """Whether the time is over."""
        return time.monotonic() > self._ends_at


def _explained(space: CargoSpace, items: list[Item], plan: LoadPlan, tries: _Tries) -> tuple[LeftOver, ...]:
    """Pieces that were crowded out are told by which rule; the others know already."""
    crowded = [left for left in plan.left_over if left.reason is Reason.NO_SPACE]
    rule = _binding(
        space, items, {left.item_id for left in plan.left_over} - {left.item_id for left in crowded}, tries
    )
    if not crowded or rule is None:
        return plan.left_over
    by_id = {item.id: item for item in items}
    return tuple(bound_by(by_id[left.item_id], rule) if left in crowded else left for left in plan.left_over)


def _binding(space: CargoSpace, items: list[Item], hopeless: set[str], tries: _Tries) -> Reason | None:
    """The first rule without which all pieces that have any hope find a place; None if it is room."""
    hopeful = [item for item in items if item.id not in hopeless]
    for reason, relaxed in _RELAXED.items():
        changed = relaxed(space, hopeful)
        if changed != (space, hopeful) and tries.all_fit(*changed):
            return reason
    return None


def _cheapest(plan: LoadPlan, items: Sequence[Item], others: Sequence[CargoSpace], tries: _Tries) -> Change:
    left = tuple(left.item_id for left in plan.left_over)
    turned = [
        replace(item, orientation=Orientation.ANY, rotations=None) if item.id in left else item for item in items
    ]
    if turned != list(items) and tries.all_fit(plan.space, turned):
        return Change(kind=Kind.ALLOW_TURNING, item_ids=left)
    by_cost = sorted(others, key=lambda space: (space.cost_cents, space.volume_mm3, space.id))[:_MOST_SPACES]
    larger = next((space for space in by_cost if tries.all_fit(space, items)), None)
    rest = [item for item in items if item.id in left]
    second = next((space for space in by_cost if tries.all_fit(space, rest)), None)
    if larger and (second is None or larger.cost_cents <= plan.space.cost_cents + second.cost_cents):
        return Change(kind=Kind.LARGER_VEHICLE, space_id=larger.id)
    if second:
        return Change(kind=Kind.SECOND_VEHICLE, space_id=second.id, item_ids=left)
    return Change(kind=Kind.LEAVE_OUT, item_ids=left)


def _any_way_up(space: CargoSpace, items: list[Item]) -> tuple[CargoSpace, list[Item]]:
    return space, [replace(item, orientation=Orientation.ANY, rotations=None) for item in items]


def _stacked_freely(space: CargoSpace, items: list[Item]) -> tuple[CargoSpace, list[Item]]:
    return space, [
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


def _one_stop(space: CargoSpace, items: list[Item]) -> tuple[CargoSpace, list[Item]]:
    return space, [replace(item, stop=1) for item in items]


def _weight_anywhere(space: CargoSpace, items: list[Item]) -> tuple[CargoSpace, list[Item]]:
    return replace(space, axles=None, balance=None), items


_RELAXED: dict[Reason, _Relaxed] = {
    Reason.TURNING: _any_way_up,
    Reason.STACKING: _stacked_freely,
    Reason.STOPS: _one_stop,
    Reason.WEIGHT_IN_PLACE: _weight_anywhere,
}
"""Rules that may bind, and the space and pieces without them."""
