"""Sessions, the one-time links that begin them, the browsers they were in, and counts of attempts that failed."""

from collections.abc import Iterable
from datetime import datetime

from logistics.identity.model import MOST_BROWSERS, SEEN_EVERY, SESSION_IDLE, SESSION_LONGEST, User
from logistics.identity.repository.users import COLUMNS
from logistics.kit.database import Transaction


class SessionRepository:
    """Sessions in one transaction."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def add(self, token_hash: bytes, user_id: int, now: datetime) -> None:
        """Store a session that begins, and forget those that have ended."""
        await self._tx.execute(
            "DELETE FROM sessions WHERE created_at < %s OR (user_id = %s AND last_seen_at < %s)",
            [now - SESSION_LONGEST, user_id, now - SESSION_IDLE],
        )
        await self._tx.execute(
            "INSERT INTO sessions (token_hash, user_id, created_at, last_seen_at) VALUES (%s, %s, %s, %s)",
            [token_hash, user_id, now, now],
        )

    async def find_user(
        self, token_hash: bytes, now: datetime, *, seen: bool = True
    ) -> tuple[User, bytes, datetime] | None:
        """The active user of a session that has not expired, the session, and when it ends however busy it is.

        Args:
            seen: Whether to note that it was.
        """
        cursor = await self._tx.execute(
            f"""SELECT {", ".join(f"u.{column.strip()}" for column in COLUMNS.split(","))}, s.last_seen_at,
                       s.created_at AS began_at
                FROM sessions s JOIN users u ON u.id = s.user_id
                WHERE s.token_hash = %s AND u.active AND s.created_at > %s AND s.last_seen_at > %s""",
            [token_hash, now - SESSION_LONGEST, now - SESSION_IDLE],
        )
        row = await cursor.fetchone()
        if row is None:
            return None
        if now - row.pop("last_seen_at") >= SEEN_EVERY and seen:
            await self._tx.execute("UPDATE sessions SET last_seen_at = %s WHERE token_hash = %s", [now, token_hash])
        ends_at = row.pop("began_at") + SESSION_LONGEST
        return User(**row), token_hash, ends_at

    async def remove(self, token_hash: bytes) -> None:
        """End one session."""
        await self._tx.execute("DELETE FROM sessions WHERE token_hash = %s", [token_hash])

    async def remove_all_of(self, user_id: int) -> None:
        """End every session of a user, and the link that could begin another; no browser is known any more."""
        for table in ("sessions", "sign_in_links", "known_browsers"):
            await self._tx.execute(f"DELETE FROM {table} WHERE user_id = %s", [user_id])


class LinkRepository:
    """One-time links in one transaction; a user has one at most."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def put(self, token_hash: bytes, user_id: int, expires_at: datetime) -> None:
        """Store a link in the place of the user's former one."""
        await self._tx.execute(
            """INSERT INTO sign_in_links (token_hash, user_id, expires_at) VALUES (%s, %s, %s)
               ON CONFLICT (user_id)
               DO UPDATE SET token_hash = excluded.token_hash, expires_at = excluded.expires_at""",
            [token_hash, user_id, expires_at],
        )

    async def take(self, token_hash: bytes, now: datetime) -> User | None:
        """The active user of a link that still holds; the link is gone then."""
        cursor = await self._tx.execute(
            "DELETE FROM sign_in_links WHERE token_hash = %s AND expires_at > %s RETURNING user_id", [token_hash, now]
        )
        if (taken := await cursor.fetchone()) is None:
            return None
        cursor = await self._tx.execute(f"SELECT {COLUMNS} FROM users WHERE id = %s AND active", [taken["user_id"]])
        row = await cursor.fetchone()
        return User(**row) if row else None


class CountRepository:
    """Counts of attempts to sign in that failed, in one transaction."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def lock(self, slots: Iterable[str], now: datetime) -> dict[str, tuple[int, datetime]]:
        """The count in each slot and of when it is; others who count there wait until the transaction ends."""
        # Always in the same order, so that two who need the same slots do not wait for each other.
        named = sorted(slots)
        await self._tx.execute(
            """INSERT INTO sign_in_counts (slot, count, at)
               SELECT slot, 0, %s FROM unnest(%s::text[]) slot ORDER BY slot
               ON CONFLICT DO NOTHING""",
            [now, named],
        )
        cursor = await self._tx.execute(
            "SELECT slot, count, at FROM sign_in_counts WHERE slot = ANY(%s) ORDER BY slot FOR UPDATE", [named]
        )
        return {row["slot"]: (row["count"], row["at"]) for row in await cursor.fetchall()}

    async def put(self, slot: str, count: int, at: datetime) -> None:
        """Store the count of a slot that is locked."""
        await self._tx.execute("UPDATE sign_in_counts SET count = %s, at = %s WHERE slot = %s", [count, at, slot])


class BrowserRepository:
    """Browsers that signed in before, in one transaction."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def knows(self, token_hash: bytes, user_id: int) -> bool:
        """Whether the user signed in with it."""
        cursor = await self._tx.execute(
            "SELECT FROM known_browsers WHERE user_id = %s AND token_hash = %s", [user_id, token_hash]
        )
        return await cursor.fetchone() is not None

    async def add(self, token_hash: bytes, user_id: int, now: datetime) -> None:
        """Remember it, and forget all but the newest of the user's."""
        await self._tx.execute(
            """INSERT INTO known_browsers (token_hash, user_id, at) VALUES (%s, %s, %s)
               ON CONFLICT (user_id, token_hash) DO UPDATE SET at = excluded.at""",
            [token_hash, user_id, now],
        )
        await self._tx.execute(
            """DELETE FROM known_browsers WHERE user_id = %s AND token_hash NOT IN (
                   SELECT token_hash FROM known_browsers WHERE user_id = %s ORDER BY at DESC LIMIT %s)""",
            [user_id, user_id, MOST_BROWSERS],
        )
