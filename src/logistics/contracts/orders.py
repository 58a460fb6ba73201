"""Order API: customers, products, orders, events, runs, notifications."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, ConfigDict, Discriminator, Field, StringConstraints, Tag
from pydantic.config import JsonDict

from logistics.contracts.common import (
    MAX_COUNT,
    WHOLE,
    Address,
    Celsius,
    Code,
    Contract,
    Count,
    Day,
    Facts,
    Flag,
    GoodsTag,
    Id,
    Kg,
    KgOrNone,
    LayoutRef,
    LengthMm,
    Line,
    Money,
    Patch,
    Prose,
    Reason,
    Sku,
    Text,
    Version,
    VolumeM3,
)
from logistics.kit.mailbox import LONGEST, PUBLIC_MAILBOX, one_mailbox

MAX_PIECES = 2000
"""Pieces in one order; more is refused."""


class OrderStatus(StrEnum):
    """Where an order is on its way."""

    PENDING = "pending"
    PROCESSING = "processing"
    AWAITING_APPROVAL = "awaiting_approval"
    NEEDS_ATTENTION = "needs_attention"
    BOOKED = "booked"
    IN_TRANSIT = "in_transit"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"


class Priority(StrEnum):
    """How soon the customer wants it; it is priced, see calculate-price."""

    STANDARD = "standard"
    EXPRESS = "express"
    CRITICAL = "critical"


class Orientation(StrEnum):
    """Ways a piece may be turned: any of six, height kept vertical, or exactly as given."""

    ANY = "any"
    UPRIGHT = "upright"
    FIXED = "fixed"


def _one_mailbox(text: str) -> str:
    return one_mailbox(text).addr_spec


ONE_MAILBOX = AfterValidator(_one_mailbox)
Email = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=LONGEST, pattern=PUBLIC_MAILBOX),
    ONE_MAILBOX,
    Field(examples=["dispatch@example.com"]),
]
Phone = Annotated[str, StringConstraints(pattern=r"^\+?[0-9 ()./-]{4,30}$")]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}(-[A-Z]{2})?$"), Field(examples=["en"])]
Quantity = Annotated[int, Field(ge=1, examples=[2]), WHOLE]
Layers = Annotated[int, Field(ge=1, le=MAX_COUNT, examples=[3]), WHOLE]
Codes = Annotated[tuple[Code, ...], Field(max_length=20, examples=[["pallet"]])]
Tags = Annotated[tuple[GoodsTag, ...], Field(max_length=20, examples=[["food"]])]


class CustomerCreate(Contract):
    """Somebody whose goods we move."""

    name: Line = Field(examples=["Nordlicht Appliances"])
    email: Email
    phone: Phone | None = None
    language: Language = "en"
    address: Address | None = None


class CustomerPatch(Patch):
    """What may change of a customer; a field left away stays as it is."""

    may_be_emptied = frozenset({"phone", "address"})
    model_config = ConfigDict(json_schema_extra={"examples": [{"phone": "+49 40 1234567"}]})

    name: Line | None = None
    email: Email | None = None
    phone: Phone | None = None
    language: Language | None = None
    address: Address | None = None
    status: Literal["active", "archived"] | None = None


class CustomerRead(CustomerCreate):
    """A customer as stored; `email` may be from a time when more was taken for an address."""

    id: Id
    email: str
    status: Literal["active", "archived"]
    version: Version


class DockRules(Contract):
    """What a piece is to the pieces above, below and beside it, and how warm it may get."""

    max_layers: Layers | None = Field(default=None, description="How many like pieces may stand on each other.")
    stack_code: Code | None = Field(default=None, description="What it is to the pieces below it.")
    carries_codes: Codes | None = Field(
        default=None, description="Stack codes of what may rest on it; null: any, none: nothing."
    )
    tags: Tags = Field(default=(), description="What sort of goods it is.")
    incompatible_tags: Tags = Field(default=(), description="Goods it never shares a vehicle with.")
    min_temperature_c: Celsius | None = Field(default=None, description="Coldest it may be kept at.")
    max_temperature_c: Celsius | None = Field(
        default=None, description="Warmest it may be kept at; given together with the coldest."
    )


class Handling(DockRules):
    """How a piece may be turned, stacked and kept."""

    orientation: Orientation = Orientation.ANY
    stackable: Flag = Field(default=True, description="False: nothing may rest on it.")
    fragile: Flag = Field(default=False, description="Nothing may rest on it, and the loader is told.")
    max_load_on_top_kg: KgOrNone | None = Field(default=None, description="Total weight allowed on it.")
    bottom_only: Flag = Field(default=False, description="It must stand on the floor.")
    requires_refrigeration: Flag = False


class Goods(Handling):
    """Size, weight and handling of one kind of piece."""

    length_mm: LengthMm
    width_mm: LengthMm
    height_mm: LengthMm
    weight_kg: Kg


class ProductCreate(Goods):
    """A kind of goods that orders name by its SKU."""

    sku: Sku
    label: Line = Field(examples=["Washing machine 7 kg"])


class ProductPatch(Patch):
    """What may change of a product; orders keep what they were placed with."""

    may_be_emptied = frozenset(
        {
            "max_load_on_top_kg",
            "max_layers",
            "stack_code",
            "carries_codes",
            "min_temperature_c",
            "max_temperature_c",
        }
    )
    model_config = ConfigDict(json_schema_extra={"examples": [{"weight_kg": "72.5"}]})

    label: Line | None = None
    length_mm: LengthMm | None = None
    width_mm: LengthMm | None = None
    height_mm: LengthMm | None = None
    weight_kg: Kg | None = None
    orientation: Orientation | None = None
    stackable: Flag | None = None
    fragile: Flag | None = None
    max_load_on_top_kg: KgOrNone | None = None
    bottom_only: Flag | None = None
    requires_refrigeration: Flag | None = None
    max_layers: Layers | None = None
    stack_code: Code | None = None
    carries_codes: Codes | None = None
    tags: Tags | None = None
    incompatible_tags: Tags | None = None
    min_temperature_c: Celsius | None = None
    max_temperature_c: Celsius | None = None
    active: Flag | None = None


class ProductRead(ProductCreate):
    """A product as stored."""

    id: Id
    active: Flag
    version: Version


class ProductLine(Contract):
    """An order line that names a product; the product's sizes and handling are copied into the order."""

    sku: Sku
    quantity: Quantity


