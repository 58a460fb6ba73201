"""Vehicles, and the days on which they are not to be had."""

from decimal import Decimal
from typing import Annotated

from pydantic import (
    Field,
    StringConstraints,
)

from logistics.contracts.base import Contract, Patch
from logistics.contracts.body import Body, Place
from logistics.contracts.moments import Day
from logistics.contracts.money import Amount, Currency
from logistics.contracts.numbers import Flag, Id, Kg, LengthMm, Version, up_to
from logistics.contracts.texts import NOT_BLANK, ONE_LINE, Line
from logistics.words import VehicleStatus as VehicleStatus

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


class VehicleCreate(Body):
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
    base_charge: Amount
    rate_per_km: Rate
    currency: Currency = "EUR"


class VehiclePatch(Patch, of=VehicleCreate):
    """What may change of a vehicle; its bookings keep what they were proven with."""

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
