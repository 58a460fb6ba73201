"""All parcels into the spaces given by packing one space at a time: for loads with any rule, and for many pieces."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from logistics.packing.clock import Clock
from logistics.packing.model import CargoSpace, LoadPlan
from logistics.packing.one_space.pack import fill
from logistics.packing.parcels import Parcel, pieces_of, volume_of
from logistics.packing.reasons import barred
from logistics.packing.request import Request
from logistics.packing.spaces import like

_FEWEST, _MOST = 2, 3
"""Spaces that are emptied and packed anew together."""


def load_parcels(
    request: Request, space: CargoSpace, parcels: Sequence[Parcel], clock: Clock, *, seed: int | None = None
) -> tuple[LoadPlan, list[Parcel]]:
    """Pack one space with some of the parcels, whole ones only.

    Returns:
        The load, whose `left_over` is empty, and the parcels that wait.
    """
    load = fill(request.of([space], pieces_of(parcels), seed=seed), clock)
    return replace(load, left_over=()), not_in(load, parcels)


def not_in(load: LoadPlan, parcels: Sequence[Parcel]) -> list[Parcel]:
    """The parcels of which nothing is in the load."""
    inside = {placed.item_id for placed in load.placements}
    return [parcel for parcel in parcels if not any(item.id in inside for item in parcel)]


class Repacking:
    """Spaces with their loads, and the parcels that wait: ruin and recreate, some spaces at a time.

    After Schrimpf, Schneider, Stamm-Wilbrandt and Dueck (2000, doi:10.1006/jcph.1999.6413). With clocks in rounds
    the same seed does the same.
    """

    def __init__(self, request: Request) -> None:
        self._request = request
        self._spaces = list(request.spaces)
        self._contents: list[list[Parcel]] = [[] for _ in self._spaces]
        self._loads: list[LoadPlan | None] = [None for _ in self._spaces]
        self.waiting = request.parcels
        self._seed = request.seed
        self._random = np.random.default_rng(request.seed)

    def fill(self, clock: Clock, *, share: float, give_up: Callable[[], bool]) -> None:
        """Pack one space after the other, each for that share of the time; those that admit few pieces first, so
        that the others keep room. A space in which nothing more can go ends the spaces like it."""
        closed: set[CargoSpace] = set()
        for number in self._few_admitted_first():
            kind = like(self._spaces[number])
            if self.waiting and kind not in closed and not give_up():
                self._pack(number, self.waiting, clock.part(share))
                closed |= set() if self._contents[number] else {kind}

    @property
    def complete(self) -> bool:
        """Whether every parcel has a place."""
        return not self.waiting

    @property
    def used(self) -> int:
        """Spaces with anything in them."""
        return sum(bool(content) for content in self._contents)

    def keep_fullest(self, number: int) -> None:
        """Give up all spaces but so many, the fullest; what is in the others waits. All spaces must be alike."""
        order = sorted(range(len(self._spaces)), key=lambda number: -volume_of(self._contents[number]))
        self.waiting += [parcel for place in order[number:] for parcel in self._contents[place]]
        kept = order[:number]
        self._spaces = [self._spaces[place] for place in kept]
        self._contents = [self._contents[place] for place in kept]
        self._loads = [self._loads[place] for place in kept]

    def improve(self, clock: Clock) -> bool:
        """Empty two or three spaces and pack them anew, together with what waits.

        What comes of it is kept when no more volume waits than before, and the loads are no more even than before
        where just as much does: an almost empty space is soon an empty one.

        Returns:
            Whether everything has a place.
        """
        few = min(len(self._spaces), int(self._random.integers(_FEWEST, _MOST + 1)))
        chosen = self._random.choice(len(self._spaces), few, replace=False).tolist()
        before = self.waiting, {place: (self._contents[place], self._loads[place]) for place in chosen}
        worth = self._worth(chosen)
        rest = [*self.waiting, *(parcel for place in chosen for parcel in self._contents[place])]
        for place in chosen:
            self._pack(place, rest, clock.part(1 / few))
            rest = self.waiting
        if self._worth(chosen) < worth:
            self.waiting = before[0]
            for place, (content, load) in before[1].items():
                self._contents[place], self._loads[place] = content, load
        return self.complete

    def loads(self) -> list[LoadPlan]:
        """What is in each space that is used."""
        return [load for load in self._loads if load is not None]

    def _few_admitted_first(self) -> list[int]:
        """The spaces by how many of the pieces that wait they admit."""
        pieces = pieces_of(self.waiting)
        kinds = dict.fromkeys(like(space) for space in self._spaces)
        admitted = {kind: sum(barred(kind, item) is None for item in pieces) for kind in kinds}
        return sorted(range(len(self._spaces)), key=lambda number: admitted[like(self._spaces[number])])

    def _pack(self, number: int, parcels: Sequence[Parcel], clock: Clock) -> None:
        """Pack a space with some of the parcels; the others wait."""
        self._seed += 1
        load, self.waiting = load_parcels(self._request, self._spaces[number], parcels, clock, seed=self._seed)
        waiting = {id(parcel) for parcel in self.waiting}
        self._contents[number] = [parcel for parcel in parcels if id(parcel) not in waiting]
        self._loads[number] = load if load.placements else None

    def _worth(self, chosen: list[int]) -> tuple[int, int]:
        volumes = [volume_of(self._contents[place]) for place in chosen]
        return -volume_of(self.waiting), sum(volume * volume for volume in volumes)
