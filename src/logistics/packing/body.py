"""What a vehicle's body adds to its inner sizes: blocked room, axles, and where its load's weight may lie.

Axes as in `model`: x runs from the bulkhead to the doors, y across, z up.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocked:
    """A cuboid that takes room: a wheel arch, or at some height `z_mm` a unit that hangs from the roof.

    Pieces may stand on the top of one that stands on the floor; one that hangs carries nothing.
    """

    x_mm: int
    y_mm: int
    dx_mm: int
    dy_mm: int
    dz_mm: int
    z_mm: int = 0

    @property
    def top_mm(self) -> int:
        """How high it reaches."""
        return self.z_mm + self.dz_mm

    @property
    def hangs(self) -> bool:
        """Whether there is room below it."""
        return self.z_mm > 0

    def within(self, sides: tuple[int, int, int]) -> bool:
        """Whether it has a size and lies inside a room of these sides, in mm."""
        return (
            min(self.x_mm, self.y_mm, self.z_mm) >= 0
            and min(self.dx_mm, self.dy_mm, self.dz_mm) > 0
            and self.x_mm + self.dx_mm <= sides[0]
            and self.y_mm + self.dy_mm <= sides[1]
            and self.top_mm <= sides[2]
        )

    def overlaps(self, other: Blocked) -> bool:
        """Whether both take some of the same room."""
        return (
            self.x_mm < other.x_mm + other.dx_mm
            and other.x_mm < self.x_mm + self.dx_mm
            and self.y_mm < other.y_mm + other.dy_mm
            and other.y_mm < self.y_mm + self.dy_mm
            and self.z_mm < other.top_mm
            and other.z_mm < self.top_mm
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Axles:
    """A vehicle on two axles, as a lever; for a semi-trailer the kingpin is the front axle.

    `bulkhead_mm` is how far the bulkhead lies behind the front axle (negative: before it). Axle loads are in
    g: what the empty vehicle puts on each (`tare`), and what each may bear in all (`max`).

    No axle may be lifted off the road. One that steers or drives must bear at least a share (0 to 1) of what vehicle
    and load weigh together.
    """

    wheelbase_mm: int
    bulkhead_mm: int
    tare_front_g: int
    tare_rear_g: int
    max_front_g: int
    max_rear_g: int
    min_front_share: float = 0.0
    min_rear_share: float = 0.0

    def __post_init__(self) -> None:
        if self.wheelbase_mm < 1:
            raise ValueError("Axles: the wheelbase is at least 1 mm.")
        if self.tare_front_g > self.max_front_g or self.tare_rear_g > self.max_rear_g:
            raise ValueError("Axles: the empty vehicle already exceeds its permitted axle loads.")
        if not (0 <= self.min_front_share <= 1 and 0 <= self.min_rear_share <= 1):
            raise ValueError("Axles: the least share of an axle is from 0 to 1.")
        if self.tare_front_g < self.least_front_g(0) or self.tare_rear_g < self.least_rear_g(0):
            raise ValueError("Axles: the empty vehicle already puts less than the least share on an axle.")

    def least_front_g(self, load_g: int) -> float:
        """What the front axle must bear with a load of so many grams."""
        return self.min_front_share * (self.tare_front_g + self.tare_rear_g + load_g)

    def least_rear_g(self, load_g: int) -> float:
        """What the rear axle must bear with a load of so many grams."""
        return self.min_rear_share * (self.tare_front_g + self.tare_rear_g + load_g)


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """Where the centre of gravity of a load may lie, once the load weighs `from_g`; lighter loads are free.

    `min_x_mm` and `max_x_mm` count from the bulkhead, `max_lateral_mm` from the middle to either side.
    """

    min_x_mm: int | None = None
    max_x_mm: int | None = None
    max_lateral_mm: int | None = None
    from_g: int = 0

    def __post_init__(self) -> None:
        if self.min_x_mm is not None and self.max_x_mm is not None and self.min_x_mm > self.max_x_mm:
            raise ValueError(f"Balance: at least {self.min_x_mm} and at most {self.max_x_mm} mm cannot both be kept.")
