"""Which pieces may share a space: incompatible goods and temperatures kept apart.

Packing with conflicts: pieces are the nodes of a graph, conflicts its edges, and a space takes an independent set
(for bins: Gendreau, Laporte and Semet 2004, Computers & Operations Research 31, 347-358). We look for a heavy one
greedily.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from logistics.packing.model import CargoSpace, Item, share_a_temperature

_MOST_FIRST = 30
"""Classes that are tried as the first; the largest are, and thousands would take minutes."""


class Cargo:
    """Pieces in one space, as far as they keep others out: asked by tags, so that thousands are no trouble."""

    def __init__(self) -> None:
        self.weight_g = 0
        self._having: dict[str, Item] = {}
        self._refusing: dict[str, Item] = {}
        self._ranges: list[tuple[tuple[int, int], Item]] = []
        self._seen: set[object] = set()

    @classmethod
    def of(cls, items: Iterable[Item]) -> Cargo:
        """These pieces; of those that differ in nothing that matters the first is the one that is named."""
        cargo = cls()
        for item in items:
            cargo.add(item)
        return cargo

    def add(self, item: Item) -> None:
        """One piece more."""
        self.weight_g += item.weight_g
        conflicts = _conflicts(item)
        if conflicts in self._seen:
            return
        self._seen.add(conflicts)
        for tag in item.tags:
            self._having.setdefault(tag, item)
        for tag in item.incompatible_tags:
            self._refusing.setdefault(tag, item)
        if item.temperature_c is not None:
            # Whoever has no temperature in common with one of many has none with the warmest or the coldest of them.
            ranges = [*self._ranges, (item.temperature_c, item)]
            self._ranges = [max(ranges, key=lambda pair: pair[0][0]), min(ranges, key=lambda pair: pair[0][1])]

    def conflict_with(self, item: Item) -> Item | None:
        """A piece with which this one does not get along, if there is one."""
        for tag in sorted(item.incompatible_tags & self._having.keys()):
            return self._having[tag]
        for tag in sorted(item.tags & self._refusing.keys()):
            return self._refusing[tag]
        apart = (other for range_c, other in self._ranges if not share_a_temperature(range_c, item.temperature_c))
        return next(apart, None)


def compatible_items(space: CargoSpace, items: Sequence[Item], pinned: Sequence[Item]) -> list[Item]:
    """The pieces that may share the space with each other and with what is pinned: the most volume we find.

    The largest classes of goods with the same conflicts are tried as the first; the others join by falling volume.
    """
    standing = Cargo.of(pinned)
    welcome = [item for item in items if standing.conflict_with(item) is None]
    classes: dict[object, list[Item]] = {}
    for item in welcome:
        classes.setdefault(_conflicts(item), []).append(item)
    if len(classes) < 2:
        return welcome
    by_volume = sorted(((_volume(alike), alike) for alike in classes.values()), key=lambda pair: -pair[0])
    sets = (_compatible_set(first, by_volume) for first in range(min(_MOST_FIRST, len(by_volume))))
    # More than the space holds is no advantage; then the largest class comes first.
    _, best = max(sets, key=lambda one: min(one[0], space.volume_mm3))
    return [item for item in welcome if _conflicts(item) in best]


def _compatible_set(first: int, by_volume: list[tuple[int, list[Item]]]) -> tuple[int, set[object]]:
    """The volume of a class and of all that join it, and the conflicts of each."""
    volume, alike = by_volume[first]
    cargo, inside = Cargo.of(alike[:1]), {_conflicts(alike[0])}
    for place, (more, others) in enumerate(by_volume):
        if place != first and cargo.conflict_with(others[0]) is None:
            cargo.add(others[0])
            inside.add(_conflicts(others[0]))
            volume += more
    return volume, inside


def _conflicts(item: Item) -> object:
    """Pieces with the same get along with the same others."""
    return item.tags, item.incompatible_tags, item.temperature_c


def _volume(items: Sequence[Item]) -> int:
    return sum(item.volume_mm3 for item in items)
