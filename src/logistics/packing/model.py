"""What is packed, into what, and what came of it. Lengths in whole mm, weights in whole g.

Axes: x runs from the bulkhead to the doors, y across, z up; a placement is its corner nearest the origin.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import permutations

from logistics.dock.body import Axles, Balance, Blocked, blocked_faults
from logistics.dock.door import Door
from logistics.dock.fields import Fault
from logistics.dock.rules import Orientation, Reason, Rules, contradictions

__all__ = [
    "LONGEST_SPACE_MM",
    "ROTATIONS",
    "Axles",
    "Balance",
    "Blocked",
    "CargoSpace",
    "Item",
    "LeftOver",
    "LoadPlan",
    "Orientation",
    "Placement",
    "Reason",
    "Rounds",
    "Seconds",
    "StopRule",
    "share_a_temperature",
]

LONGEST_SPACE_MM = 100_000
"""No cargo space is longer than 100 m in any direction; volumes then stay exact in 64 bits."""

ROTATIONS = tuple("".join(letters) for letters in permutations("LWH"))
"""A code names the side of the piece that lies along x, y and z: `LWH` is as given."""


_PERMITTED = {
    Orientation.ANY: ROTATIONS,
    Orientation.UPRIGHT: ("LWH", "WLH"),
    Orientation.FIXED: ("LWH",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Item(Rules):
    """One physical piece, with the rules it goes by.

    Explicit `rotations` override `orientation`. `stop` counts from 1, the first place where goods leave the vehicle.
    Pieces of one `group`, such as an order, go into one space when that is asked for.
    """

    id: str
    length_mm: int
    width_mm: int
    height_mm: int
    weight_g: int
    rotations: tuple[str, ...] | None = None
    stop: int = 1
    group: str | None = None

    def __post_init__(self) -> None:
        if min(self.length_mm, self.width_mm, self.height_mm) < 1 or self.weight_g < 0:
            raise ValueError(f"Piece {self.id}: sides are at least 1 mm and the weight is not negative.")
        unknown = set(self.rotations or ()) - set(ROTATIONS)
        if unknown or self.rotations == ():
            raise ValueError(f"Piece {self.id}: rotations are some of {', '.join(ROTATIONS)}.")
        if self.stop < 1 or (self.max_layers is not None and self.max_layers < 1):
            raise ValueError(f"Piece {self.id}: stops and layers count from 1.")
        _refuse(f"Piece {self.id}", contradictions(self))

    @property
    def volume_mm3(self) -> int:
        """Room the piece itself takes."""
        return self.length_mm * self.width_mm * self.height_mm

    def gets_along_with(self, other: Item) -> bool:
        """Whether both may be in one cargo space, as far as tags and temperatures say."""
        return not self.clash_with(other) and share_a_temperature(self.temperature_c, other.temperature_c)

    def permitted_sizes(self) -> tuple[tuple[int, int, int], ...]:
        """Every (dx, dy, dz) in mm in which the piece may stand, without repeats."""
        sides = {"L": self.length_mm, "W": self.width_mm, "H": self.height_mm}
        codes = self.rotations or _PERMITTED[self.orientation]
        sizes = [(sides[code[0]], sides[code[1]], sides[code[2]]) for code in codes]
        return tuple(dict.fromkeys(sizes))


def _refuse(what: str, faults: Iterable[Fault]) -> None:
    for fault in faults:
        raise ValueError(f"{what}: {fault.words}")


def share_a_temperature(one: tuple[int, int] | None, other: tuple[int, int] | None) -> bool:
    """Whether two ranges in °C have a temperature in common; None is any temperature."""
    return one is None or other is None or max(one[0], other[0]) <= min(one[1], other[1])


@dataclass(frozen=True, slots=True, kw_only=True)
class CargoSpace:
    """The inside of a vehicle or container.

    The door is an opening in the wall at the end of the length; one that is not given is as large as the inside. It
    lies in the middle unless `door_left_mm` says how far it is from the wall at y = 0, and its sill is on the floor
    unless `door_sill_mm` says how high.

    `temperature_c` is the coldest and the warmest it can be kept at; without it, pieces that have a
    temperature range cannot go in. `blocked` is room that no piece may take, such as wheel arches or a unit that
    hangs from the roof.
    """

    id: int
    length_mm: int
    width_mm: int
    height_mm: int
    max_payload_g: int | None
    door_width_mm: int | None = None
    door_height_mm: int | None = None
    refrigerated: bool = False
    cost_cents: int = 0
    temperature_c: tuple[int, int] | None = None
    blocked: tuple[Blocked, ...] = ()
    axles: Axles | None = None
    balance: Balance | None = None
    door_left_mm: int | None = None
    door_sill_mm: int = 0

    def __post_init__(self) -> None:
        sides = (self.length_mm, self.width_mm, self.height_mm)
        if min(sides) < 1 or max(sides) > LONGEST_SPACE_MM:
            raise ValueError(f"Cargo space {self.id}: sides are 1 to {LONGEST_SPACE_MM} mm, not {sides}.")
        left, right, sill, lintel = self.opening
        if not (0 <= left < right and 0 <= sill < lintel):
            raise ValueError(f"Cargo space {self.id}: the door is an opening in the wall, which is {sides[1:]} mm.")
        _refuse(f"Blocked room of cargo space {self.id}", blocked_faults(self.blocked, sides))
        _refuse(f"Axles of cargo space {self.id}", self.axles.faults() if self.axles else ())
        _refuse(f"Balance of cargo space {self.id}", self.balance.faults() if self.balance else ())
        if self.temperature_c is not None and self.temperature_c[0] > self.temperature_c[1]:
            raise ValueError(f"Cargo space {self.id}: the coldest temperature comes before the warmest.")

    @property
    def volume_mm3(self) -> int:
        """Inner volume, wheel arches included."""
        return self.length_mm * self.width_mm * self.height_mm

    def keeps(self, temperature_c: tuple[int, int] | None) -> bool:
        """Whether it can be kept within a range in °C; None is any temperature."""
        if self.temperature_c is None:
            return temperature_c is None
        return share_a_temperature(self.temperature_c, temperature_c)

    @property
    def opening(self) -> tuple[int, int, int, int]:
        """Where the door begins and ends across, its sill and its lintel, as far as there is a room behind it."""
        door = Door(self.door_width_mm, self.door_height_mm, self.door_left_mm, self.door_sill_mm)
        return door.opening((self.length_mm, self.width_mm, self.height_mm))

    @property
    def is_open(self) -> bool:
        """Whether the whole cross-section can be entered: the door is as large as the inside, and nothing blocked."""
        return self.opening == (0, self.width_mm, 0, self.height_mm) and not self.blocked

    def passes_door(self, size: tuple[int, int, int]) -> bool:
        """Whether a piece that stands with these (dx, dy, dz) in mm goes through the doors."""
        left, right, sill, lintel = self.opening
        return size[1] <= right - left and size[2] <= lintel - sill


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """Where a piece stands. `load_step` counts from 1, in an order in which every piece can be put in."""

    item_id: str
    x_mm: int
    y_mm: int
    z_mm: int
    dx_mm: int
    dy_mm: int
    dz_mm: int
    load_step: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOver:
    """A piece without a place, and why, in a sentence with the numbers."""

    item_id: str
    reason: Reason
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadPlan:
    """One loaded cargo space and the pieces that did not get in."""

    space: CargoSpace
    placements: tuple[Placement, ...]
    left_over: tuple[LeftOver, ...]


@dataclass(frozen=True, slots=True)
class Seconds:
    """Stop improving after this long; finding the first plan may take longer."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Rounds:
    """Stop improving after this many rounds of search: the same seed then gives the same plan."""

    rounds: int


StopRule = Seconds | Rounds