class DescribedLine(Goods):
    """An order line that describes its goods in full."""

    description: Line
    quantity: Quantity


def _line_kind(line: Any) -> str:
    return "<product>" if isinstance(line, ProductLine) or (isinstance(line, dict) and "sku" in line) else "<goods>"


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


class OrderCreate(Contract):
    """Goods a customer wants moved."""

    model_config = ConfigDict(json_schema_extra={"examples": [_AN_ORDER]})

    customer_id: Id
    reference: Line | None = Field(default=None, description="The customer's own number for it.")
    priority: Priority = Priority.STANDARD
    pickup_date: Day
    origin: Address
    destination: Address
    items: Lines
    notes: Prose | None = None
    auto_process: Flag = Field(default=True, description="Plan and book at once.")


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


class Booked(Contract):
    """What the order keeps of its bookings: facts for people; the Transport API owns the bookings."""

    booking_ids: Annotated[list[Id], Field(min_length=1)]
    layout: LayoutRef
    price: Money


class BookingState(Contract):
    """A booking of an order, and where it is on its way."""

    booking_id: Id
    status: Literal["confirmed", "in_transit", "delivered", "cancelled"]


class BookingsReport(Contract):
    """Every booking an order ever had, as the Transport API has them now; the order's status follows from them.

    `plan_version`, `layout` and `price` are those of the bookings that are not cancelled, and absent without one.
    """

    bookings: Annotated[list[BookingState], Field(max_length=1000)]
    plan_version: Version | None = None
    layout: LayoutRef | None = None
    price: Money | None = None
    reason: Prose | None = Field(default=None, description="Why the last of them was cancelled.")


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


