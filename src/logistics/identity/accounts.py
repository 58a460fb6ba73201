"""Users, and the links that let them in."""

from datetime import datetime
from typing import Any

from logistics.access.permissions import permissions_of
from logistics.access.principal import Principal
from logistics.contracts.identity import UserCreate, UserPatch
from logistics.identity.errors import BeyondYourOwn, LastAdmin, UserChanged, UserInvalid
from logistics.identity.model import LINK_LIFETIME, User
from logistics.identity.passwords import Passwords
from logistics.identity.repository.audit import AuditRepository
from logistics.identity.repository.sessions import LinkRepository, SessionRepository
from logistics.identity.repository.users import UserRepository
from logistics.identity.secrets import digest, new_secret
from logistics.identity.standing import Standing
from logistics.kit.clock import Clock
from logistics.kit.database import Database
from logistics.web.requests import changed_fields


class AccountService:
    """What administrators do with users, each within what they may do themselves. Each method is one transaction."""

    def __init__(self, database: Database, passwords: Passwords, now: Clock) -> None:
        self._db = database
        self._standing = Standing(database, now)
        self._passwords = passwords
        self._now = now

    async def add(self, wanted: UserCreate, by: Principal) -> User:
        """Let somebody in.

        Raises:
            UserEmailTaken, UserInvalid: Not like this.
            BeyondYourOwn: They could do more than `by`.
        """
        _require_within(by, wanted.email, wanted.role)
        _require_customer(wanted.role, wanted.customer_id)
        hashed = await self._passwords.hash(wanted.password) if wanted.password else None
        async with self._standing.change(by) as tx:
            user = await UserRepository(tx).add(
                email=wanted.email,
                name=wanted.name,
                role=wanted.role,
                customer_id=wanted.customer_id,
                password_hash=hashed,
                now=self._now(),
            )
            await AuditRepository(tx).add("user_created", by, user.subject, self._now(), **_shown(user))
        return user

    async def get(self, user_id: int) -> User:
        """One user."""
        async with self._db.transaction() as tx:
            return await UserRepository(tx).get(user_id)

    async def list_page(self, *, email: str | None, after_id: int, limit: int) -> list[User]:
        """A page of users by id; `email` finds the one with exactly this address."""
        async with self._db.transaction() as tx:
            if email is None:
                return await UserRepository(tx).list_page(after_id, limit)
            found = await UserRepository(tx).find_by_email(email)
            return [found] if found is not None and found.id > after_id else []

    async def change(self, user_id: int, patch: UserPatch, version: int | None, by: Principal) -> User:
        """Change a user. A new password or being disabled ends every session at once.

        Raises:
            UserChanged: They are no longer at `version`.
            LastAdmin: Nobody else could administer.
            UserInvalid: Not like this.
            BeyondYourOwn: They may do more than `by`, or could afterwards.
        """
        changes = await self._changes(patch)
        async with self._standing.change(by) as tx:
            users = UserRepository(tx)
            admins = await users.lock_admins()
            before = await users.get(user_id, for_update=True)
            if version is not None and version != before.version:
                raise UserChanged(f"User {user_id} is at version {before.version} now.")
            after = before.change(changes)
            _require_within(by, before.email, before.role, after.role)
            _require_customer(after.role, after.customer_id)
            if before.gives_up_administration(after) and admins == [user_id]:
                raise LastAdmin
            if after == before:
                return before
            if before.loses_trust(after):
                await SessionRepository(tx).remove_all_of(user_id)
            saved = await users.save(after)
            await AuditRepository(tx).add(
                "user_changed", by, saved.subject, self._now(), **_differences(before, saved)
            )
        return saved

    async def new_link(self, user_id: int, by: Principal) -> tuple[str, datetime]:
        """The secret of a one-time link and when it expires; a former one of this user no longer works.

        Raises:
            UserInvalid: The user is disabled.
            BeyondYourOwn: They may do more than `by`.
        """
        link, expires_at = new_secret(), self._now() + LINK_LIFETIME
        async with self._standing.change(by) as tx:
            user = await UserRepository(tx).get(user_id)
            _require_within(by, user.email, user.role)
            if not user.active:
                raise UserInvalid("/active", "disabled", "Enable the user first.")
            await LinkRepository(tx).put(digest(link), user_id, expires_at)
            await AuditRepository(tx).add("sign_in_link_created", by, user.subject, self._now())
        return link, expires_at

    async def _changes(self, patch: UserPatch) -> dict[str, Any]:
        changes = changed_fields(patch, nullable=patch.may_be_emptied)
        if (password := changes.pop("password", None)) is not None:
            changes["password_hash"] = await self._passwords.hash(password)
        return changes


def _require_within(by: Principal, whose: str, *roles: str) -> None:
    if lacking := permissions_of(frozenset(roles)) - by.givable:
        raise BeyondYourOwn(whose, lacking)


def _require_customer(role: str, customer_id: int | None) -> None:
    if role == "customer" and customer_id is None:
        raise UserInvalid("/customer_id", "required", "Name the customer whose orders this user sees.")
    if role != "customer" and customer_id is not None:
        raise UserInvalid("/customer_id", "not_a_customer", "Goes with the role `customer` only.")


def _shown(user: User) -> dict[str, Any]:
    """What the audit trail says of a user."""
    return {"email": user.email, "name": user.name, "role": user.role, "customer_id": user.customer_id}


def _differences(before: User, after: User) -> dict[str, Any]:
    """Each changed field before and after; of a password only that it changed."""
    changed = {
        name: [getattr(before, name), getattr(after, name)]
        for name in ("name", "role", "customer_id", "active")
        if getattr(before, name) != getattr(after, name)
    }
    return changed | ({"password": "changed"} if before.password_hash != after.password_hash else {})
