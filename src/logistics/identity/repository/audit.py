"""The audit trail: changes of who may do what, and attempts to sign in. Only ever added to."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from logistics.access.principal import Principal
from logistics.kit import logs
from logistics.kit.database import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """Something that was done to `subject`, for instance `user:5`."""

    id: int
    type: str
    actor_kind: str
    actor_name: str
    subject: str
    at: datetime
    request_id: str | None
    data: dict[str, Any]


class AuditRepository:
    """The trail in one transaction."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def add(self, kind: str, by: Principal, subject: str, at: datetime, **data: Any) -> None:
        """Record that `kind` happened."""
        await self._tx.execute(
            """INSERT INTO audit (type, actor_kind, actor_name, subject, at, request_id, data)
               VALUES (%s, %s, %s, %s, %s, %s, %s)""",
            [kind, by.kind, by.name, subject, at, logs.request_id(), Jsonb(data)],
        )

    async def list_page(self, before_id: int | None, limit: int) -> list[AuditEntry]:
        """Up to `limit` entries, newest first."""
        cursor = await self._tx.execute(
            "SELECT * FROM audit WHERE id < %s ORDER BY id DESC LIMIT %s", [before_id or 2**63 - 1, limit]
        )
        return [AuditEntry(**row) for row in await cursor.fetchall()]