class OrderRead(Contract):
    """An order as stored."""

    id: Id
    number: str
    customer_id: Id
    reference: str | None
    priority: Priority
    pickup_date: Day
    origin: Address
    destination: Address
    items: list[OrderItem]
    notes: str | None
    auto_process: Flag
    status: OrderStatus
    status_reason: str | None
    remedy: Remedy | None
    totals: Totals
    booking_ids: list[Id]
    layout: LayoutRef | None
    price: Money | None
    version: Version
    booking_states: list[BookingState] = Field(default=[], description="Where each booking it ever had is.")
    plan_version: Version = Field(default=1, description="Counts changes of goods, route, date and priority.")
    created_at: datetime
    updated_at: datetime

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


class Actor(Contract):
    """Who did it."""

    kind: Literal["user", "key", "run", "system"]
    name: str


class EventRead(Contract):
    """Something that happened to an order."""

    id: Id
    order_id: Id
    type: str
    actor: Actor
    at: datetime
    data: dict[str, Any] = Field(description="Facts; of what changed, the values before and after.")
    request_id: str | None = Field(default=None, description="X-Request-ID of the request that caused it.")


class RunCreate(Contract):
    """An agent starts to work on an order."""

    order_id: Id
    agent: Literal["orchestrator", "analyser", "transport"]
    model: Line = Field(examples=["rules"])
    requested_by: Line | None = Field(default=None, description="Who asked for it in words, if somebody did.")


class RunStep(Contract):
    """One tool call of an agent. `arguments` and `result` are shortened, never secret."""

    agent: Text = Field(examples=["analyser"])
    tool: Text = Field(examples=["calculate_load"])
    arguments: Facts = Field(examples=[{"order_id": 123}])
    result: Text = Field(examples=["5 pieces, 400.5 kg, 2.9 m3."])
    ms: Annotated[Count, Field(examples=[12])]
    error: Text | None = None


class StepRead(RunStep):
    """A tool call as recorded; `seq` counts from 1."""

    seq: int


class RunSteps(Contract):
    """Tool calls to add to a run, in order."""

    steps: Annotated[list[RunStep], Field(min_length=1, max_length=500)]


class Usage(Contract):
    """What a run has used."""

    turns: Count = 0
    tool_calls: Count = 0
    tokens: Count = 0
    cost: Money | None = None


class RunPatch(Contract):
    """How a run ended."""

    status: Literal["succeeded", "failed", "stopped"]
    usage: Usage = Usage()


class RunRead(Contract):
    """A run as recorded."""

    id: Id
    order_id: Id
    agent: str
    model: str
    status: Literal["running", "succeeded", "failed", "stopped"]
    started_at: datetime
    ended_at: datetime | None
    steps: list[StepRead]
    usage: Usage


class RunStarted(RunRead):
    """A run that begins, with the token its agents act with."""

    token: str


NotificationEvent = Literal[
    "order_booked", "order_unbooked", "order_in_transit", "order_delivered", "order_cancelled"
]


class NotificationCreate(Contract):
    """Tell the order's customer about an event. The words come from our templates."""

    order_id: Id
    event: NotificationEvent


class NotificationRead(NotificationCreate):
    """A notification in the ledger: one per order, event and set of bookings.

    `failed` was given up, `superseded` is no longer so and was not sent; `error` says why.
    """

    id: Id
    channel: Literal["email"]
    recipient: str
    subject: str
    body: str
    status: Literal["queued", "sent", "failed", "superseded"]
    attempts: int
    created_at: datetime
    sent_at: datetime | None
    error: str | None


class NotificationPatch(Contract):
    """What became of an attempt to deliver: sent, to be tried again (`queued`), or given up (`failed`)."""

    status: Literal["sent", "queued", "failed"]
    error: Text | None = None
