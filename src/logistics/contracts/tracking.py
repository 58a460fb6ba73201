"""How a customer follows an order."""

from datetime import date, datetime

from pydantic import (
    Field,
)

from logistics.contracts.base import Contract
from logistics.contracts.orders import OrderStatus


class TrackingLinkRead(Contract):
    """An address that shows where an order is, to anybody who has it, until it expires."""

    url: str = Field(description="Below the address people open.", examples=["/track.html#eyJ..."])
    expires_at: datetime


class TrackingRead(Contract):
    """What a customer's link shows of an order."""

    number: str
    status: OrderStatus
    message: str = Field(default="", description="Where it is, in a sentence for its customer.")
    pickup_date: date
    created_at: datetime
    updated_at: datetime
