"""Parts are restarted in the middle of traffic."""

import signal
from collections.abc import AsyncIterator

import httpx2
import psutil
import pytest

from tests.acceptance.desk import Desk, eventually, open_desk
from tests.acceptance.steps import in_booking
from tests.acceptance.traffic import Traffic
from tests.support.system import System

STOPPED = ("order-0", "transport-0")
OF_ITS_OWN = ("order-0", "order-1", "transport-0", "transport-1", "worker-0", "gateway")


@pytest.fixture
async def desk(mistreated: System) -> AsyncIterator[Desk]:
    async with open_desk(mistreated) as desk:
        yield desk


def pids(system: System) -> dict[str, int]:
    return {name: system.process(name).pid for name in OF_ITS_OWN}


async def is_ready(system: System, name: str) -> bool:
    async with httpx2.AsyncClient(trust_env=False) as http:
        try:
            return (await http.get(f"http://127.0.0.1:{system.record.ports[name]}/readyz")).status_code == 200
        except httpx2.TransportError:
            return False


async def require_kept(desk: Desk, accepted: set[int]) -> None:
    for order_id in accepted:
        assert (await desk.event_types(order_id)) == ["order_created"]


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL], ids=["stopped", "killed"])
async def test_a_database_that_is_restarted_costs_a_few_requests_and_nothing_else(
    desk: Desk, how: signal.Signals
) -> None:
    before = pids(desk.system)
    async with Traffic(desk).flowing() as traffic:
        order = await desk.place()
        await traffic.trouble(lambda: desk.system.database().send_signal(how))
        await traffic.more()
    assert set(traffic.answers) == {200, 201, 503}, traffic.surprises
    await require_kept(desk, traffic.accepted)
    await desk.until_booked_and_told(order.id)
    later = await desk.place()
    await desk.until_booked_and_told(later.id)
    assert pids(desk.system) == before


async def test_a_process_that_is_stopped_finishes_what_it_was_asked_and_nobody_notices(desk: Desk) -> None:
    async with Traffic(desk).flowing() as traffic:
        for name in STOPPED:
            stopped = desk.system.process(name)
            stopped.terminate()

            async def is_back(name: str = name, stopped: psutil.Process = stopped) -> bool:
                return not stopped.is_running() and await is_ready(desk.system, name)

            await eventually(is_back, f"{name} is back")
            await traffic.more()
    assert set(traffic.answers) == {200, 201}, traffic.surprises
    await require_kept(desk, traffic.accepted)


@pytest.mark.parametrize("stopped", ["worker-0", "orchestrator", "transport-agent"])
async def test_whoever_works_on_an_order_finishes_it_before_stopping(desk: Desk, stopped: str) -> None:
    async with in_booking(desk) as order:
        interrupted = (await desk.orders.list_runs(order_id=order.id)).data[0]
        process = desk.system.process(stopped)
        process.terminate()
    await desk.until_booked_and_told(order.id)
    newest = (await desk.orders.list_runs(order_id=order.id)).data[0]
    assert (newest.id, newest.status) == (interrupted.id, "succeeded")

    async def is_gone() -> bool:
        return not process.is_running()

    await eventually(is_gone, f"{stopped} has stopped")
