"""The cheapest single space that takes everything."""

from __future__ import annotations

from logistics.packing.clock import Clock
from logistics.packing.model import LoadPlan
from logistics.packing.one_space.pack import fill
from logistics.packing.request import Request
from logistics.packing.spaces import may_hold, one_of_each

_FIRST_LOOK_SHARE = 0.1
"""Part of the time that shows whether a load is easy; what takes everything at once costs none of it."""

_HARD_SHARE = 0.25
"""Part of the time for all spaces that fail the first look."""


def cheapest_single(request: Request, clock: Clock) -> LoadPlan | None:
    """The load of the first of the spaces that takes every piece, if one does.

    Spaces that fail the first look get a longer one, as long as they are cheaper than the first that did not.
    """
    hard: list[Request] = []
    easy: LoadPlan | None = None
    for space in one_of_each(request.spaces):
        if not may_hold(space, request.items):
            continue
        alone = request.of([space], request.items)
        plan = fill(alone, clock.look(_FIRST_LOOK_SHARE))
        if not plan.left_over:
            easy = plan
            break
        hard.append(alone)
    for alone in hard:
        plan = fill(alone, clock.part(_HARD_SHARE / len(hard)))
        if not plan.left_over:
            return plan
    return easy
