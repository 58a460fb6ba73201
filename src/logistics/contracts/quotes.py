"""What a vehicle would cost."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated

from pydantic import (
    Field,
    PlainSerializer,
)

from logistics.contracts.address import Address
from logistics.contracts.base import Contract
from logistics.contracts.moments import Day
from logistics.contracts.money import Amount, Money
from logistics.contracts.numbers import Id, Kg, plainly, up_to
from logistics.contracts.orders import Priority
from logistics.contracts.vehicles import Period
from logistics.pricing import PriceCode


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

    code: PriceCode
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
