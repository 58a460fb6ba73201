"""Bookings and their history, in one transaction."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from psycopg.errors import UniqueViolation
from psycopg.types.json import Jsonb

from logistics.access.principal import Principal
from logistics.kit import logs
from logistics.kit.database import Transaction
from logistics.transport.errors import BookingNotFound, QuoteAlreadyUsed
from logistics.transport.model import Booking, BookingDraft, BookingFilter, Period
from logistics.words import BookingStatus

PLAIN = (
    "vehicle_id",
    "order_id",
    "load_index",
    "layout_key",
    "layout_version",
    "layout_sha256",
    "quote_id",
    "price",
    "currency",
)
"""Columns that are fields of a new booking just as they are."""

COLUMNS = f"""id, hold_id, {", ".join(PLAIN)}, made_for, lower(period) AS start, upper(period) AS until,
    status, status_reason, version, created_at, updated_at"""

AWAY = "period && daterange(%(from_day)s, %(to_day)s)"

CONDITIONS = {
    "order_id": "order_id = %(order_id)s",
    "vehicle_id": "vehicle_id = %(vehicle_id)s",
    "status": "status = %(status)s",
    "from_day": AWAY,
    "to_day": AWAY,
    "changed_after": "updated_at > %(changed_after)s",
    "told": "told = %(told)s",
}


class LoadTaken(Exception):
    """Another booking of this load was there first; the transaction can still be used."""


class BookingRepository:
    """Reads and writes `bookings` and adds to `booking_history`."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def add(self, draft: BookingDraft, hold_id: int, by: Principal, now: datetime) -> Booking:
        """Store a new booking on the days it holds. After a refusal the transaction can still be used.

        Raises:
            LoadTaken: The load has a booking already.
            QuoteAlreadyUsed: A booking was made with this quote before.
        """
        try:
            async with self._tx.transaction():
                booking = await self._insert(draft, hold_id, now)
        except UniqueViolation as error:
            if error.diag.constraint_name == "bookings_use_a_quote_once":
                raise QuoteAlreadyUsed(draft.quote_id) from None
            raise LoadTaken from None
        await self._remember(booking, None, by)
        return booking

    async def save(self, booking: Booking, before: BookingStatus, by: Principal) -> None:
        """Store where a booking has moved to, and who moved it."""
        await self._tx.execute(
            """UPDATE bookings SET status = %s, status_reason = %s, version = %s, updated_at = %s WHERE id = %s""",
            [booking.status, booking.status_reason, booking.version, booking.updated_at, booking.id],
        )
        await self._remember(booking, before, by)

    async def get(self, booking_id: int, *, for_update: bool = False) -> Booking:
        """One booking, locked until the end of the transaction with `for_update`.

        Raises:
            BookingNotFound: There is none.
        """
        lock = "FOR NO KEY UPDATE" if for_update else ""
        found = await self._many(f"SELECT {COLUMNS} FROM bookings WHERE id = %(id)s {lock}", {"id": booking_id})
        if not found:
            raise BookingNotFound(booking_id)
        return found[0]

    async def list_page(self, wanted: BookingFilter, before_id: int | None, limit: int) -> list[Booking]:
        """Bookings, newest first."""
        values = asdict(wanted)
        # Only what is asked for is in the statement: PostgreSQL then picks the index that serves it.
        asked = dict.fromkeys(CONDITIONS[name] for name, value in values.items() if value is not None)
        conditions = ["true", *asked]
        if before_id is not None:
            conditions.append("id < %(before_id)s")
        return await self._many(
            f"SELECT {COLUMNS} FROM bookings WHERE {' AND '.join(conditions)} ORDER BY id DESC LIMIT %(limit)s",
            {**values, "before_id": before_id, "limit": limit},
        )

    async def list_of_order(self, order_id: int) -> list[Booking]:
        """The bookings of an order that are not cancelled, load by load."""
        return [b for b in await self.list_ever_of_order(order_id) if b.status is not BookingStatus.CANCELLED]

    async def list_ever_of_order(self, order_id: int) -> list[Booking]:
        """Every booking an order ever had, load by load."""
        return await self._many(
            f"SELECT {COLUMNS} FROM bookings WHERE order_id = %(order_id)s ORDER BY load_index, id",
            {"order_id": order_id},
        )

    async def mark_told(self, order_id: int) -> None:
        """Its order knows of all its bookings."""
        await self._tx.execute("UPDATE bookings SET told = true WHERE order_id = %s AND NOT told", [order_id])

    async def lock_order(self, order_id: int) -> None:
        """Wait until nobody else books for an order or moves its bookings; held until the end of the transaction."""
        await self._tx.execute("SELECT pg_advisory_xact_lock(hashtextextended('order', %s))", [order_id])

    async def list_ahead(self, vehicle_id: int, today: date) -> list[Booking]:
        """The first 20 bookings of a vehicle that have not come to their end by `today`."""
        return await self._many(
            f"""SELECT {COLUMNS} FROM bookings
                WHERE vehicle_id = %(vehicle_id)s AND status = ANY(%(ahead)s)
                  AND period && daterange(%(today)s, NULL)
                ORDER BY id LIMIT 20""",
            {"vehicle_id": vehicle_id, "today": today, "ahead": [BookingStatus.CONFIRMED, BookingStatus.IN_TRANSIT]},
        )

    async def _insert(self, draft: BookingDraft, hold_id: int, now: datetime) -> Booking:
        rows = await self._many(
            f"""INSERT INTO bookings ({", ".join(PLAIN)}, made_for, hold_id, period, status, created_at, updated_at)
                VALUES ({", ".join(f"%({name})s" for name in PLAIN)}, %(made_for)s, %(hold_id)s,
                        daterange(%(start)s, %(end)s), %(status)s, %(now)s, %(now)s)
                RETURNING {COLUMNS}""",
            {
                **{name: getattr(draft, name) for name in PLAIN},
                "made_for": Jsonb(draft.made_for),
                **asdict(draft.period),
                "hold_id": hold_id,
                "status": BookingStatus.CONFIRMED,
                "now": now,
            },
        )
        return rows[0]

    async def _remember(self, booking: Booking, before: BookingStatus | None, by: Principal) -> None:
        await self._tx.execute(
            """INSERT INTO booking_history
                   (booking_id, from_status, to_status, reason, actor_kind, actor_name, at, request_id)
               VALUES (%s, %s, %s, %s, %s, %s, %s, %s)""",
            [
                booking.id,
                before,
                booking.status,
                booking.status_reason,
                by.kind,
                by.name,
                booking.updated_at,
                logs.request_id(),
            ],
        )

    async def _many(self, statement: str, values: dict[str, Any]) -> list[Booking]:
        cursor = await self._tx.execute(statement, values)
        return [_booking(row) for row in await cursor.fetchall()]


def _booking(row: dict[str, Any]) -> Booking:
    period = Period(row.pop("start"), row.pop("until"))
    return Booking(**{**row, "period": period, "status": BookingStatus(row["status"])})
