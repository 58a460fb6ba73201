"""How PostgreSQL reads what the services ask: plans of the statements that repositories really send."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import psycopg
from psycopg.rows import dict_row

from logistics.orders.model import OrderId, OrderStatus
from logistics.orders.repository import OrderRepository
from logistics.transport.model import BookingFilter, Period, Requirements
from logistics.transport.repository.bookings import BookingRepository
from logistics.transport.repository.vehicles import VehicleRepository

Read = Callable[[Any], Awaitable[Any]]
"""Asks a repository on the connection it is given."""


def order_reads(order_id: int, day: date) -> dict[str, Read]:
    """What is asked about orders, by name; `order_id` is one in the middle."""

    def page(**filters: Any) -> Read:
        unfiltered: dict[str, Any] = dict.fromkeys(("status", "customer_id", "q", "pickup_date", "before_id"))
        return lambda tx: OrderRepository(tx).list_page(**unfiltered | filters, limit=11)

    return {
        "newest orders": page(),
        "a page in the middle": page(before_id=order_id),
        "orders that need attention": page(status=OrderStatus.NEEDS_ATTENTION),
        "orders of a customer": page(customer_id=7),
        "orders of a day": page(pickup_date=day),
        "search by number": page(q=str(order_id)),
        "search by reference": page(q=f"PO-{order_id}"),
        "search that finds nothing": page(q="nothing"),
        "one order": lambda tx: OrderRepository(tx).get(OrderId(order_id)),
    }


def transport_reads(order_id: int, day: date) -> dict[str, Read]:
    """What is asked about vehicles and bookings, by name."""

    def bookings(**filters: Any) -> Read:
        unfiltered: dict[str, Any] = dict.fromkeys(BookingFilter.__dataclass_fields__)
        return lambda tx: BookingRepository(tx).list_page(BookingFilter(**unfiltered | filters), None, 11)

    period = Period(day, day + timedelta(days=2))
    return {
        "vehicles": lambda tx: VehicleRepository(tx).list_page(None, 0, 11),
        "free vehicles": lambda tx: VehicleRepository(tx).list_available(period, Requirements(), 0, 11),
        "bookings of an order": bookings(order_id=order_id),
        "bookings of a vehicle": bookings(vehicle_id=5),
        "bookings of a week": bookings(from_day=day, to_day=day + timedelta(days=7)),
        "bookings that just changed": bookings(changed_after=datetime.now(UTC) - timedelta(seconds=30)),
    }


async def scans_of(url: str, read: Read) -> list[str]:
    """How each table is read: `Index Scan orders_pkey`, `Seq Scan order_items`."""
    async with await psycopg.AsyncConnection.connect(url, row_factory=dict_row) as connection:
        explaining = _Explaining(connection)
        await read(explaining)
    return list(dict.fromkeys(explaining.scans))


class _Explaining:
    """Stands in for a connection: what a repository asks is explained, then asked."""

    def __init__(self, connection: psycopg.AsyncConnection[dict[str, Any]]) -> None:
        self._connection = connection
        self.scans: list[str] = []

    async def execute(self, statement: str, values: Any = None) -> Any:
        """Ask."""
        cursor = await self._connection.execute(f"EXPLAIN (FORMAT JSON) {statement}", values)
        (found,) = await cursor.fetchall()
        self.scans += _scans(found["QUERY PLAN"][0]["Plan"])
        return await self._connection.execute(statement, values)


def _scans(plan: Mapping[str, Any]) -> Iterator[str]:
    if "Scan" in plan["Node Type"] and plan["Node Type"] != "Subquery Scan":
        yield f"{plan['Node Type']} {plan.get('Index Name') or plan.get('Relation Name') or ''}".strip()
    for below in plan.get("Plans", []):
        yield from _scans(below)
