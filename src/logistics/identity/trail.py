"""Reading the audit trail, and what has ended."""

from datetime import datetime

from logistics.identity.repository.audit import AuditEntry, AuditRepository
from logistics.identity.repository.endings import EndingRepository
from logistics.kit.database import Database


class AuditService:
    """The trail for those who may read it."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def list_page(self, before_id: int | None, limit: int) -> list[AuditEntry]:
        """A page of it, newest first."""
        async with self._db.transaction() as tx:
            return await AuditRepository(tx).list_page(before_id, limit)

    async def list_endings(self, since: datetime | None) -> tuple[list[str], datetime]:
        """What tokens may have rested on and ended since then, and what to ask for next time."""
        async with self._db.connection() as tx:
            return await EndingRepository(tx).list_since(since)
