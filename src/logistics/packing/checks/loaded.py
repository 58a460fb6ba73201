"""A load as the checker sees it: known pieces row by row, and what touches what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from logistics.packing.model import CargoSpace, Item, Placement

Whole = NDArray[np.int64]
Real = NDArray[np.float64]

BAND = 512
"""Pairs are compared in bands of this many pieces, which bounds memory for very long lists."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """One rule broken, by which pieces, in a sentence."""

    code: str
    item_ids: tuple[str, ...]
    detail: str


@dataclass(frozen=True, slots=True)
class Contact:
    """Piece `upper` rests on piece `lower` where their (x1, y1, x2, y2) in mm meet."""

    upper: int
    lower: int
    face: tuple[int, int, int, int]

    @property
    def area(self) -> int:
        """Size of the face in mm²."""
        return (self.face[2] - self.face[0]) * (self.face[3] - self.face[1])


@dataclass(frozen=True, slots=True)
class Loaded:
    """Known pieces and where they stand, row by row, with every contact between them."""

    space: CargoSpace
    items: list[Item]
    placements: list[Placement]
    low: Whole
    high: Whole
    contacts: list[Contact]

    @property
    def bases_mm2(self) -> Whole:
        """Area of each base."""
        bases: Whole = (self.high - self.low)[:, :2].prod(axis=1)
        return bases

    def grounds_mm2(self) -> Whole:
        """Area of each base that rests on the floor or on the tops of blocked room."""
        held = np.where(self.low[:, 2] == 0, self.bases_mm2, 0)
        for block in self.space.blocked:
            on_top = (self.low[:, 2] == block.top_mm) & (not block.hangs)
            wide = meet(self.low[:, 0], self.high[:, 0], block.x_mm, block.x_mm + block.dx_mm)
            deep = meet(self.low[:, 1], self.high[:, 1], block.y_mm, block.y_mm + block.dy_mm)
            held += np.where(on_top, wide * deep, 0)
        return held

    def supported_mm2(self) -> Whole:
        """Area of each base that rests on anything directly below."""
        held = self.grounds_mm2()
        for contact in self.contacts:
            held[contact.upper] += contact.area
        return held

    def load_on_top_g(self) -> Real:
        """Weight resting above each piece, passed down from the highest base to the lowest."""
        resting_on: dict[int, list[Contact]] = {}
        for contact in self.contacts:
            resting_on.setdefault(contact.upper, []).append(contact)
        held = self.supported_mm2()
        above = np.zeros(len(self.items))
        for upper in np.argsort(-self.low[:, 2], kind="stable").tolist():
            for contact in resting_on.get(upper, []):
                share = contact.area / int(held[upper])
                above[contact.lower] += (above[upper] + self.items[upper].weight_g) * share
        return above


def loaded(space: CargoSpace, known: dict[str, Item], placements: Sequence[Placement]) -> Loaded:
    """Placements of known pieces (KeyError) in rows."""
    low = np.array([(p.x_mm, p.y_mm, p.z_mm) for p in placements], dtype=np.int64).reshape(-1, 3)
    size = np.array([(p.dx_mm, p.dy_mm, p.dz_mm) for p in placements], dtype=np.int64).reshape(-1, 3)
    items = [known[p.item_id] for p in placements]
    return Loaded(space, items, list(placements), low, low + size, list(_contacts(low, low + size)))


def meet(low: Whole, high: Whole, first: int, last: int) -> Whole:
    """Length that each span shares with one other, 0 if none."""
    shared: Whole = np.maximum(np.minimum(high, last) - np.maximum(low, first), 0)
    return shared


def bands(count: int) -> Iterator[slice]:
    """Slices that together cover so many rows."""
    return (slice(start, start + BAND) for start in range(0, count, BAND))


def shared(low: Whole, high: Whole, rows: slice, axis: int) -> Whole:
    """Length that each piece of the band shares with every piece along an axis, 0 if none."""
    first = np.maximum(low[rows, None, axis], low[None, :, axis])
    last = np.minimum(high[rows, None, axis], high[None, :, axis])
    length: Whole = np.maximum(last - first, 0)
    return length


def pairs(mask: NDArray[np.bool_], rows: slice) -> Iterator[tuple[int, int]]:
    """Every (row, row) that a mask of a band against all pieces marks."""
    for first, second in zip(*np.nonzero(mask), strict=True):
        yield int(first) + rows.start, int(second)


def violation(code: str, detail: str, *items: Item) -> Violation:
    """A sentence that begins with the pieces' names."""
    names = tuple(item.id for item in items)
    return Violation(code=code, item_ids=names, detail=f"{' and '.join(names)} {detail}.")


def violation_of_all(code: str, detail: str, load: Loaded) -> Violation:
    """A rule that the load breaks as a whole."""
    return Violation(code=code, item_ids=tuple(item.id for item in load.items), detail=f"{detail}.")


def _contacts(low: Whole, high: Whole) -> Iterator[Contact]:
    """Every pair of which one stands directly on the top of the other."""
    for rows in bands(len(low)):
        area = shared(low, high, rows, 0) * shared(low, high, rows, 1)
        for upper, lower in pairs((low[rows, None, 2] == high[None, :, 2]) & (area > 0), rows):
            first, last = np.maximum(low[upper], low[lower]), np.minimum(high[upper], high[lower])
            yield Contact(upper, lower, (int(first[0]), int(first[1]), int(last[0]), int(last[1])))
