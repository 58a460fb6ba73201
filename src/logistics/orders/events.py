"""What happened to orders, in the order in which it was committed. Only ever added to."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from logistics.access.principal import Principal
from logistics.kit import logs
from logistics.kit.database import Transaction

MAX_BYTES_AT_ONCE = 500_000
"""As PostgreSQL keeps them; a change of every line of a large order is a tenth of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened to an order."""

    id: int
    order_id: int
    type: str
    actor: dict[str, str]
    at: datetime
    data: dict[str, Any]
    request_id: str | None


@dataclass(frozen=True, slots=True)
class Position:
    """A place in the stream of all events: the transaction, and the event within it."""

    transaction: int
    event: int

    def __str__(self) -> str:
        return f"{self.transaction}-{self.event}"


class OrderEvents:
    """Events in one transaction."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def add(self, order_id: int, kind: str, actor: Principal, at: datetime, **data: Any) -> None:
        """Record that `kind` happened."""
        await self._tx.execute(
            """INSERT INTO events (order_id, type, actor_kind, actor_name, at, data, request_id)
               VALUES (%s, %s, %s, %s, %s, %s, %s)""",
            [order_id, kind, actor.kind, actor.name, at, Jsonb(data), logs.request_id()],
        )

    async def list_page(self, order_id: int, after_id: int, limit: int) -> tuple[list[Event], bool]:
        """Events of one order, oldest first, and whether there are more; those behind `MAX_BYTES_AT_ONCE` wait."""
        cursor = await self._tx.execute(
            """SELECT id, order_id, type, actor_kind, actor_name, at, request_id, before,
                       CASE WHEN before < %s THEN data END AS data
                FROM (SELECT *, sum(pg_column_size(data)) OVER (ORDER BY id) - pg_column_size(data) AS before
                      FROM (SELECT * FROM events WHERE order_id = %s AND id > %s ORDER BY id LIMIT %s) next) sized
                ORDER BY id""",
            [MAX_BYTES_AT_ONCE, order_id, after_id, limit + 1],
        )
        rows = await cursor.fetchall()
        shown = [_event(row) for row in rows[:limit] if row["before"] < MAX_BYTES_AT_ONCE]
        return shown, len(rows) > len(shown)

    async def newest(self) -> Position:
        """Where the stream ends now."""
        cursor = await self._tx.execute(
            """SELECT txid::text::bigint AS txid, id FROM events
               WHERE txid < pg_snapshot_xmin(pg_current_snapshot()) ORDER BY txid DESC, id DESC LIMIT 1"""
        )
        row = await cursor.fetchone()
        return Position(row["txid"], row["id"]) if row else Position(0, 0)

    async def list_since(self, position: Position, limit: int) -> list[tuple[Position, Event]]:
        """Events after `position`, none ever skipped.

        Ids are given out before commits, so a lower id may appear after a higher one. Only transactions older
        than every running one are read, in their order: nothing can appear behind the reader's back. Those behind
        `MAX_BYTES_AT_ONCE` are left for the next time.
        """
        cursor = await self._tx.execute(
            """SELECT *, txid::text::bigint AS txid_number
               FROM (SELECT *, sum(pg_column_size(data)) OVER (ORDER BY txid, id) - pg_column_size(data) AS before
                     FROM (SELECT * FROM events
                           WHERE (txid, id) > (%s::text::xid8, %s) AND txid < pg_snapshot_xmin(pg_current_snapshot())
                           ORDER BY txid, id LIMIT %s) next) sized
               WHERE before < %s ORDER BY txid, id""",
            [str(position.transaction), position.event, limit, MAX_BYTES_AT_ONCE],
        )
        return [(Position(row["txid_number"], row["id"]), _event(row)) for row in await cursor.fetchall()]


def _event(row: dict[str, Any]) -> Event:
    return Event(
        id=row["id"],
        order_id=row["order_id"],
        type=row["type"],
        actor={"kind": row["actor_kind"], "name": row["actor_name"]},
        at=row["at"],
        data=row["data"],
        request_id=row["request_id"],
    )
