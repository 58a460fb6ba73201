"""What has ended: sessions, keys, runs, and rights that were changed. The database's triggers write it down."""

from datetime import datetime, timedelta

from logistics.access.tokens import LEEWAY, RUN_LIFETIME
from logistics.kit.database import Transaction
from logistics.words import RunStatus

TOLD_FOR = RUN_LIFETIME + 4 * LEEWAY
"""Longer than any token is accepted by any clock."""
OVERLAP = timedelta(minutes=1)
"""An ending is dated when it is written and seen when its transaction commits, which takes less than this."""


class EndingRepository:
    """Endings in one transaction."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def wait_for_turn(self) -> None:
        """Let those who change who may do what go one after the other, until the end of the transaction."""
        await self._tx.execute("SELECT pg_advisory_xact_lock(hashtextextended('who may do what', 0))")

    async def run_goes_on(self, run_id: int, order_id: int | None) -> bool:
        """Whether the run still works on this order."""
        cursor = await self._tx.execute(
            "SELECT FROM runs WHERE id = %s AND order_id = %s AND status = %s",
            [run_id, order_id, RunStatus.RUNNING],
        )
        return await cursor.fetchone() is not None

    async def list_since(self, moment: datetime | None) -> tuple[list[str], datetime]:
        """What ended since then, by the database's own clock, and what to ask for next time.

        Args:
            moment: Of an earlier answer; None for everything that a token could still rest on.
        """
        cursor = await self._tx.execute(
            """SELECT now() AS at, coalesce(array_agg(DISTINCT basis) FILTER (WHERE basis IS NOT NULL), '{}') AS ended
               FROM (SELECT) nothing
               LEFT JOIN endings ON at >= greatest(%s::timestamptz, now() - %s)""",
            [moment, TOLD_FOR],
        )
        row = await cursor.fetchone()
        assert row is not None
        return row["ended"], row["at"] - OVERLAP
