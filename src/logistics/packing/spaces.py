"""Cargo spaces to choose from: which are alike, what they cost, and which may hold everything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from logistics.packing.model import CargoSpace, Item
from logistics.packing.reasons import barred


def like(space: CargoSpace) -> CargoSpace:
    """The space without what tells it from others of its kind."""
    return replace(space, id=0)


def one_of_each(spaces: Sequence[CargoSpace]) -> list[CargoSpace]:
    """The first of every kind of space: what one does not take, its like does not take either."""
    kinds: dict[CargoSpace, CargoSpace] = {}
    for space in spaces:
        kinds.setdefault(like(space), space)
    return list(kinds.values())


def by_cost(spaces: Sequence[CargoSpace]) -> list[CargoSpace]:
    """The cheapest first, of those the smallest."""
    return sorted(spaces, key=lambda space: (space.cost_cents, space.volume_mm3, space.id))


def cost_of(spaces: Sequence[CargoSpace]) -> int:
    """What all of them cost together, in cents."""
    return sum(space.cost_cents for space in spaces)


def may_hold(space: CargoSpace, items: Sequence[Item]) -> bool:
    """Whether volume, payload and each piece's own demands leave hope; it costs nothing to ask."""
    if sum(item.volume_mm3 for item in items) > space.volume_mm3:
        return False
    if space.max_payload_g is not None and sum(item.weight_g for item in items) > space.max_payload_g:
        return False
    return all(barred(space, item) is None for item in items)
