"""Which pieces travel together: incompatible goods and temperatures kept apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from logistics.packing.model import CargoSpace, Item, share_a_temperature

_MOST_LEADERS = 30
"""Groups that are tried as the first; the largest are, and thousands would take minutes."""


class Company:
    """Pieces that are together, as far as they keep others out: asked by tags, so that thousands are no trouble."""

    def __init__(self) -> None:
        self.weight_g = 0
        self._having: dict[str, Item] = {}
        self._refusing: dict[str, Item] = {}
        self._ranges: list[tuple[tuple[int, int], Item]] = []
        self._seen: set[object] = set()

    @classmethod
    def of(cls, items: Iterable[Item]) -> Company:
        """These pieces; of those that differ in nothing that matters the first is the one that is named."""
        company = cls()
        for item in items:
            company.join(item)
        return company

    def join(self, item: Item) -> None:
        """One piece more."""
        self.weight_g += item.weight_g
        manners = _manners(item)
        if manners in self._seen:
            return
        self._seen.add(manners)
        for tag in item.tags:
            self._having.setdefault(tag, item)
        for tag in item.incompatible_tags:
            self._refusing.setdefault(tag, item)
        if item.temperature_c is not None:
            # Whoever has no temperature in common with one of many has none with the warmest or the coldest of them.
            ranges = [*self._ranges, (item.temperature_c, item)]
            self._ranges = [max(ranges, key=lambda pair: pair[0][0]), min(ranges, key=lambda pair: pair[0][1])]

    def foe_of(self, item: Item) -> Item | None:
        """A piece with which this one does not get along, if there is one."""
        for tag in sorted(item.incompatible_tags & self._having.keys()):
            return self._having[tag]
        for tag in sorted(item.tags & self._refusing.keys()):
            return self._refusing[tag]
        apart = (other for range_c, other in self._ranges if not share_a_temperature(range_c, item.temperature_c))
        return next(apart, None)


def travelling_together(space: CargoSpace, items: Sequence[Item], pinned: Sequence[Item]) -> list[Item]:
    """The pieces that may share the space with each other and with what is pinned: the most volume we find.

    The largest groups of like-minded goods are tried as the first; the others join it by falling volume.
    """
    standing = Company.of(pinned)
    welcome = [item for item in items if standing.foe_of(item) is None]
    groups: dict[object, list[Item]] = {}
    for item in welcome:
        groups.setdefault(_manners(item), []).append(item)
    if len(groups) < 2:
        return welcome
    by_volume = sorted(((_volume(group), group) for group in groups.values()), key=lambda pair: -pair[0])
    parties = (_party(lead, by_volume) for lead in range(min(_MOST_LEADERS, len(by_volume))))
    # More than the space holds is no advantage; then the largest group leads.
    _, best = max(parties, key=lambda party: min(party[0], space.volume_mm3))
    return [item for item in welcome if _manners(item) in best]


def _party(lead: int, by_volume: list[tuple[int, list[Item]]]) -> tuple[int, set[object]]:
    """The volume of a group and of all that join it, and the manners of each."""
    volume, first = by_volume[lead]
    company, manners = Company.of(first[:1]), {_manners(first[0])}
    for place, (more, group) in enumerate(by_volume):
        if place != lead and company.foe_of(group[0]) is None:
            company.join(group[0])
            manners.add(_manners(group[0]))
            volume += more
    return volume, manners


def _manners(item: Item) -> object:
    """Pieces with the same get along with the same others."""
    return item.tags, item.incompatible_tags, item.temperature_c


def _volume(items: Sequence[Item]) -> int:
    return sum(item.volume_mm3 for item in items)
