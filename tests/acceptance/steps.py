"""Orders held still at a step on their way, so that something can be done to them just there."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, ExitStack, asynccontextmanager, suppress

import psycopg

from logistics.contracts.orders import OrderRead, OrderStatus
from tests.acceptance.desk import Desk, eventually

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
        await until_a_booking_waits(desk)
        yield order


@asynccontextmanager
async def vehicle_booked(desk: Desk) -> AsyncIterator[OrderRead]:
    """The vehicle is booked, and the order does not know it yet."""
    with ExitStack() as paused:
        async with in_booking(desk) as order:
            paused.enter_context(desk.system.paused("orchestrator"))
        await eventually(lambda: desk.bookings(order.id), f"a vehicle is booked for order {order.id}")
        yield order


@asynccontextmanager
async def order_booked(desk: Desk) -> AsyncIterator[OrderRead]:
    """The order says it is booked and the message is on the ledger; nobody has delivered it."""
    with ExitStack() as paused:
        async with packed(desk) as order:
            paused.enter_context(desk.system.paused("worker-0"))
        await eventually(lambda: desk.notifications(order.id), f"a message about order {order.id} is on the ledger")
        yield order


@asynccontextmanager
async def vehicles_locked(desk: Desk) -> AsyncIterator[None]:
    """Whoever books a vehicle has to wait; whoever reads has not."""
    connection = await psycopg.AsyncConnection.connect(desk.system.database_url("transport_db"))
    try:
        await connection.execute("SELECT id FROM vehicles FOR UPDATE")
        yield
    finally:
        # The database may have been killed under us.
        with suppress(psycopg.OperationalError):
            await connection.rollback()
            await connection.close()


async def until_a_booking_waits(desk: Desk) -> None:
    """Some connection to the transport database waits for a lock."""
    async with await psycopg.AsyncConnection.connect(
        desk.system.database_url("transport_db"), autocommit=True
    ) as connection:

        async def look() -> tuple[int] | None:
            cursor = await connection.execute(
                "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            return await cursor.fetchone()

        await eventually(look, "a booking waits for its vehicle")


STEPS: dict[str, Holding] = {
    "waiting": waiting,
    "in analysis": in_analysis,
    "packed": packed,
    "in booking": in_booking,
    "vehicle booked": vehicle_booked,
    "order booked": order_booked,
}
"""Every step of an order, by its name."""
