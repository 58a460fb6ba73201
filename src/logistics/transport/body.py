"""A vehicle's body beyond its inner sizes: wheel arches, axles, and where the weight of a load may lie.

x runs from the bulkhead to the doors, y across, z up. Lengths in mm, weights in g. Each says what is wrong with it
as pointers below its own place; which limits count is decided by the cargo space.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from logistics.kit.errors import FieldError

Sides = tuple[int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockedRoom:
    """A cuboid that no goods may take. They may stand on its top, unless it hangs above the floor."""

    x_mm: int
    y_mm: int
    dx_mm: int
    dy_mm: int
    dz_mm: int
    z_mm: int = 0

    def overlaps(self, other: "BlockedRoom") -> bool:
        """Whether both take some of the same room."""
        return (
            self.x_mm < other.x_mm + other.dx_mm
            and other.x_mm < self.x_mm + self.dx_mm
            and self.y_mm < other.y_mm + other.dy_mm
            and other.y_mm < self.y_mm + self.dy_mm
            and self.z_mm < other.z_mm + other.dz_mm
            and other.z_mm < self.z_mm + self.dz_mm
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Axles:
    """A vehicle on two axles: what the empty vehicle puts on each (`tare`), and what each may bear in all (`max`).

    Each must bear at least a share (0 to 1) of what vehicle and load weigh together.
    """

    wheelbase_mm: int
    bulkhead_mm: int
    tare_front_g: int
    tare_rear_g: int
    max_front_g: int
    max_rear_g: int
    min_front_share: float = 0.0
    min_rear_share: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """Where the centre of gravity of a load of `from_g` or more may lie."""

    min_x_mm: int | None
    max_x_mm: int | None
    max_lateral_mm: int | None
    from_g: int


def door_faults(size_mm: tuple[int, int], left_mm: int | None, sill_mm: int, sides_mm: Sides) -> Iterator[FieldError]:
    """A door, of which width and height are given, that would not be in the wall where it is said to be."""
    (wide, tall), (_, width, height) = size_mm, sides_mm
    if left_mm is not None and left_mm + wide > width:
        message = f"The door would reach to {left_mm + wide} mm and the cargo space is {width} mm wide."
        yield FieldError("/door_left_mm", "outside", message)
    if sill_mm > 0 and sill_mm + tall > height:
        message = f"The door would reach to {sill_mm + tall} mm and the cargo space is {height} mm high."
        yield FieldError("/door_sill_mm", "outside", message)


def blocked_faults(blocked: Sequence[BlockedRoom], sides_mm: Sides) -> Iterator[FieldError]:
    """Rooms that reach out of the cargo space, or take the room of one named before."""
    length, width, height = sides_mm
    for index, room in enumerate(blocked):
        at = f"/blocked/{index}"
        for side, reach, limit, name in (
            ("dx_mm", room.x_mm + room.dx_mm, length, "long"),
            ("dy_mm", room.y_mm + room.dy_mm, width, "wide"),
            ("dz_mm", room.z_mm + room.dz_mm, height, "high"),
        ):
            if reach > limit:
                message = f"It reaches to {reach} mm and the cargo space is {limit} mm {name}."
                yield FieldError(f"{at}/{side}", "outside", message)
        for earlier, other in enumerate(blocked[:index]):
            if room.overlaps(other):
                yield FieldError(at, "overlap", f"It takes the same room as /blocked/{earlier}.")


def axle_faults(axles: Axles) -> Iterator[FieldError]:
    """Axles that bear too much, or too little, before anything is loaded."""
    empty_g = axles.tare_front_g + axles.tare_rear_g
    for end, tare_g, max_g, share in (
        ("front", axles.tare_front_g, axles.max_front_g, axles.min_front_share),
        ("rear", axles.tare_rear_g, axles.max_rear_g, axles.min_rear_share),
    ):
        if tare_g > max_g:
            message = f"The empty vehicle puts {tare_g / 1000:g} kg on it; permitted are {max_g / 1000:g} kg."
            yield FieldError(f"/axles/tare_{end}_kg", "above_the_limit", message)
        if tare_g < share * empty_g:
            message = f"The empty vehicle puts {tare_g / empty_g:.3g} of its weight on it, and not {share:g}."
            yield FieldError(f"/axles/min_{end}_share", "above_the_limit", message)


def balance_faults(balance: Balance, sides_mm: Sides) -> Iterator[FieldError]:
    """Limits that lie outside of the cargo space, or that no load could keep."""
    length, width, _ = sides_mm
    for name, place, limit, where in (
        ("min_x_mm", balance.min_x_mm, length, "the cargo space is"),
        ("max_x_mm", balance.max_x_mm, length, "the cargo space is"),
        ("max_lateral_mm", balance.max_lateral_mm, width // 2, "from the middle to a wall it is"),
    ):
        if place is not None and place > limit:
            yield FieldError(f"/balance/{name}", "outside", f"It is {place} mm, and {where} {limit} mm.")
    if balance.min_x_mm is not None and balance.max_x_mm is not None and balance.min_x_mm > balance.max_x_mm:
        message = f"At least {balance.min_x_mm} and at most {balance.max_x_mm} mm cannot both be kept."
        yield FieldError("/balance/min_x_mm", "above_the_limit", message)


def temperature_faults(coldest: int | None, warmest: int | None) -> Iterator[FieldError]:
    """A range of which one end is missing, or the ends are in the wrong order; in °C."""
    if (coldest is None) != (warmest is None):
        missing = "min_temperature_c" if coldest is None else "max_temperature_c"
        yield FieldError(f"/{missing}", "required", "Give the coldest and the warmest, or neither.")
    elif coldest is not None and warmest is not None and coldest > warmest:
        message = f"The coldest, {coldest} °C, is not above the warmest, {warmest} °C."
        yield FieldError("/min_temperature_c", "above_the_warmest", message)
