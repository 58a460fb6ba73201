"""A dispatcher's desk: the short words in which the stories are told, over the gateway."""

import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar

import psycopg

from logistics.clients.orders import OrdersClient
from logistics.clients.transport import TransportClient
from logistics.contracts.bookings import BookingRead, BookingStatus
from logistics.contracts.customers import CustomerCreate
from logistics.contracts.events import EventRead
from logistics.contracts.notifications import NotificationRead
from logistics.contracts.orders import OrderCreate, OrderRead, OrderStatus
from logistics.contracts.vehicles import VehicleCreate, VehicleRead
from logistics.layouts.proof import fit_violations, piece_faults
from logistics.samples.vehicles import VEHICLES
from tests.support.builders.bodies import an_order
from tests.support.system import System

WITHIN_S = 90.0
"""Far longer than anything takes; only a defect waits this long."""

STEPS = [
    "order_created",
    "processing_started",
    "load_analysed",
    "layout_saved",
    "vehicle_booked",
    "order_booked",
    "customer_notified",
]
"""What happens to an order, in this order."""

UNDECIDED = (OrderStatus.PENDING, OrderStatus.PROCESSING)

T = TypeVar("T")

_days = itertools.count(30, 3)
_desks = itertools.count(1)


def a_day_of_its_own() -> date:
    """A pickup day on which the whole fleet is free, so that stories do not meet."""
    return datetime.now(UTC).date() + timedelta(days=next(_days))


async def eventually(look: Callable[[], Awaitable[T | None]], what: str) -> T:
    """What `look` finds, once it finds something."""
    give_up_at = time.monotonic() + WITHIN_S
    while not (found := await look()):
        assert time.monotonic() < give_up_at, f"it never came about that {what}"
        await asyncio.sleep(0.05)
    return found


