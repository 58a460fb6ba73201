"""Bookings: which vehicle carries which load of an order."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated

from pydantic import (
    Field,
)

from logistics.contracts.address import Address
from logistics.contracts.base import Contract
from logistics.contracts.layout_ref import LayoutKey, LayoutRef, LayoutVersion
from logistics.contracts.moments import Day
from logistics.contracts.money import Money
from logistics.contracts.numbers import WHOLE, Id, Version
from logistics.contracts.orders import Priority
from logistics.contracts.texts import Reason, Sha256
from logistics.contracts.vehicles import Period
from logistics.words import BookingStatus as BookingStatus


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
