"""What somebody may do at this moment, asked of the database: no token and no cache has a say in it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from logistics.access.principal import CredentialNotAccepted, Principal
from logistics.identity.model import ApiKey, User
from logistics.identity.repository.endings import EndingRepository
from logistics.identity.repository.keys import KeyRepository
from logistics.identity.repository.sessions import SessionRepository
from logistics.kit.clock import Clock
from logistics.kit.database import Database, Transaction

_SESSION = "session:"


class Standing:
    """Tells whether those who were recognised a moment ago still are who they were."""

    def __init__(self, database: Database, now: Clock) -> None:
        self._db = database
        self._now = now

    async def confirm(self, caller: Principal) -> None:
        """Return if everything the caller's authority rests on still stands.

        Raises:
            CredentialNotAccepted: It has ended, or their rights were changed since.
        """
        async with self._db.connection() as tx:
            stands = await self._rests_on(tx, caller)
        if stands != caller.rests_on or (caller.until is not None and caller.until <= self._now()):
            raise CredentialNotAccepted(
                "What this credential rests on has ended or was changed; sign in again, or exchange the key again."
            )

    @asynccontextmanager
    async def change(self, by: Principal) -> AsyncIterator[Transaction]:
        """A transaction that changes who may do what: one at a time, and only while `by` still stands.

        Raises:
            CredentialNotAccepted: They no longer do.
        """
        async with self.alone() as tx:
            await self.confirm(by)
            yield tx

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[Transaction]:
        """A transaction beside which nobody else changes who may do what."""
        async with self._db.transaction() as tx:
            await EndingRepository(tx).wait_for_turn()
            yield tx

    async def _rests_on(self, tx: Transaction, caller: Principal) -> tuple[str, ...]:
        current: Principal | None = caller
        match caller.kind:
            case "user":
                found = await SessionRepository(tx).find_user(_session_hash(caller), self._now(), seen=False)
                current = principal_of_user(*found) if found else None
            case "key":
                key = await KeyRepository(tx).find(int(caller.subject.removeprefix("key:")))
                current = principal_of_key(key) if key and key.holds(self._now()) else None
            case "run":
                assert caller.run_id is not None
                if not await EndingRepository(tx).run_goes_on(caller.run_id, caller.order_id):
                    current = None
        return current.rests_on if current else ("nothing",)


def principal_of_user(user: User, session_hash: bytes, until: datetime) -> Principal:
    """A user as somebody who acts, in a session that ends at `until`."""
    return Principal(
        kind="user",
        name=user.name,
        subject=user.subject,
        grants=frozenset({user.role}),
        customer_id=user.customer_id,
        user_id=user.id,
        rests_on=(f"{_SESSION}{session_hash.hex()}", f"{user.subject}#{user.version}"),
        until=until,
    )


def principal_of_key(key: ApiKey) -> Principal:
    """A key as somebody who acts."""
    return Principal(
        kind="key",
        name=key.name,
        subject=key.subject,
        grants=frozenset(key.grants),
        customer_id=key.customer_id,
        rests_on=(f"{key.subject}#{key.version}",),
        until=key.expires_at,
    )


def _session_hash(caller: Principal) -> bytes:
    """The session among what a user's authority rests on; of none, something that no session is."""
    found = [basis.removeprefix(_SESSION) for basis in caller.rests_on if basis.startswith(_SESSION)]
    return bytes.fromhex(found[0]) if found else b""
