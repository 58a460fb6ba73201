"""Signing in and out."""

from dataclasses import dataclass, field

from logistics.access.principal import Principal
from logistics.identity.errors import AlreadySignedIn, SignInFailed, TooManySignIns
from logistics.identity.model import SESSION_LONGEST, User
from logistics.identity.passwords import Passwords
from logistics.identity.repository.audit import AuditRepository
from logistics.identity.repository.sessions import (
    BrowserRepository,
    CountRepository,
    LinkRepository,
    SessionRepository,
)
from logistics.identity.repository.users import UserRepository
from logistics.identity.secrets import digest, new_secret
from logistics.identity.standing import Standing, principal_of_user
from logistics.identity.throttle import Rule, remembered, slots_of, wait_s
from logistics.kit.clock import Clock
from logistics.kit.database import Database, Transaction

NOBODY = Principal(kind="system", name="sign-in", subject="system:sign-in", grants=frozenset())
"""Who an attempt to sign in is made by, as far as we know."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Where an attempt to sign in comes from, and the secrets its browser holds."""

    address: str
    browser: str | None = field(default=None, repr=False)
    session: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The secrets that a browser gets."""

    session: str = field(repr=False)
    browser: str = field(repr=False)


class SignInService:
    """Sessions: how they begin and how they end."""

    def __init__(self, database: Database, passwords: Passwords, now: Clock) -> None:
        self._db = database
        self._standing = Standing(database, now)
        self._passwords = passwords
        self._now = now

    async def by_password(self, email: str, password: str, visitor: Visitor) -> SignedIn:
        """A new session.

        Raises:
            SignInFailed: The same answer, after the same time, whether the user or the password is wrong.
            TooManySignIns: That happened too often.
        """
        user, slots = await self._candidate(email, visitor)
        stored = user.password_hash if user is not None and user.active else None
        if not await self._passwords.match(stored, password):
            await self._audit_failure(email, visitor.address)
            raise SignInFailed
        assert user is not None
        renewed = await self._passwords.hash(password) if stored and self._passwords.is_outdated(stored) else None
        async with self._db.transaction() as tx:
            if renewed is not None:
                await UserRepository(tx).renew_hash(user.id, renewed)
            await self._forgive(tx, slots)
            return await self._begin(tx, user, "password", visitor)

    async def by_link(self, link: str, visitor: Visitor, *, replace: bool) -> SignedIn:
        """A new session; the link is used up.

        Args:
            replace: End the session of whoever is signed in there. Somebody else's link, once opened, would
                otherwise let a person work in another's name without noticing.

        Raises:
            SignInFailed: It was used, has expired, or never was one.
            AlreadySignedIn: Somebody is signed in, and the link is as good as before.
        """
        async with self._db.transaction() as tx:
            if not replace:
                await self._refuse_replacing(tx, visitor)
            user = await LinkRepository(tx).take(digest(link), self._now())
            if user is not None:
                return await self._begin(tx, user, "link", visitor)
        raise SignInFailed("The link was used or has expired; ask for a new one.")

    async def by_verified_email(self, email: str, visitor: Visitor) -> SignedIn:
        """A new session, for a user whose identity provider vouches for the address.

        Raises:
            SignInFailed: There is no active user with it; none is made.
        """
        async with self._db.transaction() as tx:
            user = await UserRepository(tx).find_by_email(email)
            if user is not None and user.active:
                return await self._begin(tx, user, "identity provider", visitor)
        await self._audit_failure(email, visitor.address)
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

    async def _candidate(self, email: str, visitor: Visitor) -> tuple[User | None, dict[str, Rule]]:
        """Who it may be, and where the attempt is counted: as failed until it succeeds, so many at once count too."""
        now = self._now()
        async with self._db.transaction() as tx:
            user = await UserRepository(tx).find_by_email(email)
            slots = slots_of(email, visitor.address, await self._known_browser(tx, user, visitor))
            counts = CountRepository(tx)
            found = await counts.lock(slots, now)
            if wait := max(wait_s(*found[slot], rule, now) for slot, rule in slots.items()):
                raise TooManySignIns(f"Try again in {wait} s, or ask for a sign-in link.", retry_after_s=wait)
            for slot, rule in slots.items():
                await counts.put(slot, remembered(*found[slot], rule, now) + 1, now)
        return user, slots

    async def _forgive(self, tx: Transaction, slots: dict[str, Rule]) -> None:
        """It was right in the end. What others got wrong at the account or the address stays counted."""
        counts = CountRepository(tx)
        for slot, (count, at) in (await counts.lock(slots, self._now())).items():
            shared = slot.split()[0] in ("account", "address")
            await counts.put(slot, max(0, count - 1) if shared else 0, at)

    async def _known_browser(self, tx: Transaction, user: User | None, visitor: Visitor) -> str | None:
        if user is None or visitor.browser is None:
            return None
        known = await BrowserRepository(tx).knows(digest(visitor.browser), user.id)
        return visitor.browser if known else None

    async def _refuse_replacing(self, tx: Transaction, visitor: Visitor) -> None:
        if visitor.session is None:
            return
        if found := await SessionRepository(tx).find_user(digest(visitor.session), self._now(), seen=False):
            raise AlreadySignedIn(
                f"You are signed in as {found[0].name}. Send `replace: true` to end that session and use the link."
            )

    async def _begin(self, tx: Transaction, user: User, how: str, visitor: Visitor) -> SignedIn:
        now = self._now()
        begun = SignedIn(new_secret(), await self._known_browser(tx, user, visitor) or new_secret())
        if visitor.session is not None:
            await SessionRepository(tx).remove(digest(visitor.session))
        await SessionRepository(tx).add(digest(begun.session), user.id, now)
        await BrowserRepository(tx).add(digest(begun.browser), user.id, now)
        who = principal_of_user(user, digest(begun.session), now + SESSION_LONGEST)
        await AuditRepository(tx).add("signed_in", who, user.subject, now, how=how, address=visitor.address)
        return begun

    async def _audit_failure(self, email: str, address: str) -> None:
        async with self._db.transaction() as tx:
            await AuditRepository(tx).add(
                "sign_in_failed", NOBODY, "session", self._now(), email=email, address=address
            )
