"""Every SQL statement about orders: rows in, Orders out."""

import re
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from psycopg.types.json import Jsonb

from logistics.kit.database import Transaction
from logistics.orders.documents import order_summary
from logistics.orders.errors import OrderNotFound
from logistics.orders.for_customers import SENTENCES
from logistics.orders.model import Order, OrderId, OrderItem
from logistics.web.answers import Listed
from logistics.words import BookingStatus, OrderStatus, RunStatus

_ITEM_COLUMNS = "line, sku, description, quantity, length_mm, width_mm, height_mm, weight_g, rules"

_COLUMNS = f"""id, customer_id, reference, priority, pickup_date, origin, destination, notes, auto_process, status,
    status_reason, remedy, booking_ids, layout, price, version, booking_states, plan_version, created_at, updated_at,
    (SELECT json_agg(i ORDER BY line) FROM (SELECT {_ITEM_COLUMNS} FROM order_items WHERE order_id = orders.id) i)
        AS items"""


class OrderRepository:
    """Orders in one transaction."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def add(self, draft: dict[str, Any], items: Sequence[OrderItem], now: datetime) -> Order:
        """Store a new order; `draft` holds what the customer said, validated."""
        cursor = await self._tx.execute(
            """INSERT INTO orders (customer_id, reference, priority, pickup_date, origin, destination, notes,
                                   auto_process, status, created_at, updated_at)
               VALUES (%(customer_id)s, %(reference)s, %(priority)s, %(pickup_date)s, %(origin)s, %(destination)s,
                       %(notes)s, %(auto_process)s, %(status)s, %(now)s, %(now)s)
               RETURNING id""",
            {
                **draft,
                "status": OrderStatus.PENDING,
                "origin": Jsonb(draft["origin"]),
                "destination": Jsonb(draft["destination"]),
                "now": now,
            },
        )
        row = await cursor.fetchone()
        assert row is not None
        await self._add_items(row["id"], items)
        return await self.get(OrderId(row["id"]))

    async def get(self, order_id: OrderId, *, for_update: bool = False) -> Order:
        """One order, locked until the end of the transaction with `for_update`.

        Raises:
            OrderNotFound: There is none.
        """
        if for_update:
            # Read only afterwards: whoever had the lock may have changed items, which a statement begun before would
            # show as they were.
            # Not FOR UPDATE: that would also keep out what merely names the order, such as an event of a run whose
            # row its writer holds already, and each would wait for the other.
            await self._tx.execute("SELECT FROM orders WHERE id = %s FOR NO KEY UPDATE", [order_id])
        cursor = await self._tx.execute(f"SELECT {_COLUMNS} FROM orders WHERE id = %s", [order_id])
        row = await cursor.fetchone()
        if row is None:
            raise OrderNotFound(order_id)
        return _order(row)

    async def list_page(
        self,
        *,
        status: OrderStatus | None,
        customer_id: int | None,
        q: str | None,
        pickup_date: date | None,
        before_id: int | None,
        limit: int,
        only_order: int | None = None,
        only_customer: int | None = None,
    ) -> list[Listed]:
        """Up to `limit` orders, newest first, in the words for its customer with `only_customer`.

        `q` is an order's id or number, or the start of its reference.
        """
        conditions, values = ["true"], dict[str, Any]()
        for condition, name, value in (
            ("status = %(status)s", "status", status),
            ("customer_id = %(customer_id)s", "customer_id", customer_id),
            ("pickup_date = %(pickup_date)s", "pickup_date", pickup_date),
            ("id < %(before_id)s", "before_id", before_id),
            ("id = %(only_order)s", "only_order", only_order),
            ("customer_id = %(only_customer)s", "only_customer", only_customer),
        ):
            if value is not None:
                conditions.append(condition)
                values[name] = value
        if q:
            conditions.append("(id = %(number)s OR lower(reference) LIKE %(prefix)s)")
            values |= {"number": _number(q), "prefix": _escaped(q.lower()) + "%"}
        summary = order_summary(for_customer=only_customer is not None)
        cursor = await self._tx.execute(
            f"""SELECT id, {summary} AS json
                FROM (SELECT * FROM orders WHERE {" AND ".join(conditions)} ORDER BY id DESC LIMIT %(limit)s) orders
                ORDER BY id DESC""",
            {**values, "limit": limit, "sentences": Jsonb(SENTENCES)},
        )
        return [Listed(**row) for row in await cursor.fetchall()]

    async def save(self, order: Order, now: datetime) -> Order:
        """Store a changed order under its next version. Its items stay; see `replace_items`."""
        cursor = await self._tx.execute(
            """UPDATE orders SET reference = %(reference)s, priority = %(priority)s, pickup_date = %(pickup_date)s,
                      origin = %(origin)s, destination = %(destination)s, notes = %(notes)s, status = %(status)s,
                      status_reason = %(status_reason)s, remedy = %(remedy)s, booking_ids = %(booking_ids)s,
                      layout = %(layout)s, price = %(price)s, booking_states = %(booking_states)s,
                      plan_version = %(plan_version)s, version = version + 1, updated_at = %(now)s
               WHERE id = %(id)s RETURNING id""",
            {
                "id": order.id,
                "reference": order.reference,
                "priority": order.priority,
                "pickup_date": order.pickup_date,
                "origin": Jsonb(order.origin),
                "destination": Jsonb(order.destination),
                "notes": order.notes,
                "status": order.status,
                "status_reason": order.status_reason,
                "remedy": _jsonb(order.remedy),
                "booking_ids": list(order.booking_ids),
                "layout": _jsonb(order.layout),
                "price": _jsonb(order.price),
                "booking_states": Jsonb(
                    [{"booking_id": id, "status": status} for id, status in order.booking_states]
                ),
                "plan_version": order.plan_version,
                "now": now,
            },
        )
        if await cursor.fetchone() is None:
            raise OrderNotFound(order.id)
        return await self.get(order.id)

    async def replace_items(self, order_id: OrderId, items: Sequence[OrderItem]) -> None:
        """Put these lines in the place of the order's own."""
        await self._tx.execute("DELETE FROM order_items WHERE order_id = %s", [order_id])
        await self._add_items(order_id, items)

    async def is_running(self, run_id: int) -> bool:
        """Whether this run, whose token acts on an order, has not ended."""
        cursor = await self._tx.execute("SELECT FROM runs WHERE id = %s AND status = %s", [run_id, RunStatus.RUNNING])
        return await cursor.fetchone() is not None

    async def _add_items(self, order_id: int, items: Sequence[OrderItem]) -> None:
        await self._tx.execute(
            f"""INSERT INTO order_items (order_id, {_ITEM_COLUMNS})
                SELECT %s, {_ITEM_COLUMNS} FROM jsonb_populate_recordset(null::order_items, %s)""",
            [order_id, Jsonb([asdict(item) for item in items])],
        )


def _order(row: dict[str, Any]) -> Order:
    items = tuple(OrderItem(**item) for item in row.pop("items"))
    row["status"] = OrderStatus(row["status"])
    row["booking_ids"] = tuple(row["booking_ids"])
    states = row["booking_states"]
    row["booking_states"] = tuple((state["booking_id"], BookingStatus(state["status"])) for state in states)
    return Order(**row, items=items)


def _jsonb(value: dict[str, Any] | None) -> Jsonb | None:
    return None if value is None else Jsonb(value)


def _number(q: str) -> int:
    """The id in `123` or `ORD-2026-000123`; 0, which no order has, for anything else."""
    match = re.fullmatch(r"(?:ORD-\d{4}-)?(\d{1,15})", q.strip().upper(), re.ASCII)
    return int(match[1]) if match else 0


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
