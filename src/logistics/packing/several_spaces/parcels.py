"""Parcels: pieces that go into the same space, or into none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from logistics.packing.model import CargoSpace, Item, LoadPlan, Placement, Seconds, StopRule
from logistics.packing.one_space.pack import pack

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


def like(space: CargoSpace) -> CargoSpace:
    """The space without what tells it from others of its kind."""
    return replace(space, id=0)


def pack_whole(
    space: CargoSpace,
    parcels: Sequence[Parcel],
    *,
    stop: StopRule,
    seed: int,
    min_support_share: float,
    threads: int = 1,
    pinned: Sequence[Placement] = (),
) -> tuple[LoadPlan, list[Parcel]]:
    """Pack a space with whole parcels only.

    Of the parcels of which only a part finds a place, the half with the smallest parts is given up, and the others
    are packed anew in half of the time, until no part is left. A parcel of which pieces are pinned cannot be given
    up; those of its pieces that find no place have none.

    Returns:
        The load, whose `left_over` is empty, and the parcels that wait.
    """
    held = {placed.item_id for placed in pinned}
    tried = list(parcels)
    while True:
        plan = pack(
            space,
            pieces_of(tried),
            stop=stop,
            seed=seed,
            threads=threads,
            pinned=pinned,
            min_support_share=min_support_share,
        )
        missing = {left.item_id for left in plan.left_over}
        parts = [sum(item.id not in missing for item in parcel) / len(parcel) for parcel in tried]
        split = [n for n, parcel in enumerate(tried) if 0 < parts[n] < 1 and not any(p.id in held for p in parcel)]
        if not split:
            inside = {id(parcel) for parcel, part in zip(tried, parts, strict=True) if part > 0}
            return replace(plan, left_over=()), [parcel for parcel in parcels if id(parcel) not in inside]
        given_up = set(sorted(split, key=lambda n: (parts[n], n))[: (len(split) + 1) // 2])
        tried = [parcel for n, parcel in enumerate(tried) if n not in given_up]
        stop = Seconds(stop.seconds / 2) if isinstance(stop, Seconds) else stop
