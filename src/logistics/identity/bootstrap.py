"""What must be there before anybody can ask: our own programs' keys, and somebody who can administer."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

from logistics.access.principal import Principal
from logistics.contracts.identity import UserCreate
from logistics.identity.accounts import AccountService
from logistics.identity.passwords import Passwords
from logistics.identity.repository.audit import AuditRepository
from logistics.identity.repository.keys import KeyRepository
from logistics.identity.repository.users import UserRepository
from logistics.identity.secrets import KeyText
from logistics.kit.clock import utc_now
from logistics.kit.database import Database

OPERATOR = Principal(kind="system", name="logistics up", subject="system:up", grants=frozenset({"admin"}))
"""Whoever can start the system owns its database."""


async def enrol_keys(
    database_url: str, held: Mapping[str, KeyText], grants: Mapping[str, Sequence[str]]
) -> dict[str, KeyText]:
    """Make sure that our programs' keys are known.

    Args:
        held: Text of each program's key by its name.
        grants: What each may do.

    Returns:
        The keys to use from now on: those of `held`, and a new one for each that was revoked.
    """
    async with _connected(database_url) as database, database.transaction() as tx:
        keys = KeyRepository(tx)
        enrolled = dict(held)
        for name, text in held.items():
            if not await keys.enrol(text, name, grants[name], utc_now()):
                enrolled[name] = KeyText.new()
                await keys.enrol(enrolled[name], name, grants[name], utc_now())
                await AuditRepository(tx).add("key_replaced", OPERATOR, text.prefix, utc_now(), name=name)
    return enrolled


async def admins_link(database_url: str, email: str) -> str | None:
    """A one-time sign-in link of the administrator with this address, who is made when nobody can administer.

    Returns:
        The link's secret; None when others administer and this one is unknown, disabled or no administrator.
    """
    async with _connected(database_url) as database:
        accounts = AccountService(database, Passwords(), utc_now)
        async with database.transaction() as tx:
            users = UserRepository(tx)
            admins = await users.lock_admins()
            user = await users.find_by_email(email)
            if user is None and not admins:
                user = await accounts.add(UserCreate(email=email, name="Administrator", role="admin"), OPERATOR)
        if user is None or not user.active or user.role != "admin":
            return None
        link, _ = await accounts.new_link(user.id, OPERATOR)
        return link


@asynccontextmanager
async def _connected(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url)
    await database.open()
    try:
        yield database
    finally:
        await database.close()
