"""What a vehicle's body adds to its inner sizes: wheel arches, axles, and where its load's weight may lie.

Axes as in `model`: x runs from the bulkhead to the doors, y across, z up.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocked:
    """A cuboid that stands on the floor and takes room, such as a wheel arch. Pieces may stand on its top."""

    x_mm: int
    y_mm: int
    dx_mm: int
    dy_mm: int
    dz_mm: int

    def within(self, sides: tuple[int, int, int]) -> bool:
        """Whether it has a size and lies inside a room of these sides, in mm."""
        return (
            min(self.x_mm, self.y_mm) >= 0
            and min(self.dx_mm, self.dy_mm, self.dz_mm) > 0
            and self.x_mm + self.dx_mm <= sides[0]
            and self.y_mm + self.dy_mm <= sides[1]
            and self.dz_mm <= sides[2]
        )

    def overlaps(self, other: Blocked) -> bool:
        """Whether both take some of the same floor."""
        return (
            self.x_mm < other.x_mm + other.dx_mm
            and other.x_mm < self.x_mm + self.dx_mm
            and self.y_mm < other.y_mm + other.dy_mm
            and other.y_mm < self.y_mm + self.dy_mm
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Axles:
    """A vehicle on two axles, as a lever; for a semi-trailer the kingpin is the front axle.

    `bulkhead_mm` is how far the bulkhead lies behind the front axle (negative: before it). Axle loads are in
    g: what the empty vehicle puts on each (`tare`), and what each may bear in all (`max`).
    """

    wheelbase_mm: int
    bulkhead_mm: int
    tare_front_g: int
    tare_rear_g: int
    max_front_g: int
    max_rear_g: int

    def __post_init__(self) -> None:
        if self.wheelbase_mm < 1:
            raise ValueError("Axles: the wheelbase is at least 1 mm.")
        if self.tare_front_g > self.max_front_g or self.tare_rear_g > self.max_rear_g:
            raise ValueError("Axles: the empty vehicle already exceeds its permitted axle loads.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """Where the centre of gravity of a load may lie, once the load weighs `from_g`; lighter loads are free.

    `min_x_mm` and `max_x_mm` count from the bulkhead, `max_lateral_mm` from the middle to either side.
    """

    min_x_mm: int | None = None
    max_x_mm: int | None = None
    max_lateral_mm: int | None = None
    from_g: int = 0
