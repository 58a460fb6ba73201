"""Every SQL statement about notifications. The ledger decides nothing, so its contract serves as its model."""

from datetime import datetime
from typing import Any

from logistics.contracts.notifications import NotificationCreate, NotificationPatch, NotificationRead
from logistics.kit.database import Transaction
from logistics.notifications.errors import NotificationNotFound
from logistics.words import BELIEVED, NotificationStatus

_COLUMNS = """id, order_id, event, channel, recipient, subject, body, status, attempts, created_at, sent_at, error"""


class NotificationRepository:
    """The ledger in one transaction."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def add(
        self, wanted: NotificationCreate, occasion: int, recipient: str, subject: str, body: str, now: datetime
    ) -> NotificationRead:
        """Store a notification; the database refuses a second one for the same order, event and occasion."""
        cursor = await self._tx.execute(
            f"""INSERT INTO notifications (order_id, event, occasion, channel, recipient, subject, body, created_at)
                VALUES (%s, %s, %s, 'email', %s, %s, %s, %s) RETURNING {_COLUMNS}""",
            [wanted.order_id, wanted.event, occasion, recipient, subject, body, now],
        )
        return NotificationRead.model_validate(await cursor.fetchone())

    async def find_of(self, order_id: int, event: str, occasion: int) -> NotificationRead | None:
        """What an order's customer was told of an event on this occasion, if they were."""
        cursor = await self._tx.execute(
            f"SELECT {_COLUMNS} FROM notifications WHERE order_id = %s AND event = %s AND occasion = %s",
            [order_id, event, occasion],
        )
        row = await cursor.fetchone()
        return NotificationRead.model_validate(row) if row else None

    async def booking_last_told(self, order_id: int) -> int | None:
        """The booking that an order's customer last heard of, or is about to; None if they never did."""
        cursor = await self._tx.execute(
            """SELECT occasion FROM notifications WHERE order_id = %s AND event = 'order_booked'
               AND status = ANY(%s) ORDER BY id DESC LIMIT 1""",
            [order_id, list(BELIEVED)],
        )
        row = await cursor.fetchone()
        return None if row is None else int(row["occasion"])

    async def occasion_of(self, notification_id: int) -> int:
        """What a notification is about."""
        cursor = await self._tx.execute("SELECT occasion FROM notifications WHERE id = %s", [notification_id])
        row = await cursor.fetchone()
        assert row is not None
        return int(row["occasion"])

    async def was_told_later(self, notification: NotificationRead) -> bool:
        """Whether its order's customer got a message that was put on the ledger after this one."""
        cursor = await self._tx.execute(
            "SELECT 1 FROM notifications WHERE order_id = %s AND id > %s AND status = %s LIMIT 1",
            [notification.order_id, notification.id, NotificationStatus.SENT],
        )
        return await cursor.fetchone() is not None

    async def queued_since(self, notification_id: int) -> datetime:
        """Since when it is tried to deliver a notification.

        Raises:
            NotificationNotFound: There is none.
        """
        cursor = await self._tx.execute(
            "SELECT coalesce(queued_at, created_at) AS since FROM notifications WHERE id = %s", [notification_id]
        )
        row = await cursor.fetchone()
        if row is None:
            raise NotificationNotFound(notification_id)
        since: datetime = row["since"]
        return since

    async def supersede(self, notification_id: int, because: str) -> None:
        """Put a queued notification aside: it is no longer so."""
        await self._tx.execute(
            "UPDATE notifications SET status = %s, error = %s WHERE id = %s",
            [NotificationStatus.SUPERSEDED, because, notification_id],
        )

    async def rewrite(self, notification_id: int, recipient: str, subject: str, body: str) -> None:
        """Have a queued notification say this, to this address."""
        await self._tx.execute(
            "UPDATE notifications SET recipient = %s, subject = %s, body = %s WHERE id = %s",
            [recipient, subject, body, notification_id],
        )

    async def queue_again(self, notification_id: int, now: datetime) -> bool:
        """Queue a notification that failed; False when it has not."""
        cursor = await self._tx.execute(
            "UPDATE notifications SET status = %s, queued_at = %s WHERE id = %s AND status = %s",
            [NotificationStatus.QUEUED, now, notification_id, NotificationStatus.FAILED],
        )
        return cursor.rowcount == 1

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
        """Store what became of an attempt; False when its end was recorded before, which stands."""
        cursor = await self._tx.execute(
            """UPDATE notifications SET status = %(status)s, error = %(error)s, attempts = attempts + 1,
                      sent_at = CASE WHEN %(status)s = %(sent)s THEN %(now)s END
               WHERE id = %(id)s AND (status = %(queued)s OR (status <> %(sent)s AND %(status)s = %(sent)s))""",
            {
                "id": notification_id,
                "status": attempt.status,
                "error": attempt.error,
                "now": now,
                "queued": NotificationStatus.QUEUED,
                "sent": NotificationStatus.SENT,
            },
        )
        return cursor.rowcount == 1
