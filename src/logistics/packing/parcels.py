"""Parcels: pieces that go into the same space, or into none."""

from __future__ import annotations

from collections.abc import Sequence

from logistics.packing.model import Item

Parcel = tuple[Item, ...]
"""One piece, or all pieces of a group that is kept together."""


def parcels_of(items: Sequence[Item], *, keep_together: bool) -> list[Parcel]:
    """The pieces by groups when those are kept together, otherwise one by one; in the order given."""
    parcels: dict[object, list[Item]] = {}
    for item in items:
        kept = keep_together and item.group is not None
        parcels.setdefault(("group", item.group) if kept else item.id, []).append(item)
    return [tuple(parcel) for parcel in parcels.values()]


def pieces_of(parcels: Sequence[Parcel]) -> list[Item]:
    """All pieces."""
    return [item for parcel in parcels for item in parcel]


def volume_of(parcels: Sequence[Parcel]) -> int:
    """Volume of all pieces in mm³."""
    return sum(item.volume_mm3 for parcel in parcels for item in parcel)
