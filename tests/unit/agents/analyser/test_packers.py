"""Packing goes on in processes that can be ended, and whatever ends them costs nobody else a thing."""

import asyncio
import os
import signal
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import psutil
import pytest

from logistics.agents.analyser import packers as module
from logistics.agents.analyser.desk import PackingDesk, Shipment
from logistics.agents.analyser.packers import Packers, PackingBrokenOff
from logistics.agents.analyser.planning import make_plan
from logistics.pricing import Trip
from logistics.words import Priority
from tests.support.builders.reads import PICKUP, a_vehicle, an_order

TRIP = Trip(Decimal(600), Priority.STANDARD)


def forever() -> None:
    while True:
        pass


def environment() -> dict[str, str]:
    return dict(os.environ)


def greedy() -> int:
    return len(bytearray(4 * 1024**3))


def killed() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def killed_once(marker: str) -> str:
    try:
        Path(marker).mkdir()
    except FileExistsError:
        return "done"
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def broken() -> None:
    raise ValueError("a fault of ours")


@pytest.fixture
def packers() -> Iterator[Packers]:
    made = Packers(count=1, limit_s=5)
    yield made
    made.close()


async def packs(packers: Packers) -> bool:
    plan = await packers.run(make_plan, list(an_order().pieces()), [a_vehicle()], TRIP)
    return plan.complete


async def test_a_task_that_takes_too_long_is_ended_and_the_next_one_is_done(packers: Packers) -> None:
    with pytest.raises(PackingBrokenOff, match="took longer than 5 seconds"):
        await packers.run(forever)
    assert await packs(packers)


@pytest.mark.parametrize("task", [greedy, killed])
async def test_a_task_that_ends_its_process_is_tried_once_more_and_refused(packers: Packers, task) -> None:
    with pytest.raises(PackingBrokenOff, match="for want of memory"):
        await packers.run(task)
    assert await packs(packers)


async def test_a_process_that_dies_costs_one_more_try_and_nothing_else(packers: Packers, tmp_path) -> None:
    assert await packers.run(killed_once, str(tmp_path / "tried")) == "done"


async def test_a_process_that_packs_holds_no_secret(packers: Packers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGISTICS_API_KEY", "lm_secret")
    monkeypatch.setenv("LOGISTICS_AGENT_SECRET", "secret")
    assert not [name for name in await packers.run(environment) if name.startswith("LOGISTICS")]


async def test_a_fault_of_ours_is_raised_with_its_place_and_ends_nothing(packers: Packers) -> None:
    with pytest.raises(RuntimeError, match="a fault of ours"):
        await packers.run(broken)
    assert await packs(packers)


async def test_a_run_that_is_given_up_ends_its_task(packers: Packers) -> None:
    await packs(packers)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.5):
            await packers.run(forever)
    began = time.monotonic()
    assert await packs(packers)
    assert time.monotonic() - began < 60


async def test_a_process_ends_with_whoever_started_it(packers: Packers) -> None:
    await packs(packers)
    process = packers._idle[0]._process
    assert process is not None
    watched = psutil.Process(process.pid)
    task = asyncio.create_task(packers.run(forever))
    await asyncio.sleep(0.3)
    process.stdin.close()
    watched.wait(timeout=10)
    with pytest.raises(PackingBrokenOff):
        await task


async def test_a_process_that_was_only_needed_in_a_rush_ends(monkeypatch) -> None:
    monkeypatch.setattr(module, "IDLE_S", 0.5)
    packers = Packers(count=2)
    try:
        assert await asyncio.gather(packs(packers), packs(packers)) == [True, True]
        await asyncio.sleep(1)
        alive = [packer._process.poll() is None for packer in packers._idle]
        assert alive == [False, True]
        assert await asyncio.gather(packs(packers), packs(packers)) == [True, True]
    finally:
        packers.close()


async def test_orders_that_would_take_for_ever_delay_another_customers_by_one_limit(monkeypatch) -> None:
    """Six of them hold every process again and again; the other customer's order is next all the same."""
    packers = Packers(count=2, limit_s=2)
    desk = PackingDesk(packers)
    real = packers.run

    async def run(work, pieces, *rest):
        return await (real(forever) if len(pieces) > 5 else real(work, pieces, *rest))

    monkeypatch.setattr(packers, "run", run)

    def shipment(order_id: int, customer_id: int, times: int) -> Shipment:
        pieces = list(an_order(order_id).pieces()) * times
        return Shipment(order_id=order_id, customer_id=customer_id, pieces=pieces, day=PICKUP, days=2, trip=TRIP)

    try:
        endless = [asyncio.create_task(desk.plan(shipment(n, 1, 9), [a_vehicle()])) for n in range(1, 7)]
        await asyncio.sleep(0.1)
        plan = await desk.plan(shipment(9, 2, 1), [a_vehicle()])
        assert plan.complete
        assert sum(task.done() for task in endless) <= 2
        ends = await asyncio.gather(*endless, return_exceptions=True)
        assert all(isinstance(end, PackingBrokenOff) for end in ends)
    finally:
        packers.close()
