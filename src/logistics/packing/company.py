"""Which pieces travel together: incompatible goods and temperatures kept apart."""

from __future__ import annotations

from collections.abc import Sequence

from logistics.packing.model import CargoSpace, Item


def travelling_together(space: CargoSpace, items: Sequence[Item], pinned: Sequence[Item]) -> list[Item]:
    """The pieces that may share the space with each other and with what is pinned: the most volume we find.

    Every group of like-minded goods is tried as the first; the others join it by falling volume.
    """
    welcome = [item for item in items if all(item.gets_along_with(other) for other in pinned)]
    groups: dict[object, list[Item]] = {}
    for item in welcome:
        groups.setdefault((item.tags, item.incompatible_tags, item.temperature_c), []).append(item)
    if len(groups) < 2:
        return welcome
    by_volume = sorted(groups.values(), key=_volume, reverse=True)
    parties = [_party(first, by_volume) for first in by_volume]
    # More than the space holds is no advantage; then the largest group leads.
    best = max(parties, key=lambda party: min(_volume(party), space.volume_mm3))
    chosen = {item.id for item in best}
    return [item for item in welcome if item.id in chosen]


def _party(first: list[Item], groups: list[list[Item]]) -> list[Item]:
    party = [first]
    for group in groups:
        if group is not first and all(group[0].gets_along_with(other[0]) for other in party):
            party.append(group)
    return [item for group in party for item in group]


def _volume(items: list[Item]) -> int:
    return sum(item.volume_mm3 for item in items)
