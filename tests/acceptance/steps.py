"""Orders held still at a step on their way, so that something can be done to them just there."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, ExitStack, asynccontextmanager, suppress

import psycopg

from logistics.contracts.orders import OrderRead, OrderStatus
from tests.acceptance.desk import Desk, eventually
from tests.support.builders.bodies import a_crate

Holding = Callable[[Desk], AbstractAsyncContextManager[OrderRead]]
"""Places an order and holds it at a step until the end of the block."""


@asynccontextmanager
async def waiting(desk: Desk) -> AsyncIterator[OrderRead]:
    """The order is placed; nobody works on it yet."""
    with desk.system.paused("worker-0"):
        yield await desk.place()


@asynccontextmanager
async def in_analysis(desk: Desk) -> AsyncIterator[OrderRead]:
    """The orchestrator waits for the analyser."""
    with desk.system.paused("analyser"):
        order = await desk.place()
        await desk.until_status(order.id, OrderStatus.PROCESSING)
        yield order


@asynccontextmanager
async def packed(desk: Desk) -> AsyncIterator[OrderRead]:
    """The layout is saved; the orchestrator waits for the transport agent."""
    with desk.system.paused("transport-agent"):
        order = await desk.place()
        await desk.until_event(order.id, "layout_saved")
        yield order


@asynccontextmanager
async def in_booking(desk: Desk) -> AsyncIterator[OrderRead]:
    """The Transport API is in the middle of the booking's transaction."""
    async with vehicles_locked(desk):
        order = await desk.place()
        await until_bookings_wait(desk, 1)
        yield order


@asynccontextmanager
async def vehicle_booked(desk: Desk) -> AsyncIterator[OrderRead]:
    """The vehicle is booked and the order knows; the agents do not."""
    with ExitStack() as paused:
        async with in_booking(desk) as order:
            paused.enter_context(desk.system.paused("orchestrator"))
        await eventually(lambda: desk.bookings(order.id), f"a vehicle is booked for order {order.id}")
        yield order


@asynccontextmanager
async def order_booked(desk: Desk) -> AsyncIterator[OrderRead]:
    """The order says it is booked and the message is on the ledger; nobody has delivered it."""
    with ExitStack() as paused:
        async with in_booking(desk) as order:
            paused.enter_context(desk.system.paused("worker-0"))
        await eventually(lambda: desk.notifications(order.id), f"a message about order {order.id} is on the ledger")
        yield order


@asynccontextmanager
async def first_half(desk: Desk) -> AsyncIterator[list[OrderRead]]:
    """Three orders at once: one waits, one is in analysis, one is packed."""
    async with packed(desk) as third, in_analysis(desk) as second, waiting(desk) as first:
        yield [first, second, third]


@asynccontextmanager
async def second_half(desk: Desk) -> AsyncIterator[list[OrderRead]]:
    """Three orders at once: one in booking, one whose vehicle is booked, one booked whose customer does not know.

    Each needs a vehicle of its own kind, so that they are let go one by one.
    """
    async with AsyncExitStack() as held, AsyncExitStack() as second_lock, AsyncExitStack() as third_lock:
        await held.enter_async_context(vehicles_locked(desk, "van-%"))
        await second_lock.enter_async_context(vehicles_locked(desk, "semi-13.6"))
        await third_lock.enter_async_context(vehicles_locked(desk, "%-reefer"))
        first = await desk.place()
        second = await desk.place(items=[a_crate(length_mm=9000)])
        third = await desk.place(items=[a_crate(requires_refrigeration=True)])
        await until_bookings_wait(desk, 3)
        held.enter_context(desk.system.paused("worker-0"))
        await third_lock.aclose()
        await eventually(lambda: desk.notifications(third.id), f"a message about order {third.id} is on the ledger")
        held.enter_context(desk.system.paused("orchestrator"))
        await second_lock.aclose()
        await eventually(lambda: desk.bookings(second.id), f"a vehicle is booked for order {second.id}")
        yield [first, second, third]


@asynccontextmanager
async def vehicles_locked(desk: Desk, kind: str = "%") -> AsyncIterator[None]:
    """Whoever books a vehicle of a type like `kind` has to wait; whoever reads has not."""
    connection = await psycopg.AsyncConnection.connect(desk.system.database_url("transport_db"))
    try:
        await connection.execute("SELECT id FROM vehicles WHERE vehicle_type LIKE %s FOR UPDATE", [kind])
        yield
    finally:
        # The database may have been killed under us.
        with suppress(psycopg.OperationalError):
            await connection.rollback()
            await connection.close()


async def until_bookings_wait(desk: Desk, count: int) -> None:
    """So many connections to the transport database wait for a lock."""
    url = desk.system.database_url("transport_db")
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:

        async def look() -> bool:
            cursor = await connection.execute(
                """SELECT count(*) FROM pg_stat_activity
                   WHERE datname = current_database() AND wait_event_type = 'Lock'"""
            )
            return await cursor.fetchone() == (count,)

        await eventually(look, f"{count} bookings wait for their vehicles")


STEPS: dict[str, Holding] = {
    "waiting": waiting,
    "in analysis": in_analysis,
    "packed": packed,
    "in booking": in_booking,
    "vehicle booked": vehicle_booked,
    "order booked": order_booked,
}
"""Every step of an order, by its name."""

HALVES: dict[str, Callable[[Desk], AbstractAsyncContextManager[list[OrderRead]]]] = {
    "before booking": first_half,
    "from booking on": second_half,
}
"""The same steps, three at a time, for what takes long to recover from."""
