"""Keys that programs act with."""

from collections.abc import Iterable

from logistics.access.permissions import GRANTS, ROLES, permissions_of, unknown_grants
from logistics.access.principal import Principal
from logistics.contracts.identity import KeyCreate
from logistics.identity.errors import BeyondYourOwn, KeyInvalid
from logistics.identity.model import ApiKey
from logistics.identity.repository.audit import AuditRepository
from logistics.identity.repository.keys import KeyRepository
from logistics.identity.secrets import KeyText
from logistics.identity.standing import Standing
from logistics.kit.clock import Clock
from logistics.kit.database import Database
from logistics.kit.nearest import meant


class KeyService:
    """What administrators do with keys, each within what they may do themselves. Each method is one transaction."""

    def __init__(self, database: Database, now: Clock) -> None:
        self._db = database
        self._standing = Standing(database, now)
        self._now = now

    async def add(self, wanted: KeyCreate, by: Principal) -> tuple[ApiKey, KeyText]:
        """A new key, and its text, which is not kept.

        Raises:
            KeyInvalid: Not like this.
            BeyondYourOwn: It could do more than `by`.
        """
        self._check(wanted)
        _require_within(by, wanted.name, wanted.grants)
        text = KeyText.new()
        async with self._standing.change(by) as tx:
            key = await KeyRepository(tx).add(
                text,
                name=wanted.name,
                grants=wanted.grants,
                customer_id=wanted.customer_id,
                expires_at=wanted.expires_at,
                now=self._now(),
            )
            await AuditRepository(tx).add(
                "key_created", by, key.subject, self._now(), name=key.name, prefix=key.prefix, grants=wanted.grants
            )
        return key, text

    async def list_page(self, before_id: int | None, limit: int) -> list[ApiKey]:
        """A page of keys, newest first."""
        async with self._db.transaction() as tx:
            return await KeyRepository(tx).list_page(before_id, limit)

    async def revoke(self, key_id: int, by: Principal) -> None:
        """Accept it no longer, nor tokens it was exchanged for.

        Raises:
            KeyNotFound: There is none.
            BeyondYourOwn: It may do more than `by`.
        """
        async with self._standing.change(by) as tx:
            key = await KeyRepository(tx).get(key_id)
            _require_within(by, key.name, key.grants)
            if await KeyRepository(tx).revoke(key_id, self._now()):
                await AuditRepository(tx).add("key_revoked", by, key.subject, self._now(), name=key.name)

    def _check(self, wanted: KeyCreate) -> None:
        if unknown := unknown_grants(wanted.grants):
            raise KeyInvalid("/grants", "unknown_grant", _words_of_unknown(unknown[0]))
        if wanted.expires_at is not None and wanted.expires_at <= self._now():
            raise KeyInvalid("/expires_at", "in_the_past", "Choose a moment to come.")
        if ("customer" in wanted.grants) != (wanted.customer_id is not None):
            raise KeyInvalid("/customer_id", "with_grant", "Goes together with the grant `customer`.")
        if wanted.customer_id is not None and len(set(wanted.grants)) > 1:
            raise KeyInvalid("/grants", "not_with_customer", "A customer's key has the grant `customer` only.")


def _words_of_unknown(grant: str) -> str:
    if near := meant(grant, GRANTS):
        return f"There is no such grant; did you mean {near}?"
    return f"There is no such grant. Known are the roles {', '.join(ROLES)}, and scopes and permissions by name."


def _require_within(by: Principal, name: str, grants: Iterable[str]) -> None:
    if lacking := permissions_of(frozenset(grants)) - by.givable:
        raise BeyondYourOwn(f"The key {name}", lacking)
