"""What the worker does with what the agents answer. The services are fakes that remember what they were told."""

from datetime import UTC, date, datetime
from typing import Any, cast

import pytest

from logistics.agents.calling import AgentCaller, AgentUnavailable
from logistics.clients.orders import OrdersClient
from logistics.clients.transport import TransportClient
from logistics.contracts.agents import AgentAnswer, AgentFailure
from logistics.contracts.base import Page
from logistics.contracts.orders import OrderPatch, OrderRead
from logistics.contracts.runs import RunCreate, RunPatch, RunRead
from logistics.fulfilment.errors import AgentsFailed, AgentsUnavailable
from logistics.fulfilment.process_order import Services, process_order

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def an_order(status: str, booking_ids: tuple[int, ...] = ()) -> OrderRead:
    place = {"city": "Hamburg", "country_code": "DE"}
    return OrderRead.model_validate(
        {
            "id": 1,
            "number": "ORD-2026-000001",
            "customer_id": 1,
            "reference": None,
            "priority": "standard",
            "pickup_date": date(2026, 12, 24),
            "origin": place,
            "destination": place,
            "items": [],
            "notes": None,
            "auto_process": True,
            "status": status,
            "status_reason": None,
            "remedy": None,
            "totals": {"pieces": 0, "weight_kg": 0, "volume_m3": 0},
            "booking_ids": list(booking_ids),
            "layout": None,
            "price": None,
            "version": 1,
            "created_at": NOW,
            "updated_at": NOW,
        }
    )


def a_run(**changes: Any) -> RunRead:
    known = {"order_id": 1, "agent": "orchestrator", "model": "rules", "ended_at": None, "steps": [], "usage": {}}
    return RunRead.model_validate(known | {"started_at": "2026-12-01T09:00:00Z"} | changes)


class World:
    """Both services and the agents, and an order; `vehicles` are booked for it, whether it knows or not."""

    def __init__(self, order: OrderRead, *vehicles: int, answer: AgentAnswer | Exception | None = None) -> None:
        self.order = order
        self.vehicles = list(vehicles)
        self.answer = answer or AgentAnswer()
        self.runs: list[str] = []
        self.agents_book: list[int] = []

    async def get_order(self, order_id: int) -> OrderRead:
        return self.order

    async def change_order(self, order_id: int, change: OrderPatch, version: int) -> OrderRead:
        assert version == self.order.version
        named = {"status": change.status, "status_reason": change.status_reason}
        self.order = self.order.model_copy(update=named)
        return self.order

    async def settle_order(self, order_id: int) -> None:
        if self.order.status == "cancelled":
            self.vehicles = []
        elif self.vehicles:
            self.order = self.order.model_copy(update={"status": "booked", "booking_ids": self.vehicles})

    async def start_run(self, run: RunCreate) -> Any:
        self.runs.append("running")
        self.order = self.order.model_copy(update={"status": "processing"})
        return type("Started", (), {"id": len(self.runs), "token": "t"})

    async def end_run(self, run_id: int, end: RunPatch) -> None:
        self.runs[run_id - 1] = end.status

    async def list_runs(self, *, order_id: int) -> Any:
        runs = [a_run(id=number, status=status) for number, status in enumerate(self.runs, 1)]
        return Page[RunRead](data=runs)

    async def ask(self, agent: str, task: object) -> AgentAnswer:
        self.vehicles += self.agents_book
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    async def process(self, *, last_attempt: bool = False) -> None:
        own = Services(cast(OrdersClient, self), cast(TransportClient, self), cast(AgentCaller, self), "rules")
        await process_order(1, own, last_attempt=last_attempt)


async def test_what_was_booked_before_is_adopted_without_asking_an_agent() -> None:
    world = World(an_order("pending"), 4)
    await world.process()
    assert (world.order.status, world.order.booking_ids, world.runs) == ("booked", [4], [])


async def test_agents_that_booked_and_said_nothing_are_helped_out() -> None:
    world = World(an_order("pending"))
    world.agents_book = [4]
    await world.process()
    assert (world.order.status, world.order.booking_ids, world.runs) == ("booked", [4], ["succeeded"])


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


async def test_a_vehicle_held_for_an_order_that_was_called_off_is_released() -> None:
    world = World(an_order("cancelled"), 4)
    await world.process()
    assert (world.vehicles, world.runs) == ([], [])


async def test_a_run_whose_end_was_lost_is_closed_by_the_next_attempt() -> None:
    world = World(an_order("booked", (4,)), 4)
    world.runs = ["succeeded", "running"]
    await world.process()
    assert world.runs == ["succeeded", "stopped"]


async def test_a_run_that_nobody_knows_of_is_closed_when_the_order_is_decided() -> None:
    world = World(an_order("pending"), 4)
    world.runs = ["running"]
    await world.process()
    assert world.runs == ["stopped"]
