"""Searching sets of spaces for one that takes everything, the cheapest first."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import islice

from logistics.packing.clock import Clock
from logistics.packing.model import LoadPlan
from logistics.packing.parcels import volume_of
from logistics.packing.request import Request
from logistics.packing.several_spaces.everything import Search, begin, improve
from logistics.packing.several_spaces.sets import cheapest_sets
from logistics.packing.spaces import cost_of

LOOK_SHARE = 0.05
"""Part of the time for the first look at a set of spaces; each further look takes twice as long."""

_FIRST_LOOKS_SHARE = 0.7
"""Part of the time after which something has to be loaded, whether or not a set was found."""

_HOPE = 0.1
"""How much fuller a set may have to be than any was so far, to get a first look; the others come later, if at all."""

_MOST_SETS = 500
_MOST_SETS_IN_ROUNDS = 60
"""Sets that get a first look, if there is time."""

_NEAREST = 8
"""Sets that get a further look: those that left least waiting."""


@dataclass(slots=True)
class _Set:
    """Spaces that do not take everything yet, by how much, and the search once it has begun."""

    missing_mm3: float
    asked: Request
    search: Search | None = None

    @property
    def cost_cents(self) -> int:
        return cost_of(self.asked.spaces)

    @property
    def room_mm3(self) -> int:
        return sum(space.volume_mm3 for space in self.asked.spaces)


class SetSearch:
    """The sets of spaces, those that nearly took everything remembered for a longer look."""

    def __init__(self, request: Request, clock: Clock) -> None:
        """`request`: the cheapest space first."""
        self._request, self._clock = request, clock
        self._nearest: list[_Set] = []

    def first(self, *, below_cents: float) -> list[LoadPlan] | None:
        """The loads of the cheapest set below a cost that takes everything at a first look, if one does."""
        if below_cents <= cost_of(self._request.spaces[:2]):
            return None
        parcels = self._request.parcels
        most = _MOST_SETS if self._clock.rounds is None else _MOST_SETS_IN_ROUNDS
        sets = (chosen for chosen in cheapest_sets(self._request.spaces, parcels, below_cents) if len(chosen) > 1)
        volume, reached = volume_of(parcels), math.inf
        for chosen in islice(sets, most):
            if self._clock.spent > _FIRST_LOOKS_SHARE:
                break
            one = _Set(0.0, self._request.of(chosen, self._request.items))
            one.missing_mm3 = max(volume - reached * one.room_mm3, 0.0)
            if volume <= (reached + _HOPE) * one.room_mm3:
                search = self._searching(one, until=_FIRST_LOOKS_SHARE)
                if self._takes_all(one, search, self._clock.look(LOOK_SHARE)):
                    return search.loads()
                filled = (volume - one.missing_mm3) / one.room_mm3
                reached = filled if reached == math.inf else max(reached, filled)
            self._remember(one)
        return None

    def cheaper_than(self, best: list[LoadPlan]) -> list[LoadPlan]:
        """Go on with sets that are cheaper than the best loads, in turn and ever longer; the best in the end."""
        share = LOOK_SHARE
        while self._nearest and not self._clock.over:
            share *= 2
            for one in list(self._nearest):
                if one.cost_cents >= cost_of([load.space for load in best]):
                    self._nearest.remove(one)
                    continue
                search = self._searching(one, until=1.0)
                if self._takes_all(one, search, self._clock.part(share)):
                    best = search.loads()
            if self._clock.rounds is not None:
                break
        return best

    def _searching(self, one: _Set, until: float) -> Search:
        """The search of a set, begun if need be, unless so much of the time is over before it has loaded all."""
        if one.search is None:
            first = self._clock.look(LOOK_SHARE)
            one.search = begin(one.asked, _complete, first, give_up=lambda: self._clock.spent > until)
        return one.search

    def _takes_all(self, one: _Set, search: Search, look: Clock) -> bool:
        """Search for so long. Whether the set takes everything."""
        complete = improve(search, look)
        one.missing_mm3 = volume_of(search.waiting)
        return complete

    def _remember(self, one: _Set) -> None:
        self._nearest.append(one)
        self._nearest.sort(key=lambda one: one.missing_mm3)
        del self._nearest[_NEAREST:]


def _complete(search: Search) -> bool:
    return search.complete
