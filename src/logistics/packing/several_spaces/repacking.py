"""All parcels into the spaces given by packing one space at a time: for loads with any rule, and for many pieces."""

from __future__ import annotations

import random
from collections.abc import Sequence

from logistics.packing.model import CargoSpace, LoadPlan, StopRule
from logistics.packing.reasons import barred
from logistics.packing.several_spaces.parcels import Parcel, like, pack_whole, pieces_of, volume_of

_AT_ONCE = 3
"""Most spaces that are emptied and packed anew together."""


class Repacking:
    """Spaces with their loads, and the parcels that wait. With stops in rounds the same seed does the same."""

    def __init__(
        self, spaces: Sequence[CargoSpace], parcels: Sequence[Parcel], *, min_support_share: float, seed: int
    ) -> None:
        self._spaces = list(spaces)
        self._contents: list[list[Parcel]] = [[] for _ in spaces]
        self._loads: list[LoadPlan | None] = [None for _ in spaces]
        self.waiting = list(parcels)
        self._support = min_support_share
        self._seed = seed
        self._random = random.Random(seed)

    def fill(self, stop: StopRule) -> None:
        """Pack one space after the other, each for as long; those that admit few pieces first, so that the others
        keep room. A space in which nothing more can go ends the spaces like it."""
        pieces = pieces_of(self.waiting)
        admitted = {
            kind: sum(barred(kind, item) is None for item in pieces)
            for kind in dict.fromkeys(like(space) for space in self._spaces)
        }
        closed: set[CargoSpace] = set()
        for number in sorted(range(len(self._spaces)), key=lambda number: admitted[like(self._spaces[number])]):
            kind = like(self._spaces[number])
            if self.waiting and kind not in closed:
                self._pack(number, self.waiting, stop)
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

    def improve(self, stop: StopRule) -> bool:
        """Empty two or three spaces and pack them anew, together with what waits.

        What comes of it is kept when no more volume waits than before, and the loads are no more even than before
        where just as much does: an almost empty space is soon an empty one.

        Returns:
            Whether everything has a place.
        """
        few = min(len(self._spaces), self._random.randint(2, _AT_ONCE))
        chosen = self._random.sample(range(len(self._spaces)), few)
        before = self.waiting, {place: (self._contents[place], self._loads[place]) for place in chosen}
        worth = self._worth(chosen)
        rest = [*self.waiting, *(parcel for place in chosen for parcel in self._contents[place])]
        for place in chosen:
            self._pack(place, rest, stop)
            rest = self.waiting
        if self._worth(chosen) < worth:
            self.waiting = before[0]
            for place, (content, load) in before[1].items():
                self._contents[place], self._loads[place] = content, load
        return self.complete

    def loads(self) -> list[LoadPlan]:
        """What is in each space that is used."""
        return [load for load in self._loads if load is not None]

    def _pack(self, number: int, parcels: Sequence[Parcel], stop: StopRule) -> None:
        """Pack a space with some of the parcels; the others wait."""
        self._seed += 1
        load, self.waiting = pack_whole(
            self._spaces[number], parcels, stop=stop, seed=self._seed, min_support_share=self._support
        )
        waiting = {id(parcel) for parcel in self.waiting}
        self._contents[number] = [parcel for parcel in parcels if id(parcel) not in waiting]
        self._loads[number] = load if load.placements else None

    def _worth(self, chosen: list[int]) -> tuple[int, int]:
        volumes = [volume_of(self._contents[place]) for place in chosen]
        return -volume_of(self.waiting), sum(volume * volume for volume in volumes)
