"""Keys of programs."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from psycopg.errors import ForeignKeyViolation

from logistics.identity.errors import KeyInvalid, KeyNotFound
from logistics.identity.model import SEEN_EVERY, ApiKey
from logistics.identity.secrets import KeyText, digest
from logistics.kit.database import Transaction

_COLUMNS = (
    "id, prefix, secret_hash, name, grants, customer_id, created_at, expires_at, revoked_at, last_used_at, version"
)


class KeyRepository:
    """Keys in one transaction."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def add(
        self,
        text: KeyText,
        *,
        name: str,
        grants: Sequence[str],
        customer_id: int | None,
        expires_at: datetime | None,
        now: datetime,
    ) -> ApiKey:
        """Store a new key.

        Raises:
            KeyInvalid: There is no such customer.
        """
        try:
            found = await self._many(
                f"""INSERT INTO api_keys (prefix, secret_hash, name, grants, customer_id, expires_at, created_at)
                    VALUES (%s, %s, %s, %s, %s, %s, %s) RETURNING {_COLUMNS}""",
                [text.prefix, digest(text.secret), name, list(grants), customer_id, expires_at, now],
            )
        except ForeignKeyViolation:
            raise KeyInvalid("/customer_id", "unknown_customer", "There is no such customer.") from None
        return found[0]

    async def enrol(self, text: KeyText, name: str, grants: Sequence[str], now: datetime) -> bool:
        """Make sure a key that one of our own programs holds is known; False when it was revoked."""
        cursor = await self._tx.execute(
            """INSERT INTO api_keys (prefix, secret_hash, name, grants, created_at) VALUES (%s, %s, %s, %s, %s)
               ON CONFLICT (prefix) DO UPDATE SET grants = excluded.grants,
                   version = api_keys.version + (api_keys.grants IS DISTINCT FROM excluded.grants)::int
               WHERE api_keys.revoked_at IS NULL AND api_keys.secret_hash = excluded.secret_hash""",
            [text.prefix, digest(text.secret), name, list(grants), now],
        )
        return cursor.rowcount == 1

    async def find_by_prefix(self, prefix: str) -> ApiKey | None:
        """The key with this prefix, whatever became of it."""
        found = await self._many(f"SELECT {_COLUMNS} FROM api_keys WHERE prefix = %s", [prefix])
        return found[0] if found else None

    async def find(self, key_id: int) -> ApiKey | None:
        """The key with this id, whatever became of it."""
        found = await self._many(f"SELECT {_COLUMNS} FROM api_keys WHERE id = %s", [key_id])
        return found[0] if found else None

    async def list_page(self, before_id: int | None, limit: int) -> list[ApiKey]:
        """Up to `limit` keys, newest first."""
        return await self._many(
            f"SELECT {_COLUMNS} FROM api_keys WHERE id < %s ORDER BY id DESC LIMIT %s",
            [before_id or 2**63 - 1, limit],
        )

    async def get(self, key_id: int) -> ApiKey:
        """One key.

        Raises:
            KeyNotFound: There is none.
        """
        if (key := await self.find(key_id)) is None:
            raise KeyNotFound(key_id)
        return key

    async def revoke(self, key_id: int, now: datetime) -> bool:
        """Accept it no longer; whether it was accepted before."""
        cursor = await self._tx.execute(
            "UPDATE api_keys SET revoked_at = %s WHERE id = %s AND revoked_at IS NULL", [now, key_id]
        )
        return cursor.rowcount == 1

    async def note_use(self, key: ApiKey, now: datetime) -> None:
        """Remember that it was used, to the minute."""
        if key.last_used_at is None or now - key.last_used_at >= SEEN_EVERY:
            await self._tx.execute("UPDATE api_keys SET last_used_at = %s WHERE id = %s", [now, key.id])

    async def _many(self, statement: str, values: Any) -> list[ApiKey]:
        cursor = await self._tx.execute(statement, values)
        return [ApiKey(**{**row, "grants": tuple(row["grants"])}) for row in await cursor.fetchall()]
