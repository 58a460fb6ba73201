"""Signing in and out."""

from logistics.identity.errors import SignInFailed, TooManySignIns
from logistics.identity.model import SESSION_LONGEST, User
from logistics.identity.passwords import Passwords
from logistics.identity.repository.audit import AuditRepository
from logistics.identity.repository.sessions import FailureRepository, LinkRepository, SessionRepository
from logistics.identity.repository.users import UserRepository
from logistics.identity.secrets import digest, new_secret
from logistics.identity.standing import Standing, principal_of_user
from logistics.identity.throttle import WINDOW, wait_s
from logistics.kit.clock import Clock
from logistics.kit.database import Database, Transaction
from logistics.kit.principal import Principal

NOBODY = Principal(kind="system", name="sign-in", subject="system:sign-in", grants=frozenset())
"""Who an attempt to sign in is made by, as far as we know."""


class SignInService:
    """Sessions: how they begin and how they end."""

    def __init__(self, database: Database, passwords: Passwords, now: Clock) -> None:
        self._db = database
        self._standing = Standing(database, now)
        self._passwords = passwords
        self._now = now

    async def by_password(self, email: str, password: str, address: str) -> str:
        """A new session's secret.

        Raises:
            SignInFailed: The same answer, after the same time, whether the user or the password is wrong.
            TooManySignIns: That happened too often from this address.
        """
        user = await self._candidate(email, address)
        stored = user.password_hash if user is not None and user.active else None
        if not await self._passwords.match(stored, password):
            await self._audit_failure(email, address)
            raise SignInFailed
        assert user is not None
        renewed = await self._passwords.hash(password) if stored and self._passwords.is_outdated(stored) else None
        async with self._db.transaction() as tx:
            if renewed is not None:
                await UserRepository(tx).renew_hash(user.id, renewed)
            await FailureRepository(tx).forget(address, email)
            return await self._begin(tx, user, "password", address)

    async def by_link(self, link: str, address: str) -> str:
        """A new session's secret; the link is used up.

        Raises:
            SignInFailed: It was used, has expired, or never was one.
        """
        async with self._db.transaction() as tx:
            user = await LinkRepository(tx).take(digest(link), self._now())
            if user is not None:
                return await self._begin(tx, user, "link", address)
        raise SignInFailed("The link was used or has expired; ask for a new one.")

    async def by_verified_email(self, email: str, address: str) -> str:
        """A new session's secret, for a user whose identity provider vouches for the address.

        Raises:
            SignInFailed: There is no active user with it; none is made.
        """
        async with self._db.transaction() as tx:
            user = await UserRepository(tx).find_by_email(email)
            if user is not None and user.active:
                return await self._begin(tx, user, "identity provider", address)
        await self._audit_failure(email, address)
        raise SignInFailed("There is no active user with this e-mail address here; ask an administrator.")

    async def end(self, session: str) -> None:
        """Sign out here."""
        async with self._standing.alone() as tx:
            await SessionRepository(tx).remove(digest(session))

    async def end_everywhere(self, user_id: int, by: Principal) -> None:
        """Sign out on every device."""
        async with self._standing.alone() as tx:
            await SessionRepository(tx).remove_all_of(user_id)
            await AuditRepository(tx).add("signed_out_everywhere", by, by.subject, self._now())

    async def _candidate(self, email: str, address: str) -> User | None:
        """Who it may be. The attempt counts as failed until it succeeds, so that many at once are counted too."""
        async with self._db.transaction() as tx:
            failures = FailureRepository(tx)
            known = await failures.list_since(address, self._now() - WINDOW)
            if wait := wait_s(known, email, self._now()):
                raise TooManySignIns(f"Try again in {wait} s, or ask for a sign-in link.", retry_after_s=wait)
            await failures.add(address, email, self._now(), WINDOW)
            return await UserRepository(tx).find_by_email(email)

    async def _begin(self, tx: Transaction, user: User, how: str, address: str) -> str:
        session, now = new_secret(), self._now()
        await SessionRepository(tx).add(digest(session), user.id, now)
        who = principal_of_user(user, digest(session), now + SESSION_LONGEST)
        await AuditRepository(tx).add("signed_in", who, user.subject, now, how=how, address=address)
        return session

    async def _audit_failure(self, email: str, address: str) -> None:
        async with self._db.transaction() as tx:
            await AuditRepository(tx).add(
                "sign_in_failed", NOBODY, "session", self._now(), email=email, address=address
            )
