"""The door: an opening in the wall at the end of the length."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from logistics.dock.body import Sides
from logistics.dock.fields import Fault


@dataclass(frozen=True, slots=True)
class Door:
    """A door by its size and place, in mm.

    A side that is not given is as large as the inside. It lies in the middle unless `left_mm` says how far it is from
    the wall at y = 0, and its sill is `sill_mm` above the floor.
    """

    width_mm: int | None
    height_mm: int | None
    left_mm: int | None
    sill_mm: int

    def opening(self, sides_mm: Sides) -> tuple[int, int, int, int]:
        """Where it begins and ends across, its sill and its lintel, as far as a room of these sides is behind."""
        _, width, height = sides_mm
        wide = width if self.width_mm is None else min(self.width_mm, width)
        left = (width - wide) // 2 if self.left_mm is None else self.left_mm
        tall = height if self.height_mm is None else self.height_mm
        return left, min(left + wide, width), self.sill_mm, min(self.sill_mm + tall, height)

    def faults(self, sides_mm: Sides) -> Iterator[Fault]:
        """That it would not be in the wall where it is said to be."""
        _, width, height = sides_mm
        right, lintel = (self.left_mm or 0) + (self.width_mm or 0), self.sill_mm + (self.height_mm or 0)
        if self.left_mm is not None and right > width:
            words = f"The door would reach to {right} mm and the cargo space is {width} mm wide."
            yield Fault(("door_left_mm",), "outside", words)
        if self.sill_mm > 0 and lintel > height:
            words = f"The door would reach to {lintel} mm and the cargo space is {height} mm high."
            yield Fault(("door_sill_mm",), "outside", words)
