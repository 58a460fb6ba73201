"""Vehicles, quotes and bookings, and the decisions they make.

Lengths in mm, weights in g, volumes in mm3; money is exact, in the currency of the vehicle.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Self

from logistics.dock.body import Axles, Balance, Blocked, Sides, blocked_faults
from logistics.dock.door import Door
from logistics.dock.fields import Fault, below
from logistics.dock.rules import temperature_faults
from logistics.pricing import PriceLine
from logistics.transport.errors import (
    DateOutOfRange,
    IllegalTransition,
    PeriodOutOfOrder,
    VehicleInvalid,
    VehicleNotActive,
)
from logistics.words import BOOKING_MOVES, BookingStatus, Priority, VehicleStatus

QUOTE_VALID = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Period:
    """Days a vehicle is away, half open: `end` is the first day it is free again."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise PeriodOutOfOrder

    @classmethod
    def of(cls, start: date, days: int) -> Self:
        """So many days from `start`.

        Raises:
            DateOutOfRange: They reach beyond the calendar.
        """
        try:
            return cls(start, start + timedelta(days=days))
        except OverflowError:
            raise DateOutOfRange(start, days) from None


@dataclass(frozen=True, slots=True, kw_only=True)
class VehicleDraft:
    """A vehicle as described: its cargo space, its door, what it carries and what it costs."""

    registration: str
    name: str
    vehicle_type: str
    cargo_length_mm: int
    cargo_width_mm: int
    cargo_height_mm: int
    door_width_mm: int
    door_height_mm: int
    max_payload_g: int
    refrigerated: bool
    tail_lift: bool
    base_charge: Decimal
    rate_per_km: Decimal
    currency: str
    min_temperature_c: int | None = None
    max_temperature_c: int | None = None
    blocked: tuple[Blocked, ...] = ()
    axles: Axles | None = None
    balance: Balance | None = None
    door_left_mm: int | None = None
    door_sill_mm: int = 0

    @property
    def door_mm(self) -> tuple[int, int, int, int]:
        """Where the door begins and ends across, its sill and its lintel."""
        return self._door.opening(self.sides_mm)

    @property
    def _door(self) -> Door:
        return Door(self.door_width_mm, self.door_height_mm, self.door_left_mm, self.door_sill_mm)

    @property
    def sides_mm(self) -> Sides:
        """Length, width and height of the cargo space."""
        return self.cargo_length_mm, self.cargo_width_mm, self.cargo_height_mm

    def require_sound(self) -> None:
        """Refuse what contradicts itself.

        Raises:
            VehicleInvalid: With every fault.
        """
        if faults := [*self._faults()]:
            raise VehicleInvalid(faults)

    def _faults(self) -> Iterator[Fault]:
        yield from temperature_faults(self.min_temperature_c, self.max_temperature_c)
        yield from self._door.faults(self.sides_mm)
        yield from below("blocked", faults=blocked_faults(self.blocked, self.sides_mm))
        if self.axles:
            yield from below("axles", faults=self.axles.faults())
        if self.balance:
            yield from below("balance", faults=self.balance.faults_inside(self.sides_mm))
            yield from below("balance", faults=self.balance.faults())


