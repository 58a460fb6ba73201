"""Users."""

from datetime import datetime
from typing import Any

from psycopg.errors import ForeignKeyViolation, UniqueViolation

from logistics.identity.errors import UserEmailTaken, UserInvalid, UserNotFound
from logistics.identity.model import User
from logistics.kit.database import Transaction

COLUMNS = "id, email, name, role, customer_id, password_hash, active, version, created_at"


class UserRepository:
    """Users in one transaction."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def add(
        self, *, email: str, name: str, role: str, customer_id: int | None, password_hash: str | None, now: datetime
    ) -> User:
        """Store a new user.

        Raises:
            UserEmailTaken: Somebody has the address already.
            UserInvalid: There is no such customer.
        """
        return await self._write(
            f"""INSERT INTO users (email, name, role, customer_id, password_hash, created_at)
                VALUES (%s, %s, %s, %s, %s, %s) RETURNING {COLUMNS}""",
            [email, name, role, customer_id, password_hash, now],
        )

    async def get(self, user_id: int, *, for_update: bool = False) -> User:
        """One user.

        Raises:
            UserNotFound: There is none.
        """
        lock = "FOR UPDATE" if for_update else ""
        found = await self._one(f"SELECT {COLUMNS} FROM users WHERE id = %s {lock}", [user_id])
        if found is None:
            raise UserNotFound(user_id)
        return found

    async def find_by_email(self, email: str) -> User | None:
        """The user with this address, in any letter case."""
        return await self._one(f"SELECT {COLUMNS} FROM users WHERE lower(email) = lower(%s)", [email])

    async def list_page(self, after_id: int, limit: int) -> list[User]:
        """Up to `limit` users by id."""
        cursor = await self._tx.execute(
            f"SELECT {COLUMNS} FROM users WHERE id > %s ORDER BY id LIMIT %s", [after_id, limit]
        )
        return [User(**row) for row in await cursor.fetchall()]

    async def save(self, user: User) -> User:
        """Store a changed user under its next version."""
        return await self._write(
            f"""UPDATE users SET name = %s, role = %s, customer_id = %s, password_hash = %s, active = %s,
                       version = version + 1 WHERE id = %s RETURNING {COLUMNS}""",
            [user.name, user.role, user.customer_id, user.password_hash, user.active, user.id],
        )

    async def renew_hash(self, user_id: int, password_hash: str) -> None:
        """The same password, hashed anew."""
        await self._tx.execute("UPDATE users SET password_hash = %s WHERE id = %s", [password_hash, user_id])

    async def lock_admins(self) -> list[int]:
        """Ids of those who can administer, so that two cannot resign at once."""
        cursor = await self._tx.execute("SELECT id FROM users WHERE role = 'admin' AND active ORDER BY id FOR UPDATE")
        return [row["id"] for row in await cursor.fetchall()]

    async def _one(self, statement: str, values: list[Any]) -> User | None:
        row = await (await self._tx.execute(statement, values)).fetchone()
        return User(**row) if row else None

    async def _write(self, statement: str, values: list[Any]) -> User:
        try:
            written = await self._one(statement, values)
        except UniqueViolation:
            raise UserEmailTaken from None
        except ForeignKeyViolation:
            raise UserInvalid("/customer_id", "unknown_customer", "There is no such customer.") from None
        assert written is not None
        return written
