"""Reading the audit trail."""

from logistics.identity.repository.audit import AuditEntry, AuditRepository
from logistics.kit.database import Database


class AuditService:
    """The trail for those who may read it."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def list_page(self, before_id: int | None, limit: int) -> list[AuditEntry]:
        """A page of it, newest first."""
        async with self._db.transaction() as tx:
            return await AuditRepository(tx).list_page(before_id, limit)
