"""SIGSTOP: a process that neither works nor dies is noticed and replaced, and its orders are finished."""

import asyncio
import time
from collections.abc import AsyncIterator

import psutil
import pytest

from tests.acceptance.desk import Desk, eventually, open_desk
from tests.support.system import System

VICTIMS = [["worker-0"], ["orchestrator"], ["analyser"], ["transport-agent"], ["order-0", "transport-1"], ["gateway"]]


@pytest.fixture
async def desk(mistreated: System) -> AsyncIterator[Desk]:
    async with open_desk(mistreated) as desk:
        yield desk


async def require_replaced(desk: Desk, stuck: dict[str, psutil.Process]) -> None:
    async def all_replaced() -> bool:
        there = {name: child.pid for name, child in desk.system.record.children.items()}
        return all(there.get(name, process.pid) != process.pid for name, process in stuck.items())

    await eventually(all_replaced, f"{', '.join(stuck)} are replaced")
    desk.system.wait_until_up(*stuck)


@pytest.mark.parametrize("victims", VICTIMS, ids=" and ".join)
async def test_what_is_stuck_is_replaced_and_its_orders_are_finished(desk: Desk, victims: list[str]) -> None:
    stuck = {name: desk.system.process(name) for name in victims}
    order = await desk.place()
    for process in stuck.values():
        process.suspend()
    await require_replaced(desk, stuck)
    await desk.until_booked_and_told(order.id)
    assert len(await desk.bookings(order.id)) == 1


async def test_reads_are_answered_by_the_twin_until_then(desk: Desk) -> None:
    stuck = {"order-1": desk.system.process("order-1")}
    stuck["order-1"].suspend()
    async with desk.system.http() as http:
        for _ in range(10):
            before = time.monotonic()
            assert (await http.get("/api/orders/orders")).status_code == 200
            assert time.monotonic() - before < 8
    await require_replaced(desk, stuck)


async def test_what_is_only_held_still_by_a_story_is_left_alone(desk: Desk) -> None:
    held = desk.system.process("transport-agent")
    with desk.system.paused("transport-agent"):
        await asyncio.sleep(13)
        assert desk.system.process("transport-agent").pid == held.pid


async def test_a_database_that_is_stuck_is_replaced(desk: Desk) -> None:
    stuck = desk.system.database()
    stuck.suspend()

    async def is_replaced() -> bool:
        return not stuck.is_running()

    await eventually(is_replaced, "the stuck PostgreSQL is ended")
    desk.system.wait_until_up("postgres")
    assert "PostgreSQL has not answered for" in (desk.system.data_dir.root / "up.log").read_text()

    async def is_listed() -> bool:
        async with desk.system.http() as http:
            return (await http.get("/api/orders/orders")).is_success

    await eventually(is_listed, "the services have their database again")
    order = await desk.place()
    await desk.until_booked_and_told(order.id)
