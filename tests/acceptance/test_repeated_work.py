"""Work that is done twice, at once or again: one booking, one message."""

import asyncio

import httpx2
import pytest

from logistics.agents.calling.http import HttpAgents
from logistics.contracts.agents import AgentAnswer, ProcessOrder, RunRef
from logistics.contracts.orders import OrderCreate, OrderRead, OrderStatus
from logistics.contracts.runs import RunCreate
from logistics.kit.errors import Conflict
from tests.acceptance.desk import Desk, a_day_of_its_own
from tests.support.builders.bodies import an_order


async def ask_orchestrator(desk: Desk, order: OrderRead) -> AgentAnswer:
    """A run of its own, as the worker starts one."""
    run = await desk.orders.start_run(RunCreate(order_id=order.id, agent="orchestrator", model="rules"))
    agents = HttpAgents(
        {"orchestrator": desk.system.record.addresses["orchestrator_agent"]},
        secret=desk.system.process("worker-0").environ()["LOGISTICS_AGENT_SECRET"],
        transport=httpx2.AsyncHTTPTransport(verify=False, trust_env=False),
    )
    try:
        return await agents.ask(
            "orchestrator", ProcessOrder(order_id=order.id, run=RunRef(run_id=run.id, token=run.token))
        )
    finally:
        await agents.close()


async def test_two_runs_at_once_book_and_tell_once(desk: Desk) -> None:
    order = await desk.place(auto_process=False)
    await asyncio.gather(*(ask_orchestrator(desk, order) for _ in range(2)))
    await desk.until_booked_and_told(order.id)
    assert len(await desk.bookings(order.id)) == 1


async def test_a_run_whose_answer_is_lost_is_adopted_by_the_next(desk: Desk) -> None:
    order = await desk.place(auto_process=False)
    with desk.system.paused("transport-agent"):
        lost = asyncio.create_task(ask_orchestrator(desk, order))
        await desk.until_event(order.id, "layout_saved")
        lost.cancel()
        with pytest.raises(asyncio.CancelledError):
            await lost
    await desk.orders.process_order(order.id)
    await desk.until_booked_and_told(order.id)
    assert len(await desk.bookings(order.id)) == 1


async def test_asking_again_after_everything_is_done_changes_nothing(desk: Desk) -> None:
    order = await desk.place()
    booked = await desk.until_booked_and_told(order.id)
    with pytest.raises(Conflict) as refused:
        await ask_orchestrator(desk, booked)
    assert refused.value.code == "illegal-transition"
    with pytest.raises(Conflict):
        await desk.orders.process_order(order.id)
    assert await desk.order(order.id) == booked
    assert len(await desk.bookings(order.id)) == 1


async def test_a_booking_asked_for_again_is_answered_with_the_one_there_is(desk: Desk) -> None:
    booked = await desk.until_booked_and_told((await desk.place()).id)
    (booking,) = await desk.bookings(booked.id)
    with pytest.raises(Conflict) as refused:
        await desk.transport.book(booked.id, booking.layout, [booking.quote_id])
    assert refused.value.code == "order-already-booked"
    assert [there["id"] for there in refused.value.facts["bookings"]] == [booking.id]


async def test_an_order_sent_again_with_its_key_is_the_same_order(desk: Desk) -> None:
    wanted = OrderCreate.model_validate(an_order(desk.customer_id, a_day_of_its_own()))
    first, again = [await desk.orders.place_order(wanted, key=f"desk-{desk.customer_id}") for _ in range(2)]
    assert again.id == first.id
    assert (await desk.until_decided(first.id)).status is OrderStatus.BOOKED
