"""The keys that tokens are signed with."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from logistics.kit.database import Transaction


@dataclass(frozen=True, slots=True)
class StoredKey:
    """A private key as a JSON Web Key, how old it is, and whether tokens it signed are refused since a restore."""

    kid: str
    jwk: dict[str, Any] = field(repr=False)
    created_at: datetime
    withdrawn: bool = False


class SigningKeyRepository:
    """Signing keys in one transaction."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def list_all(self, *, lock: bool = False) -> list[StoredKey]:
        """Every key, oldest first; with `lock`, nobody else adds one until the transaction ends."""
        if lock:
            await self._tx.execute("LOCK TABLE signing_keys IN SHARE ROW EXCLUSIVE MODE")
        cursor = await self._tx.execute(
            "SELECT kid, jwk, created_at, withdrawn FROM signing_keys ORDER BY created_at, kid"
        )
        return [StoredKey(**row) for row in await cursor.fetchall()]

    async def add(self, key: StoredKey) -> None:
        """Store a new key."""
        await self._tx.execute(
            "INSERT INTO signing_keys (kid, jwk, created_at) VALUES (%s, %s, %s)",
            [key.kid, Jsonb(key.jwk), key.created_at],
        )

    async def remove_before(self, moment: datetime) -> None:
        """Forget keys that are so old that nothing they signed can still hold."""
        await self._tx.execute("DELETE FROM signing_keys WHERE created_at < %s", [moment])
