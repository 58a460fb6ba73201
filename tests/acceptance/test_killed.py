"""kill -9, at each step of an order, of whoever is at work on it: it is finished, booked once and told once."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest

from logistics.contracts.orders import OrderRead, OrderStatus
from tests.acceptance.desk import Desk, furnish, open_desk
from tests.acceptance.steps import HALVES, in_analysis
from tests.support.system import System, running_system

# What the death of a worker costs is mostly waiting until it is believed; the rest is as it runs anywhere.
IMPATIENT = {"LOGISTICS_WORKER_HEARTBEAT_S": "0.3", "LOGISTICS_WORKER_STALLED_AFTER_S": "1.5"}

VICTIMS = {
    "before booking": [["worker-0"], ["analyser"], ["orchestrator"], ["transport-agent"], ["order-0", "transport-0"]],
    "from booking on": [["worker-0"], ["orchestrator"], ["transport-agent"], ["order-0", "transport-0"]],
}
"""Whose death could lose an order, by where the orders are."""


@pytest.fixture(scope="module")
def battered() -> Iterator[System]:
    """A system of its own, since the order in which things die in it must not matter to other stories."""
    with running_system("--no-sample-data", **IMPATIENT) as system:
        asyncio.run(furnish(system))
        yield system


async def require_finished_once(desk: Desk, orders: list[OrderRead]) -> None:
    for order in orders:
        await desk.until_booked_and_told(order.id)
        assert len(await desk.bookings(order.id)) == 1


@pytest.fixture
async def desk(battered: System) -> AsyncIterator[Desk]:
    async with open_desk(battered) as desk:
        yield desk


@pytest.mark.parametrize(
    ("half", "victims"),
    [pytest.param(half, names, id=f"{half}, {' and '.join(names)}") for half in HALVES for names in VICTIMS[half]],
)
async def test_killed_processes_are_replaced_and_their_orders_finished(
    desk: Desk, half: str, victims: list[str]
) -> None:
    async with HALVES[half](desk) as orders:
        desk.system.kill_process(*victims)
    await require_finished_once(desk, orders)


@pytest.mark.parametrize("half", HALVES)
async def test_when_everything_is_killed_the_next_start_finishes_the_orders(battered: System, half: str) -> None:
    async with open_desk(battered) as desk, HALVES[half](desk) as orders:
        battered.kill()
    battered.start()
    async with open_desk(battered) as desk:
        await require_finished_once(desk, orders)


async def test_an_order_placed_while_almost_everything_is_dead_is_taken_and_booked_later(desk: Desk) -> None:
    desk.system.kill_process(
        "worker-0", "orchestrator", "analyser", "transport-agent", "transport-0", "transport-1", "order-1"
    )
    order = await desk.place()
    assert order.status is OrderStatus.PENDING
    await desk.until_booked_and_told(order.id)


async def test_when_only_the_supervisor_is_killed_its_processes_do_not_outlive_the_next_start(
    battered: System,
) -> None:
    async with open_desk(battered) as desk, in_analysis(desk) as order:
        orphans = battered.kill_supervisor()
        battered.start()
    assert not any(orphan.is_running() for orphan in orphans)
    async with open_desk(battered) as desk:
        await require_finished_once(desk, [order])


async def test_nothing_that_was_booked_before_was_lost_or_booked_twice(desk: Desk) -> None:
    orders = (await desk.orders.list_orders(limit=200)).data
    bookings = (await desk.transport.list_bookings(limit=200)).data
    assert {order.status for order in orders} == {OrderStatus.BOOKED}
    assert sorted(booking.id for booking in bookings) == sorted(i for order in orders for i in order.booking_ids)
    assert len(desk.system.outbox()) == len(orders)


async def test_a_stopped_system_leaves_no_process(battered: System) -> None:
    processes = [battered.process(name) for name in battered.record.children]
    assert battered.stop() == 0
    assert not any(process.is_running() for process in processes)
