"""Orders: what customers asked us to move."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import (
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    ValidationInfo,
    field_validator,
)
from pydantic.config import JsonDict, JsonValue

from logistics.contracts.address import Address
from logistics.contracts.base import Contract
from logistics.contracts.goods import Goods
from logistics.contracts.layout_ref import LayoutRef
from logistics.contracts.mailbox import Email
from logistics.contracts.moments import Day
from logistics.contracts.money import Money
from logistics.contracts.numbers import WHOLE, Flag, Id, Version, VolumeM3
from logistics.contracts.order_bookings import Booked, BookingState
from logistics.contracts.texts import Line, Prose, Reason, Sku, Text
from logistics.words import OrderStatus as OrderStatus
from logistics.words import Priority as Priority

MAX_PIECES = 2000
"""Pieces in one order; more is refused."""
MOST_LINES_LISTED = 3
"""Lines of an order that a list shows of it."""


Quantity = Annotated[int, Field(ge=1, examples=[2]), WHOLE]


class ProductLine(Contract):
    """An order line that names a product; the product's sizes and handling are copied into the order."""

    sku: Sku
    quantity: Quantity


class DescribedLine(Goods):
    """An order line that describes its goods in full."""

    description: Line
    quantity: Quantity


def _line_kind(line: Any) -> str:
    sku = line.get("sku") if isinstance(line, dict) else getattr(line, "sku", None)
    return "<goods>" if sku is None else "<product>"


# The tags stand in angle brackets because they turn up in the path of a fault, where `web.problems` drops them.
Lines = Annotated[
    list[
        Annotated[
            Annotated[ProductLine, Tag("<product>")] | Annotated[DescribedLine, Tag("<goods>")],
            Discriminator(_line_kind),
        ]
    ],
    Field(min_length=1, max_length=MAX_PIECES),
]
_AN_ORDER: JsonDict = {
    "customer_id": 1,
    "reference": "PO-4711",
    "priority": "standard",
    "pickup_date": "2026-12-24",
    "origin": {"city": "Hamburg", "country_code": "DE"},
    "destination": {"city": "Prague", "country_code": "CZ"},
    "items": [
        {"sku": "WM-7KG", "quantity": 2},
        {
            "description": "Crate",
            "length_mm": 1200,
            "width_mm": 800,
            "height_mm": 900,
            "weight_kg": "85.5",
            "quantity": 3,
            "orientation": "upright",
            "max_load_on_top_kg": "200",
            "max_layers": 2,
            "tags": ["food"],
            "incompatible_tags": ["chemicals"],
        },
    ],
    "notes": "Ring at gate 4",
}


_ONE_CUSTOMER: list[JsonValue] = [
    {"required": ["customer_id"], "properties": {"customer_id": {"type": "integer"}}},
    {"required": ["customer_email"], "properties": {"customer_email": {"type": "string"}}},
]


class OrderCreate(Contract):
    """Goods a customer wants moved; `customer_id` or `customer_email` says whose, exactly one of them."""

    model_config = ConfigDict(json_schema_extra={"examples": [_AN_ORDER], "oneOf": _ONE_CUSTOMER})

    customer_email: Email | None = Field(default=None, description="The customer's own address, of any case.")
    customer_id: Id | None = Field(default=None, validate_default=True)
    reference: Line | None = Field(default=None, description="The customer's own number for it.")
    priority: Priority = Priority.STANDARD
    pickup_date: Day
    origin: Address
    destination: Address
    items: Lines
    notes: Prose | None = None
    auto_process: Flag = Field(default=True, description="Plan and book at once.")

    @field_validator("customer_id")
    @classmethod
    def _one_customer(cls, customer_id: int | None, before: ValidationInfo) -> int | None:
        if "customer_email" in before.data and (customer_id is None) == (before.data["customer_email"] is None):
            raise ValueError("must say whose order it is, by customer_id or customer_email and not by both")
        return customer_id


class OrderItem(Goods):
    """One line of an order as stored."""

    line: int
    sku: Sku | None = None
    description: Line
    quantity: Quantity


class Piece(Goods):
    """One physical box. `item` is order-line-piece, for instance `123-1-2`."""

    item: str
    order_id: Id
    sku: Sku | None
    description: Line


class Remedy(Contract):
    """The cheapest change that would let the order be booked."""

    kind: Literal["allow_turning", "next_free_date", "larger_vehicle", "second_vehicle", "leave_out", "retry"]
    detail: Text
    pickup_date: Day | None = None
    vehicle_id: Id | None = None
    items: tuple[Line, ...] = ()


class OrderPatch(Contract):
    """What may change of an order.

    Goods, route and date only while the order is pending or needs attention. `status` within the legal moves;
    what bookings decide is not for a patch to say: `booked`, with the facts beside it, agrees or is refused.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [{"pickup_date": "2026-12-28"}]})

    reference: Line | None = None
    priority: Priority | None = None
    pickup_date: Day | None = None
    origin: Address | None = None
    destination: Address | None = None
    items: Lines | None = None
    notes: Prose | None = None
    status: OrderStatus | None = None
    status_reason: Reason | None = None
    remedy: Remedy | None = None
    booked: Booked | None = None


class Totals(Contract):
    """All pieces of an order together."""

    pieces: int
    weight_kg: Decimal
    volume_m3: VolumeM3


class OrderSummary(Contract):
    """An order as lists show it: all but most of its lines."""

    id: Id
    number: str
    customer_id: Id
    reference: str | None
    priority: Priority
    pickup_date: Day
    origin: Address
    destination: Address
    items: list[OrderItem] = Field(
        description=f"The first {MOST_LINES_LISTED} of `line_count` lines; the order itself has all."
    )
    line_count: int = 0
    notes: str | None
    auto_process: Flag
    status: OrderStatus
    status_reason: str | None
    remedy: Remedy | None
    totals: Totals
    booking_ids: list[Id]
    layout: LayoutRef | None = Field(description="The one that is booked, else the one that was saved last.")
    price: Money | None
    version: Version
    booking_states: list[BookingState] = Field(default=[], description="Where each booking it ever had is.")
    plan_version: Version = Field(default=1, description="Counts changes of goods, route, date and priority.")
    created_at: datetime
    updated_at: datetime


class OrderRead(OrderSummary):
    """An order as stored."""

    items: list[OrderItem]

    def pieces(self) -> Iterator[Piece]:
        """Every physical box of the order, line by line."""
        for item in self.items:
            goods = item.model_dump(include=set(Goods.model_fields))
            for number in range(1, item.quantity + 1):
                yield Piece(
                    **goods,
                    item=f"{self.id}-{item.line}-{number}",
                    order_id=self.id,
                    sku=item.sku,
                    description=item.description,
                )
