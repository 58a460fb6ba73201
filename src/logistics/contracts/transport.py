"""Transport API: vehicles, quotes, bookings."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, PlainSerializer, StringConstraints

from logistics.contracts.body import Axles, Balance, Blocked, Place
from logistics.contracts.common import (
    NOT_BLANK,
    ONE_LINE,
    WHOLE,
    Address,
    Amount,
    Celsius,
    Contract,
    Currency,
    Day,
    Flag,
    Id,
    Kg,
    LayoutKey,
    LayoutRef,
    LayoutVersion,
    LengthMm,
    Line,
    Money,
    Patch,
    Reason,
    Sha256,
    Version,
    plainly,
    up_to,
)
from logistics.contracts.orders import Priority

Registration = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=20),
    ONE_LINE,
    Field(examples=["HH-LM 1042"], json_schema_extra=NOT_BLANK),
]
Rate = Annotated[
    Decimal,
    Field(ge=0, le=1000, decimal_places=4, examples=["1.35"]),
    up_to(1000, decimals=4),
]


class VehicleStatus(StrEnum):
    """Whether a vehicle is in service. Being booked is a matter of its bookings, not of this."""

    ACTIVE = "active"
    MAINTENANCE = "maintenance"
    RETIRED = "retired"


class VehicleCreate(Contract):
    """A vehicle: its cargo space, its door, what it carries and what it costs."""

    registration: Registration
    name: Line
    vehicle_type: Line = Field(examples=["truck-7.5"])
    cargo_length_mm: LengthMm
    cargo_width_mm: LengthMm
    cargo_height_mm: LengthMm
    door_width_mm: LengthMm
    door_height_mm: LengthMm
    door_left_mm: Place | None = Field(
        default=None, description="From the wall at y = 0 to the door; null: the door is in the middle."
    )
    door_sill_mm: Place = Field(default=0, description="From the floor up to the sill of the door.")
    max_payload_kg: Kg
    refrigerated: Flag = False
    tail_lift: Flag = False
    min_temperature_c: Celsius | None = Field(default=None, description="Coldest it can be kept at.")
    max_temperature_c: Celsius | None = Field(
        default=None, description="Warmest it can be kept at; given together with the coldest."
    )
    blocked: Blocked = Field(default=(), description="Room on the floor that no goods may take.")
    axles: Axles | None = None
    balance: Balance | None = None
    base_charge: Amount
    rate_per_km: Rate
    currency: Currency = "EUR"


class VehiclePatch(Patch):
    """What may change of a vehicle; its bookings keep what they were proven with."""

    may_be_emptied = frozenset({"min_temperature_c", "max_temperature_c", "axles", "balance", "door_left_mm"})

    registration: Registration | None = None
    name: Line | None = None
    vehicle_type: Line | None = None
    cargo_length_mm: LengthMm | None = None
    cargo_width_mm: LengthMm | None = None
    cargo_height_mm: LengthMm | None = None
    door_width_mm: LengthMm | None = None
    door_height_mm: LengthMm | None = None
    door_left_mm: Place | None = None
    door_sill_mm: Place | None = None
    max_payload_kg: Kg | None = None
    refrigerated: Flag | None = None
    tail_lift: Flag | None = None
    min_temperature_c: Celsius | None = None
    max_temperature_c: Celsius | None = None
    blocked: Blocked | None = None
    axles: Axles | None = None
    balance: Balance | None = None
    base_charge: Amount | None = None
    rate_per_km: Rate | None = None
    currency: Currency | None = None
    status: VehicleStatus | None = None


class VehicleRead(VehicleCreate):
    """A vehicle as stored."""

    id: Id
    status: VehicleStatus
    version: Version


class Period(Contract):
    """Days a vehicle is away, half open: `to` is the first day it is free again."""

    from_: Day = Field(alias="from")
    to: Day


class BlockCreate(Contract):
    """Days a vehicle cannot be booked, for instance in the workshop."""

    period: Period
    reason: Line


class BlockRead(BlockCreate):
    """A block as stored."""

    id: Id
    vehicle_id: Id


class PriceRequest(Contract):
    """What to price: this vehicle, on this route and day, for this load."""

    vehicle_id: Id
    origin: Address
    destination: Address
    date: Day
    weight_kg: Kg
    volume_m3: Annotated[
        Decimal,
        Field(gt=0, le=1_000_000, decimal_places=9, examples=["2.592"]),
        up_to(1_000_000, decimals=9, above_zero=True),
        PlainSerializer(plainly, when_used="json"),
    ]
    priority: Priority = Priority.STANDARD


class PriceLine(Contract):
    """One line of a price."""

    code: Literal["base", "distance", "priority", "refrigeration"]
    label: str
    amount: Amount


class QuoteRead(Contract):
    """A price that holds until `valid_until`; the lines add up to the total to the cent."""

    quote_id: Id
    vehicle_id: Id
    valid_until: datetime
    period: Period
    distance_km: Decimal
    distance_source: str
    lines: list[PriceLine]
    total: Money


class LoadToBook(Contract):
    """The quote with which one load of the layout is booked."""

    quote_id: Id
    load_index: Annotated[int, Field(ge=0, le=99), WHOLE]


class BookingCreate(Contract):
    """Book every load of one stored layout, or none."""

    order_ids: Annotated[list[Id], Field(min_length=1, max_length=1)]
    layout_key: LayoutKey
    layout_version: LayoutVersion
    layout_sha256: Sha256
    loads: Annotated[list[LoadToBook], Field(min_length=1, max_length=100)]


class BookingStatus(StrEnum):
    """Where a booking is on its way."""

    CONFIRMED = "confirmed"
    IN_TRANSIT = "in_transit"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"


class MadeFor(Contract):
    """What an order said when a booking was made for it; a booking never changes in this."""

    plan_version: Version
    pickup_date: Day
    priority: Priority
    origin: Address
    destination: Address
    pieces: int
    weight_kg: Decimal
    goods_sha256: Sha256 = Field(description="Of all pieces with their sizes, weights and handling.")


class BookingSettle(Contract):
    """The order whose bookings it is to be told of again."""

    order_id: Id


class BookingRead(Contract):
    """A vehicle held for one load of an order."""

    id: Id
    number: str
    vehicle_id: Id
    order_ids: list[Id]
    load_index: int
    period: Period
    layout: LayoutRef
    quote_id: Id
    price: Money
    made_for: MadeFor | None = Field(default=None, description="Absent where the booking is older than this field.")
    status: BookingStatus
    status_reason: str | None
    version: Version
    created_at: datetime
    updated_at: datetime


class BookingStatusPatch(Contract):
    """Move a booking on: confirmed -> in_transit -> delivered, or cancel it while confirmed."""

    status: BookingStatus
    reason: Reason | None = None
