"""What programs ask the agents, and what the agents answer. Numbers travel typed, never inside prose."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from logistics.contracts.base import Contract
from logistics.contracts.layout import Unplaced
from logistics.contracts.layout_ref import LayoutRef
from logistics.contracts.money import Money
from logistics.contracts.numbers import Id, VolumeM3
from logistics.contracts.orders import Remedy
from logistics.contracts.runs import Usage
from logistics.contracts.texts import Prose
from logistics.kit.patterns import Pattern

AgentName = Literal["orchestrator", "analyser", "transport"]


class RunRef(Contract):
    """The run a task belongs to, and the token that carries its authority."""

    run_id: Id
    token: Annotated[
        str, Pattern(r"^[!-~]+$", "must be the token as it was given out, without spaces"), Field(repr=False)
    ]


class ProcessOrder(Contract):
    """Carry one order from placed to booked."""

    kind: Literal["process_order"] = "process_order"
    order_id: Id
    run: RunRef


class AnalyseOrder(Contract):
    """Pack one order into the vehicles that are free for it."""

    kind: Literal["analyse_order"] = "analyse_order"
    order_id: Id
    run: RunRef


class BookTransport(Contract):
    """Book the vehicles of a stored layout; without a layout, only find what is booked already."""

    kind: Literal["book_transport"] = "book_transport"
    order_id: Id
    layout: LayoutRef | None = None
    run: RunRef


Task = Annotated[ProcessOrder | AnalyseOrder | BookTransport, Field(discriminator="kind")]


class Invocation(Contract):
    """Body of `POST /invocations`: a sentence from a person, or a task from a program."""

    prompt: Prose | None = None
    task: Task | None = None


class PlannedLoad(Contract):
    """One vehicle's share of the order."""

    load_index: int
    vehicle_id: Id
    vehicle_name: str
    pieces: int
    weight_kg: Decimal
    volume_m3: VolumeM3
    filled_share: float


class LoadAnalysis(Contract):
    """The analyser's answer. `layout` is set when every piece has its place; else see `reason` and `remedy`."""

    order_id: Id
    weight_kg: Decimal
    volume_m3: VolumeM3
    pieces: int
    loads: list[PlannedLoad]
    unplaced: list[Unplaced]
    layout: LayoutRef | None
    reason: str | None = None
    remedy: Remedy | None = None
    because: str


class BookedVehicle(Contract):
    """One booking of the order."""

    booking_id: Id
    vehicle_id: Id
    load_index: int
    pickup_date: date
    price: Money


class BookingConfirmation(Contract):
    """The transport agent's answer: every load booked, or none and the code of the refusal."""

    order_id: Id
    bookings: list[BookedVehicle]
    layout: LayoutRef | None
    total: Money | None
    refused: str | None = Field(default=None, description="Code of the problem, e.g. vehicle-already-booked.")
    because: str


class OrderOutcome(Contract):
    """The orchestrator's answer. The worker believes the services, not this."""

    order_id: Id
    status: Literal["booked", "needs_attention", "unchanged"]
    booking_ids: list[Id]
    because: str


class AgentFailure(Contract):
    """An agent could not finish: a limit was reached, or a neighbour does not answer."""

    code: str
    detail: str
    retry: bool


class AgentAnswer(Contract):
    """Body of the answer to `POST /invocations`: always 200, so that no runtime hides what went wrong.

    `usage` is that of the agent and of the agents it asked.
    """

    result: OrderOutcome | LoadAnalysis | BookingConfirmation | None = None
    text: str | None = None
    failure: AgentFailure | None = None
    usage: Usage = Usage()
