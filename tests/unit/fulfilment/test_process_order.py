"""What the worker does with what the agents answer. The services are fakes that remember what they were told."""

from typing import Any, cast

import pytest

from logistics.agents.calling import AgentCaller, AgentUnavailable
from logistics.clients.orders import OrdersClient
from logistics.clients.transport import TransportClient
from logistics.contracts.agents import AgentAnswer, AgentFailure
from logistics.contracts.common import Page
from logistics.contracts.orders import OrderPatch, OrderRead, RunCreate, RunPatch, RunRead
from logistics.contracts.transport import BookingRead, BookingStatus
from logistics.fulfilment.errors import AgentsFailed, AgentsUnavailable
from logistics.fulfilment.follow_order import follow_order
from logistics.fulfilment.process_order import Services, process_order
from tests.unit.fulfilment.test_judgement import a_booking, an_order


def a_run(**changes: Any) -> RunRead:
    known = {"order_id": 1, "agent": "orchestrator", "model": "rules", "ended_at": None, "steps": [], "usage": {}}
    return RunRead.model_validate(known | {"started_at": "2026-12-01T09:00:00Z"} | changes)


class World:
    """Both services and the agents; an order, its bookings, and what was done to them."""

    def __init__(
        self, order: OrderRead, *bookings: BookingRead, answer: AgentAnswer | Exception | None = None
    ) -> None:
        self.order = order
        self.bookings = list(bookings)
        self.answer = answer or AgentAnswer()
        self.told: list[str] = []
        self.runs: list[str] = []

    async def get_order(self, order_id: int) -> OrderRead:
        return self.order

    async def change_order(self, order_id: int, change: OrderPatch) -> OrderRead:
        facts = change.booked.model_dump() if change.booked else {}
        named = {"status": change.status, "status_reason": change.status_reason, **facts}
        self.order = self.order.model_copy(update=named)
        return self.order

    async def start_run(self, run: RunCreate) -> Any:
        self.runs.append("running")
        self.order = self.order.model_copy(update={"status": "processing"})
        return type("Started", (), {"id": len(self.runs), "token": "t"})

    async def end_run(self, run_id: int, end: RunPatch) -> None:
        self.runs[run_id - 1] = end.status

    async def list_runs(self, *, order_id: int) -> Any:
        runs = [a_run(id=number, status=status) for number, status in enumerate(self.runs, 1)]
        return Page[RunRead](data=runs)

    async def notify(self, order_id: int, event: str) -> None:
        if event not in self.told:
            self.told.append(event)

    async def list_bookings(self, **_: Any) -> Page[BookingRead]:
        return Page(data=self.bookings)

    async def move_booking(self, booking_id: int, status: BookingStatus, reason: str) -> None:
        self.bookings = [b.model_copy(update={"status": status}) if b.id == booking_id else b for b in self.bookings]

    async def ask(self, agent: str, task: object) -> AgentAnswer:
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    async def process(self, *, last_attempt: bool = False) -> None:
        own = Services(cast(OrdersClient, self), cast(TransportClient, self), cast(AgentCaller, self), "rules")
        await process_order(1, own, last_attempt=last_attempt)

    async def follow(self) -> None:
        await follow_order(1, cast(OrdersClient, self), cast(TransportClient, self))


async def test_agents_that_booked_and_said_nothing_are_helped_out() -> None:
    world = World(an_order("pending"), a_booking(4))
    await world.process()
    assert (world.order.status, world.order.booking_ids) == ("booked", [4])
    assert (world.told, world.runs) == (["order_booked"], ["succeeded"])


async def test_an_order_that_says_it_is_booked_and_is_not_goes_to_people() -> None:
    world = World(an_order("booked", (4,)))
    await world.process()
    assert world.order.status == "needs_attention"
    assert world.told == []


async def test_agents_that_cannot_reach_a_service_are_asked_again_however_often_it_takes() -> None:
    failure = AgentFailure(code="service-unavailable", detail="Transport is down.", retry=True)
    world = World(an_order("pending"), answer=AgentAnswer(failure=failure))
    with pytest.raises(AgentsUnavailable):
        await world.process(last_attempt=True)
    assert world.order.status == "processing"


async def test_agents_that_do_not_answer_are_asked_again_and_the_run_is_closed() -> None:
    world = World(an_order("pending"), answer=AgentUnavailable("down"))
    with pytest.raises(AgentUnavailable):
        await world.process(last_attempt=True)
    assert (world.order.status, world.runs) == ("processing", ["failed"])


async def test_agents_that_do_not_finish_are_asked_again_and_then_people_are() -> None:
    failure = AgentFailure(code="limit-reached", detail="The agent reached its turns limit.", retry=False)
    world = World(an_order("pending"), answer=AgentAnswer(failure=failure))
    with pytest.raises(AgentsFailed):
        await world.process()
    await world.process(last_attempt=True)
    assert world.order.status == "needs_attention"
    assert "turns limit" in (world.order.status_reason or "")


async def test_an_order_is_not_left_behind_when_something_breaks() -> None:
    world = World(an_order("pending"), answer=KeyError("a defect"))
    with pytest.raises(KeyError):
        await world.process()
    assert world.order.status == "processing"
    with pytest.raises(KeyError):
        await world.process(last_attempt=True)
    assert world.order.status == "needs_attention"


async def test_a_vehicle_held_for_an_order_that_needs_attention_is_released() -> None:
    world = World(an_order("cancelled"), a_booking(4))
    await world.process()
    assert world.bookings[0].status == "cancelled"
    assert world.runs == []


async def test_a_run_whose_end_was_lost_is_closed_by_the_next_attempt() -> None:
    world = World(an_order("booked", (4,)), a_booking(4))
    world.runs = ["succeeded", "running"]
    await world.process()
    assert world.runs == ["succeeded", "stopped"]


async def test_a_run_that_nobody_knows_of_is_closed_when_the_order_is_decided() -> None:
    world = World(an_order("pending"), a_booking(4))
    world.runs = ["running"]
    await world.process()
    assert world.runs == ["stopped", "succeeded"]


async def test_an_order_leaves_with_its_first_load_and_arrives_with_its_last() -> None:
    world = World(an_order("booked", (4, 5)), a_booking(4, "in_transit"), a_booking(5))
    await world.follow()
    assert (world.order.status, world.told) == ("in_transit", ["order_in_transit"])
    world.bookings = [a_booking(4, "delivered"), a_booking(5, "in_transit")]
    await world.follow()
    assert world.order.status == "in_transit"
    world.bookings = [a_booking(4, "delivered"), a_booking(5, "delivered")]
    await world.follow()
    await world.follow()
    assert (world.order.status, world.told) == ("delivered", ["order_in_transit", "order_delivered"])


async def test_a_cancelled_load_takes_the_other_loads_with_it() -> None:
    world = World(an_order("booked", (4, 5)), a_booking(4, "cancelled", status_reason="breakdown"), a_booking(5))
    await world.follow()
    assert world.order.status == "needs_attention"
    assert world.order.status_reason == "Booking BKG-4 was cancelled: breakdown"
    assert [booking.status for booking in world.bookings] == ["cancelled", "cancelled"]


async def test_a_booked_order_whose_bookings_are_gone_goes_to_people() -> None:
    world = World(an_order("booked", (4,)))
    await world.follow()
    assert world.order.status == "needs_attention"