SHRINKABLE = (
    "cargo_length_mm",
    "cargo_width_mm",
    "cargo_height_mm",
    "door_width_mm",
    "door_height_mm",
    "max_payload_g",
    "refrigerated",
)
"""What a layout was proven against."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vehicle(VehicleDraft):
    """A vehicle of the fleet. Changing one returns a new one."""

    id: int
    status: VehicleStatus
    version: int

    @property
    def volume_mm3(self) -> int:
        """Volume of the cargo space."""
        return self.cargo_length_mm * self.cargo_width_mm * self.cargo_height_mm

    def require_active(self) -> None:
        """Refuse when it is not in service.

        Raises:
            VehicleNotActive: It is in maintenance or retired.
        """
        if self.status is not VehicleStatus.ACTIVE:
            raise VehicleNotActive(self.id, self.status)

    def change(self, changes: dict[str, Any]) -> Self:
        """The vehicle with these fields changed, as its next version."""
        return replace(self, **changes, version=self.version + 1)

    def breaks_bookings(self, after: Self) -> bool:
        """Whether a booking made for this vehicle might no longer hold once it is as `after`."""
        leaves = self.status is VehicleStatus.ACTIVE and after.status is not VehicleStatus.ACTIVE
        shrinks = any(getattr(after, field) < getattr(self, field) for field in SHRINKABLE)
        return leaves or shrinks or self._binds_more(after)

    def _binds_more(self, after: Self) -> bool:
        """Whether the body changes in a way that a load may not bear.

        Goods may stand on a wheel arch, so that none may come or go. A door in the middle moves with the width. Axle
        loads and balance may be set free; whether other limits are looser is a matter of each load.
        """
        if after.blocked != self.blocked or not after.keeps(self.min_temperature_c, self.max_temperature_c):
            return True
        left, right, sill, lintel = self.door_mm
        new_left, new_right, new_sill, new_lintel = after.door_mm
        if new_left > left or new_right < right or new_sill > sill or new_lintel < lintel:
            return True
        # The middle, from which the balance across is measured, moves with the width.
        if after.balance is not None and after.cargo_width_mm != self.cargo_width_mm:
            return True
        return any(new not in (None, old) for old, new in ((self.axles, after.axles), (self.balance, after.balance)))

    def keeps(self, coldest: int | None, warmest: int | None) -> bool:
        """Whether every temperature of a range in °C can be kept; None is no range."""
        if coldest is None or warmest is None:
            return True
        own = (self.min_temperature_c, self.max_temperature_c)
        return own[0] is not None and own[1] is not None and own[0] <= coldest and warmest <= own[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirements:
    """What a vehicle must offer at least; a field left away asks for nothing."""

    min_length_mm: int | None = None
    min_width_mm: int | None = None
    min_height_mm: int | None = None
    min_payload_g: int | None = None
    refrigerated: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadNeeds:
    """What a packed load asks of another vehicle.

    `sides_mm` are the largest shortest, middle and longest side of its pieces: a space whose own sides, sorted,
    are smaller somewhere cannot take every piece, however turned. `coldest_c` and `warmest_c` suit every piece.
    """

    weight_g: int
    volume_mm3: int
    sides_mm: Sides
    refrigerated: bool
    coldest_c: int | None
    warmest_c: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Days a vehicle cannot be booked, and why."""

    id: int
    vehicle_id: int
    period: Period
    reason: str


@dataclass(frozen=True, slots=True)
class Point:
    """Where a route begins or ends, in degrees."""

    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class Route:
    """From where to where."""

    origin: Point
    destination: Point


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteDraft:
    """A price for one vehicle, route, period and load."""

    vehicle_id: int
    route: Route
    period: Period
    priority: Priority
    weight_g: int
    volume_mm3: int
    distance_km: Decimal
    distance_source: str
    lines: tuple[PriceLine, ...]
    total: Decimal
    currency: str
    valid_until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote(QuoteDraft):
    """A price that was given; it is the price booked."""

    id: int

    def has_expired(self, now: datetime) -> bool:
        """Whether it is too late to book with it."""
        return now >= self.valid_until


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingDraft:
    """A vehicle to be held for one load of an order, at a quote's price."""

    vehicle_id: int
    order_id: int
    load_index: int
    period: Period
    layout_key: str
    layout_version: str
    layout_sha256: str
    quote_id: int
    price: Decimal
    currency: str
    made_for: dict[str, Any] | None
    """What the order said, in the shape of the contract; None where the booking is older than this field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking(BookingDraft):
    """A vehicle held for one load of an order. Moving one returns a new one."""

    id: int
    hold_id: int
    status: BookingStatus
    status_reason: str | None
    version: int
    created_at: datetime
    updated_at: datetime

    @property
    def number(self) -> str:
        """What people call it."""
        return f"BKG-{self.created_at.year}-{self.id:06d}"

    def move(self, status: BookingStatus, reason: str | None, at: datetime) -> Self:
        """The booking one step further; itself when it is there already, so a repeat does no harm.

        Raises:
            IllegalTransition: It does not move that way.
        """
        if status is self.status:
            return self
        if status not in BOOKING_MOVES[self.status]:
            raise IllegalTransition(self.id, self.status, status, BOOKING_MOVES[self.status])
        return replace(self, status=status, status_reason=reason, version=self.version + 1, updated_at=at)


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingFilter:
    """Which bookings a list holds; a field left away does not narrow it.

    `from_day` and `to_day` are a period, half open, on some day of which the vehicle is away.
    """

    order_id: int | None = None
    vehicle_id: int | None = None
    status: BookingStatus | None = None
    from_day: date | None = None
    to_day: date | None = None
    changed_after: datetime | None = None
    told: bool | None = None

    def __post_init__(self) -> None:
        if self.from_day and self.to_day and self.to_day <= self.from_day:
            raise PeriodOutOfOrder("/to", "query")
