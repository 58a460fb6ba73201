"""What an order knows of its bookings."""

from typing import Annotated

from pydantic import (
    Field,
)

from logistics.contracts.base import Contract
from logistics.contracts.layout_ref import LayoutRef
from logistics.contracts.money import Money
from logistics.contracts.numbers import Id, Version
from logistics.contracts.texts import Prose
from logistics.words import BookingStatus


class Booked(Contract):
    """What the order keeps of its bookings: facts for people; the Transport API owns the bookings."""

    booking_ids: Annotated[list[Id], Field(min_length=1)]
    layout: LayoutRef
    price: Money


class BookingState(Contract):
    """A booking of an order, and where it is on its way."""

    booking_id: Id
    status: BookingStatus


class BookingsReport(Contract):
    """Every booking an order ever had, as the Transport API has them now; the order's status follows from them.

    `plan_version`, `layout` and `price` are those of the bookings that are not cancelled, and absent without one.
    """

    bookings: Annotated[list[BookingState], Field(max_length=1000)]
    plan_version: Version | None = None
    layout: LayoutRef | None = None
    price: Money | None = None
    reason: Prose | None = Field(default=None, description="Why the last of them was cancelled.")