@dataclass(frozen=True, slots=True)
class Desk:
    """One customer's orders in one system."""

    system: System
    orders: OrdersClient
    transport: TransportClient
    customer_id: int
    email: str

    async def place(self, **changes: Any) -> OrderRead:
        """Place an order on a day of its own; `changes` are fields of the body."""
        day = changes.pop("pickup_date", None) or a_day_of_its_own()
        return await self.orders.place_order(OrderCreate.model_validate(an_order(self.customer_id, day, **changes)))

    async def order(self, order_id: int) -> OrderRead:
        return await self.orders.get_order(order_id)

    async def vehicle(self, registration: str) -> VehicleRead:
        (found,) = (await self.transport.list_vehicles(registration=registration)).data
        return found

    async def bookings(self, order_id: int, *statuses: BookingStatus) -> list[BookingRead]:
        """Its bookings by load; of every status, or of those named."""
        known = (await self.transport.list_bookings(order_id=order_id)).data
        wanted = [booking for booking in known if not statuses or booking.status in statuses]
        return sorted(wanted, key=lambda booking: (booking.load_index, booking.id))

    async def events(self, order_id: int) -> list[EventRead]:
        return (await self.orders.list_order_events(order_id, limit=200)).data

    async def event_types(self, order_id: int) -> list[str]:
        return [event.type for event in await self.events(order_id)]

    async def notifications(self, order_id: int) -> list[NotificationRead]:
        return (await self.orders.list_notifications(order_id=order_id)).data

    async def until_status(self, order_id: int, *statuses: OrderStatus) -> OrderRead:
        async def look() -> OrderRead | None:
            order = await self.order(order_id)
            return order if order.status in statuses else None

        return await eventually(look, f"order {order_id} is {' or '.join(statuses)}")

    async def until_decided(self, order_id: int) -> OrderRead:
        return await self.until_status(order_id, *(status for status in OrderStatus if status not in UNDECIDED))

    async def until_event(self, order_id: int, kind: str) -> None:
        async def look() -> bool:
            return kind in await self.event_types(order_id)

        await eventually(look, f"order {order_id} has the event {kind}")

    async def until_told(self, order_id: int, event: str) -> NotificationRead:
        """The notification about `event`, once it was sent."""
        return await self._notification(order_id, event, "sent")

    async def until_failed(self, order_id: int, event: str) -> NotificationRead:
        """The notification about `event`, once an attempt to send it failed and the next one is waited for."""

        async def look() -> NotificationRead | None:
            found = [n for n in await self.notifications(order_id) if n.event == event and n.attempts]
            return found[0] if found and (found[0].status, bool(found[0].error)) == ("queued", True) else None

        return await eventually(look, f"an attempt to send {event} of order {order_id} failed")

    async def _notification(self, order_id: int, event: str, status: str) -> NotificationRead:
        async def look() -> NotificationRead | None:
            found = [n for n in await self.notifications(order_id) if (n.event, n.status) == (event, status)]
            return found[0] if found else None

        return await eventually(look, f"the message {event} of order {order_id} is {status}")

    async def until_nothing_is_left_to_do(self, order_id: int) -> None:
        """Every job of the order, and of its notifications, has been done."""

        async def look() -> bool:
            ids = [notification.id for notification in await self.notifications(order_id)]
            async with await psycopg.AsyncConnection.connect(self.system.database_url("order_db")) as connection:
                cursor = await connection.execute(
                    """SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing')
                       AND (args->>'order_id' = %s OR (args->>'notification_id')::bigint = ANY(%s))""",
                    [str(order_id), ids],
                )
                row = await cursor.fetchone()
            return row == (0,)

        await eventually(look, f"nothing is left to do for order {order_id}")

    async def until_booked_and_told(self, order_id: int) -> OrderRead:
        """The order, once it is booked, the customer knows and nothing is left to do; everything must then agree."""
        await self.until_told(order_id, "order_booked")
        await self.until_nothing_is_left_to_do(order_id)
        return await self.require_agreement(order_id)

    async def require_agreement(self, order_id: int) -> OrderRead:
        """Order, bookings, layout, prices, vehicles, events and messages tell one story."""
        order = await self.order(order_id)
        assert order.status is OrderStatus.BOOKED
        bookings = await self.bookings(order_id, BookingStatus.CONFIRMED)
        assert [booking.id for booking in bookings] == sorted(order.booking_ids)
        assert [booking.load_index for booking in bookings] == list(range(len(bookings)))
        assert all(booking.layout == order.layout for booking in bookings)
        assert all(booking.period.from_ == order.pickup_date for booking in bookings)
        await self._require_proof(order, bookings)
        await self._require_steps(order)
        await self._require_one_message(order)
        assert order.price is not None
        assert order.price.amount == sum((booking.price.amount for booking in bookings), start=Decimal(0))
        return order

    async def _require_proof(self, order: OrderRead, bookings: list[BookingRead]) -> None:
        """The layout holds exactly the order's pieces, and the checker finds nothing wrong in the actual vehicles."""
        document = await self.orders.get_layout(order.id)
        assert piece_faults(document, order.pieces()) == []
        assert [load.space.vehicle_id for load in document.loads] == [booking.vehicle_id for booking in bookings]
        pieces = {piece.item: piece for piece in order.pieces()}
        for load in document.loads:
            vehicle = await self.transport.get_vehicle(load.space.vehicle_id)
            assert fit_violations(load, vehicle, pieces) == []
            assert all(check.ok for check in load.checks)

    async def _require_steps(self, order: OrderRead) -> None:
        """The steps on record are in order, and what may happen once happened once.

        That a vehicle was booked is noted by the agent that booked it, when it ends; when it died first, its note is
        lost and the booking is not.
        """
        happened = await self.event_types(order.id)
        steps = [step for step in STEPS if step != "vehicle_booked"]
        assert sorted(steps, key=happened.index) == steps
        assert happened.count("order_booked") == 1
        assert happened.count("customer_notified") == 1

    async def _require_one_message(self, order: OrderRead) -> None:
        """The ledger has one message, the outbox has the same one, and it names the price."""
        (notification,) = await self.notifications(order.id)
        assert (notification.event, notification.status) == ("order_booked", "sent")
        (message,) = [message for message in self.system.outbox() if message["X-Order"] == str(order.id)]
        assert message["To"] == notification.recipient
        assert message["Subject"] == notification.subject
        assert message.get_content().split() == notification.body.split()
        assert order.price is not None
        assert f"{order.price.amount} {order.price.currency}" in notification.body
        assert order.number in notification.body


@asynccontextmanager
async def open_desk(system: System) -> AsyncIterator[Desk]:
    """A desk with a customer of its own."""
    async with system.clients() as (orders, transport):
        email = f"desk-{next(_desks)}@example.com"
        customer = await orders.create_customer(CustomerCreate(name="Alster Trade", email=email))
        yield Desk(system, orders, transport, customer.id, email)


async def furnish(system: System) -> None:
    """Give a system without sample data the sample fleet."""
    async with system.clients() as (_, transport):
        await add_sample_fleet(transport)


async def add_sample_fleet(transport: TransportClient) -> None:
    """The twelve sample vehicles, for a system that was started without sample data."""
    for vehicle in VEHICLES:
        await transport.create_vehicle(VehicleCreate.model_validate(vehicle))
