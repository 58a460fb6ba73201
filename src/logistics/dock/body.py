"""A vehicle's body beyond its inner sizes: blocked room, axles, and where the weight of a load may lie.

x runs from the bulkhead to the doors, y across, z up. Lengths in mm, weights in g. Each says what is wrong with it in
the words of the wire, with paths below its own place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from logistics.dock.fields import Fault, Kind, said

Sides = tuple[int, int, int]
_LEAST = "Part of the weight of vehicle and load that the {} axle must bear, as axles that steer or drive must."


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocked:
    """A cuboid that takes room: a wheel arch, or at some height `z_mm` a unit that hangs from the roof.

    Pieces may stand on the top of one that stands on the floor; one that hangs carries nothing.
    """

    x_mm: int = said(Kind.PLACE_MM, "")
    y_mm: int = said(Kind.PLACE_MM, "")
    dx_mm: int = said(Kind.LENGTH_MM, "")
    dy_mm: int = said(Kind.LENGTH_MM, "")
    dz_mm: int = said(Kind.LENGTH_MM, "")
    z_mm: int = said(Kind.PLACE_MM, "Height of its underside above the floor.", 0)

    @property
    def top_mm(self) -> int:
        """How high it reaches."""
        return self.z_mm + self.dz_mm

    @property
    def hangs(self) -> bool:
        """Whether there is room below it."""
        return self.z_mm > 0

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

    `tare` is what the empty vehicle puts on an axle, `max` what the axle may bear in all. No axle may be lifted off
    the road; one that steers or drives must bear at least a share (0 to 1) of what vehicle and load weigh together.
    """

    wheelbase_mm: int = said(Kind.LENGTH_MM, "")
    bulkhead_mm: int = said(Kind.OFFSET_MM, "How far the bulkhead lies behind the front axle; negative: before it.")
    tare_front_g: int = said(Kind.WEIGHT_G, "")
    tare_rear_g: int = said(Kind.WEIGHT_G, "")
    max_front_g: int = said(Kind.LIMIT_G, "")
    max_rear_g: int = said(Kind.LIMIT_G, "")
    min_front_share: float = said(Kind.SHARE, _LEAST.format("front"), 0.0)
    min_rear_share: float = said(Kind.SHARE, _LEAST.format("rear"), 0.0)

    def least_front_g(self, load_g: int) -> float:
        """What the front axle must bear with a load of so many grams."""
        return self.min_front_share * (self.tare_front_g + self.tare_rear_g + load_g)

    def least_rear_g(self, load_g: int) -> float:
        """What the rear axle must bear with a load of so many grams."""
        return self.min_rear_share * (self.tare_front_g + self.tare_rear_g + load_g)

    def faults(self) -> Iterator[Fault]:
        """What bears too much, or too little, before anything is loaded."""
        empty_g = self.tare_front_g + self.tare_rear_g
        for end, tare_g, max_g, share in (
            ("front", self.tare_front_g, self.max_front_g, self.min_front_share),
            ("rear", self.tare_rear_g, self.max_rear_g, self.min_rear_share),
        ):
            if tare_g > max_g:
                words = f"The empty vehicle puts {tare_g / 1000:g} kg on it; permitted are {max_g / 1000:g} kg."
                yield Fault((f"tare_{end}_kg",), "above_the_limit", words)
            if tare_g < share * empty_g:
                words = f"The empty vehicle puts {tare_g / empty_g:.3g} of its weight on it, and not {share:g}."
                yield Fault((f"min_{end}_share",), "above_the_limit", words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """Where the centre of gravity of a load may lie, once the load weighs `from`; lighter loads are free."""

    min_x_mm: int | None = said(Kind.PLACE_MM, "From the bulkhead.", None)
    max_x_mm: int | None = said(Kind.PLACE_MM, "From the bulkhead.", None)
    max_lateral_mm: int | None = said(Kind.PLACE_MM, "From the middle to either side.", None)
    from_g: int = said(Kind.LIMIT_G, "", 0, neutral="from_weight")

    def faults(self) -> Iterator[Fault]:
        """Limits that no load could keep."""
        if self.min_x_mm is not None and self.max_x_mm is not None and self.min_x_mm > self.max_x_mm:
            words = f"At least {self.min_x_mm} and at most {self.max_x_mm} mm cannot both be kept."
            yield Fault(("min_x_mm",), "above_the_limit", words)

    def faults_inside(self, sides_mm: Sides) -> Iterator[Fault]:
        """Limits that lie outside of the cargo space."""
        length, width, _ = sides_mm
        for name, place, limit, where in (
            ("min_x_mm", self.min_x_mm, length, "the cargo space is"),
            ("max_x_mm", self.max_x_mm, length, "the cargo space is"),
            ("max_lateral_mm", self.max_lateral_mm, width // 2, "from the middle to a wall it is"),
        ):
            if place is not None and place > limit:
                yield Fault((name,), "outside", f"It is {place} mm, and {where} {limit} mm.")


def blocked_faults(blocked: Sequence[Blocked], sides_mm: Sides) -> Iterator[Fault]:
    """Rooms that reach out of the cargo space, or take the room of one named before."""
    length, width, height = sides_mm
    for index, room in enumerate(blocked):
        for side, reach, limit, name in (
            ("dx_mm", room.x_mm + room.dx_mm, length, "long"),
            ("dy_mm", room.y_mm + room.dy_mm, width, "wide"),
            ("dz_mm", room.top_mm, height, "high"),
        ):
            if reach > limit:
                words = f"It reaches to {reach} mm and the cargo space is {limit} mm {name}."
                yield Fault((index, side), "outside", words)
        for earlier, other in enumerate(blocked[:index]):
            if room.overlaps(other):
                yield Fault((index,), "overlap", f"It takes the same room as /blocked/{earlier}.")
