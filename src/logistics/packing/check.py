"""The independent judge of a plan: every rule from its definition, in NumPy, without the engine.

Whoever relies on a plan checks it here. Loads pass from a piece to what it rests on in proportion to the
contact areas; they are computed in floating point and compared as whole grams.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from logistics.packing.model import CargoSpace, Item, Placement

Whole = NDArray[np.int64]

_ROWS = 512
"""Pairs are compared in bands of this many pieces, which bounds memory for very long lists."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """One rule broken, by which pieces, in a sentence."""

    code: str
    item_ids: tuple[str, ...]
    detail: str


@dataclass(frozen=True, slots=True)
class _Contact:
    """Piece `upper` rests on piece `lower` over an area of `area` mm²."""

    upper: int
    lower: int
    area: int


@dataclass(frozen=True, slots=True)
class _Load:
    """Known pieces and where they stand, row by row, with every contact between them."""

    items: list[Item]
    placements: list[Placement]
    low: Whole
    high: Whole
    contacts: list[_Contact]

    def supported_mm2(self) -> Whole:
        """Area of each base that rests on the floor or on a top directly below."""
        base = (self.high - self.low)[:, :2].prod(axis=1)
        held = np.where(self.low[:, 2] == 0, base, 0)
        for contact in self.contacts:
            held[contact.upper] += contact.area
        return held

    def load_on_top_g(self) -> NDArray[np.float64]:
        """Weight resting above each piece, passed down from the highest base to the lowest."""
        resting_on: dict[int, list[_Contact]] = {}
        for contact in self.contacts:
            resting_on.setdefault(contact.upper, []).append(contact)
        above = np.zeros(len(self.items))
        for upper in np.argsort(-self.low[:, 2], kind="stable").tolist():
            below = resting_on.get(upper, [])
            total = sum(contact.area for contact in below)
            for contact in below:
                above[contact.lower] += (above[upper] + self.items[upper].weight_g) * (contact.area / total)
        return above


def check(space: CargoSpace, items: Sequence[Item], placements: Sequence[Placement]) -> list[Violation]:
    """Everything that is wrong with a plan; an empty list is the proof that it holds.

    Args:
        space: Inside of the vehicle.
        items: The pieces that may be in it. Not all of them need be.
        placements: Where they are said to stand, in any order.
    """
    known = {item.id: item for item in items}
    unknown = [p.item_id for p in placements if p.item_id not in known]
    found = [_violation("unknown_item", "is not one of the pieces", item_id) for item_id in unknown]
    counts = Counter(p.item_id for p in placements)
    found += [_violation("duplicate_item", f"stands {n} times", key) for key, n in counts.items() if n > 1]
    load = _load(known, [p for p in placements if p.item_id in known])
    for rule in (_inside, _apart, _permitted, _supported, _bearing, _loads, _order):
        found += rule(space, load)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadMetrics:
    """Figures of a plan. The last two have one entry per placement, in the order given.

    `filled_share` and `floor_share` are parts of the space's volume and of its floor (0 to 1).
    """

    filled_share: float
    weight_g: int
    volume_mm3: int
    centre_of_gravity_mm: tuple[int, int, int]
    floor_share: float
    supported_share: tuple[float, ...]
    load_on_top_g: tuple[int, ...]


def measure(space: CargoSpace, items: Sequence[Item], placements: Sequence[Placement]) -> LoadMetrics:
    """Figures that a layout document states. Every placement must be of one of the items (KeyError)."""
    known = {item.id: item for item in items}
    load = _load({p.item_id: known[p.item_id] for p in placements}, placements)
    sizes = load.high - load.low
    volumes, bases = sizes.prod(axis=1), sizes[:, :2].prod(axis=1)
    weights = np.array([item.weight_g for item in load.items], dtype=np.int64)
    on_floor = bases[load.low[:, 2] == 0].sum()
    return LoadMetrics(
        filled_share=float(volumes.sum() / space.volume_mm3),
        weight_g=int(weights.sum()),
        volume_mm3=int(volumes.sum()),
        centre_of_gravity_mm=_centre(load, weights if weights.any() else volumes),
        floor_share=float(on_floor / (space.length_mm * space.width_mm)),
        supported_share=tuple((load.supported_mm2() / bases).tolist()),
        load_on_top_g=tuple(round(grams) for grams in load.load_on_top_g()),
    )


def _centre(load: _Load, mass: Whole) -> tuple[int, int, int]:
    """Centre of the mass; of the volume when nothing weighs anything; the origin when there is nothing."""
    if not mass.any():
        return (0, 0, 0)
    x, y, z = ((load.low + load.high) / 2 * mass[:, None]).sum(axis=0) / mass.sum()
    return (round(x), round(y), round(z))


def _load(known: dict[str, Item], placements: Sequence[Placement]) -> _Load:
    low = np.array([(p.x_mm, p.y_mm, p.z_mm) for p in placements], dtype=np.int64).reshape(-1, 3)
    size = np.array([(p.dx_mm, p.dy_mm, p.dz_mm) for p in placements], dtype=np.int64).reshape(-1, 3)
    items = [known[p.item_id] for p in placements]
    return _Load(items, list(placements), low, low + size, list(_contacts(low, low + size)))


def _contacts(low: Whole, high: Whole) -> Iterator[_Contact]:
    """Every pair of which one stands directly on the top of the other."""
    for start in range(0, len(low), _ROWS):
        rows = slice(start, start + _ROWS)
        area = _shared(low, high, rows, 0) * _shared(low, high, rows, 1)
        touching = (low[rows, None, 2] == high[None, :, 2]) & (area > 0)
        for upper, lower in zip(*np.nonzero(touching), strict=True):
            yield _Contact(int(upper) + start, int(lower), int(area[upper, lower]))


def _shared(low: Whole, high: Whole, rows: slice, axis: int) -> Whole:
    """Length that each piece of the band shares with every piece along an axis, 0 if none."""
    first = np.maximum(low[rows, None, axis], low[None, :, axis])
    last = np.minimum(high[rows, None, axis], high[None, :, axis])
    shared: Whole = np.maximum(last - first, 0)
    return shared


def _violation(code: str, detail: str, *item_ids: str) -> Violation:
    return Violation(code=code, item_ids=item_ids, detail=f"{' and '.join(item_ids)} {detail}.")


def _inside(space: CargoSpace, load: _Load) -> Iterator[Violation]:
    room = np.array([space.length_mm, space.width_mm, space.height_mm])
    for row in np.nonzero((load.low < 0).any(axis=1) | (load.high > room).any(axis=1))[0]:
        detail = (
            f"reaches from {load.low[row].tolist()} to {load.high[row].tolist()} in a space of {room.tolist()} mm"
        )
        yield _violation("outside", detail, load.items[row].id)


def _apart(space: CargoSpace, load: _Load) -> Iterator[Violation]:
    for start in range(0, len(load.items), _ROWS):
        rows = slice(start, start + _ROWS)
        shared = [_shared(load.low, load.high, rows, axis) > 0 for axis in range(3)]
        for first, second in zip(*np.nonzero(shared[0] & shared[1] & shared[2]), strict=True):
            if second > first + start:
                names = load.items[first + start].id, load.items[second].id
                yield _violation("overlap", "take the same room", *names)


def _permitted(space: CargoSpace, load: _Load) -> Iterator[Violation]:
    """Each piece stands in a permitted rotation, in which it passes the doors, in a space cold enough."""
    for item, placed in zip(load.items, load.placements, strict=True):
        size = (placed.dx_mm, placed.dy_mm, placed.dz_mm)
        if size not in item.permitted_sizes():
            yield _violation("size", f"may not stand as {size} mm", item.id)
        if not space.passes_door(size):
            door = f"{space.door_width_mm} x {space.door_height_mm} mm"
            yield _violation("does_not_pass_door", f"is {size} mm and the door is {door}", item.id)
        if item.requires_refrigeration and not space.refrigerated:
            yield _violation("not_refrigerated", "needs refrigeration and the space has none", item.id)
        if item.bottom_only and placed.z_mm != 0:
            yield _violation("not_on_floor", f"must stand on the floor, not at {placed.z_mm} mm", item.id)


def _supported(space: CargoSpace, load: _Load) -> Iterator[Violation]:
    bases = (load.high - load.low)[:, :2].prod(axis=1)
    held = load.supported_mm2()
    for row in np.nonzero(held < bases)[0]:
        yield _violation("unsupported", f"rests on {held[row]} of {bases[row]} mm²", load.items[row].id)


def _bearing(space: CargoSpace, load: _Load) -> Iterator[Violation]:
    for contact in load.contacts:
        upper, lower = load.items[contact.upper], load.items[contact.lower]
        if not lower.stackable:
            yield _violation("stacked_on_unstackable", "touch: nothing may rest on the second", upper.id, lower.id)
        elif lower.fragile:
            yield _violation("stacked_on_fragile", "touch: the second is fragile", upper.id, lower.id)


def _loads(space: CargoSpace, load: _Load) -> Iterator[Violation]:
    for item, grams in zip(load.items, load.load_on_top_g(), strict=True):
        if item.max_load_on_top_g is not None and round(grams) > item.max_load_on_top_g:
            detail = f"carries {round(grams)} g and may carry {item.max_load_on_top_g} g"
            yield _violation("overloaded_top", detail, item.id)
    weight = sum(item.weight_g for item in load.items)
    if space.max_payload_g is not None and weight > space.max_payload_g:
        yield Violation(
            code="payload",
            item_ids=tuple(item.id for item in load.items),
            detail=f"The load weighs {weight} g and the payload is {space.max_payload_g} g.",
        )


def _order(space: CargoSpace, load: _Load) -> Iterator[Violation]:
    """Steps count 1, 2, 3, ... and nothing is loaded before what it stands on."""
    steps = [placed.load_step for placed in load.placements]
    if sorted(steps) != list(range(1, len(steps) + 1)):
        names = tuple(item.id for item in load.items)
        yield Violation(code="load_order", item_ids=names, detail=f"Steps do not count from 1 to {len(steps)}.")
    for contact in load.contacts:
        if steps[contact.upper] < steps[contact.lower]:
            names = load.items[contact.upper].id, load.items[contact.lower].id
            yield _violation("load_order", "are loaded in the wrong order: the second carries the first", *names)
