"""Everything the auditor looks at, read at one moment from both databases."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import dict_row

Connection = psycopg.Connection[Any]
Row = dict[str, Any]

HOLDING = frozenset({"confirmed", "in_transit", "delivered"})
"""Statuses in which a booking has its vehicle."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that must not be: which rule it breaks, where, and how."""

    rule: str
    where: str
    detail: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.where}: {self.detail}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """Rows as they are, and where the files lie. `accepted` are orders that a client was told are taken."""

    accepted: frozenset[int]
    orders: dict[int, Row]
    items: dict[int, list[Row]]
    events: dict[int, list[Row]]
    notifications: list[Row]
    runs: list[Row]
    jobs: list[Row]
    vehicles: dict[int, Row]
    quotes: dict[int, Row]
    holds: dict[int, Row]
    bookings: list[Row]
    moves: dict[int, list[Row]]
    layouts: Path
    outbox: Path

    def bookings_of(self, order_id: int) -> list[Row]:
        """The bookings by which an order has vehicles, by load."""
        own = [b for b in self.bookings if b["order_id"] == order_id and b["status"] in HOLDING]
        return sorted(own, key=lambda booking: int(booking["load_index"]))

    def happened(self, order_id: int) -> list[str]:
        """Types of an order's events, oldest first."""
        return [event["type"] for event in self.events[order_id]]


def read_books(
    order_db: Connection, transport_db: Connection, *, layouts: Path, outbox: Path, accepted: Iterable[int] = ()
) -> Books:
    """Read both databases over open connections, while nothing changes in them."""
    return Books(
        accepted=frozenset(accepted),
        orders=_by("id", _all(order_db, "orders", "id")),
        items=_grouped("order_id", _all(order_db, "order_items", "order_id, line")),
        events=_grouped("order_id", _all(order_db, "events", "id")),
        notifications=_all(order_db, "notifications", "id"),
        runs=_all(order_db, "runs", "id"),
        jobs=_all(order_db, "procrastinate_jobs", "id"),
        vehicles=_by("id", _all(transport_db, "vehicles", "id")),
        quotes=_by("id", _all(transport_db, "quotes", "id")),
        holds=_by("id", _all(transport_db, "holds", "id")),
        bookings=_all(transport_db, "bookings", "id"),
        moves=_grouped("booking_id", _all(transport_db, "booking_history", "id")),
        layouts=layouts,
        outbox=outbox,
    )


def _all(connection: Connection, table: str, order: str) -> list[Row]:
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(f"SELECT * FROM {table} ORDER BY {order}").fetchall()


def _by(column: str, rows: Iterable[Row]) -> dict[int, Row]:
    return {row[column]: row for row in rows}


def _grouped(column: str, rows: Iterable[Row]) -> dict[int, list[Row]]:
    groups = defaultdict[int, list[Row]](list)
    for row in rows:
        groups[row[column]].append(row)
    return groups
