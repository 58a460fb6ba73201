"""Every SQL statement about notifications. The ledger decides nothing, so its contract serves as its model."""

from datetime import datetime
from typing import Any

from logistics.contracts.orders import NotificationCreate, NotificationPatch, NotificationRead
from logistics.kit.database import Transaction
from logistics.notifications.errors import NotificationNotFound

_COLUMNS = """id, order_id, event, channel, recipient, subject, body, status, attempts, created_at, sent_at, error"""


class NotificationRepository:
    """The ledger in one transaction."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def add(
        self, wanted: NotificationCreate, recipient: str, subject: str, body: str, now: datetime
    ) -> NotificationRead:
        """Store a notification; the database refuses a second one for the same order and event."""
        cursor = await self._tx.execute(
            f"""INSERT INTO notifications (order_id, event, channel, recipient, subject, body, created_at)
                VALUES (%s, %s, 'email', %s, %s, %s, %s) RETURNING {_COLUMNS}""",
            [wanted.order_id, wanted.event, recipient, subject, body, now],
        )
        return NotificationRead.model_validate(await cursor.fetchone())

    async def find_of(self, order_id: int, event: str) -> NotificationRead | None:
        """What an order's customer was told of an event, if they were."""
        cursor = await self._tx.execute(
            f"SELECT {_COLUMNS} FROM notifications WHERE order_id = %s AND event = %s", [order_id, event]
        )
        row = await cursor.fetchone()
        return NotificationRead.model_validate(row) if row else None

    async def get(self, notification_id: int) -> NotificationRead:
        """One notification.

        Raises:
            NotificationNotFound: There is none.
        """
        cursor = await self._tx.execute(f"SELECT {_COLUMNS} FROM notifications WHERE id = %s", [notification_id])
        row = await cursor.fetchone()
        if row is None:
            raise NotificationNotFound(notification_id)
        return NotificationRead.model_validate(row)

    async def list_page(self, *, order_id: int | None, before_id: int | None, limit: int) -> list[NotificationRead]:
        """Up to `limit` notifications, newest first."""
        conditions, values = ["true"], dict[str, Any](limit=limit)
        if order_id is not None:
            conditions.append("order_id = %(order_id)s")
            values["order_id"] = order_id
        if before_id is not None:
            conditions.append("id < %(before_id)s")
            values["before_id"] = before_id
        cursor = await self._tx.execute(
            f"SELECT {_COLUMNS} FROM notifications WHERE {' AND '.join(conditions)} ORDER BY id DESC LIMIT %(limit)s",
            values,
        )
        return [NotificationRead.model_validate(row) for row in await cursor.fetchall()]

    async def record(self, notification_id: int, attempt: NotificationPatch, now: datetime) -> bool:
        """Store what became of an attempt; False when it was sent before, which stands."""
        cursor = await self._tx.execute(
            """UPDATE notifications SET status = %(status)s, error = %(error)s, attempts = attempts + 1,
                      sent_at = CASE WHEN %(status)s = 'sent' THEN %(now)s END
               WHERE id = %(id)s AND status <> 'sent'""",
            {"id": notification_id, "status": attempt.status, "error": attempt.error, "now": now},
        )
        return cursor.rowcount == 1
