"""The keys that sign tokens and links: made when there is none, replaced every 30 days, published for who checks.

A key is published a while before it signs, so that whoever keeps copies has it by then. An old one stays until the
longest-lived thing it signed has expired.
"""

import time
import uuid
from datetime import datetime, timedelta
from typing import Any

from joserfc.jwk import OKPKey

from logistics.access.permissions import RUN_SCOPES
from logistics.access.principal import Principal
from logistics.access.tokens import access_claims, run_claims, sign
from logistics.identity.repository.signing_keys import SigningKeyRepository, StoredKey
from logistics.kit.clock import Clock
from logistics.kit.database import Database

SIGNS_FOR = timedelta(days=30)
KNOWN_BEFORE = timedelta(minutes=15)
LONGEST_LINK = timedelta(days=30)
KEPT_FOR = KNOWN_BEFORE + SIGNS_FOR + LONGEST_LINK + timedelta(days=1)

_REREAD_S = 60.0
_LOOK_AGAIN_S = 1.0
"""Between two looks for a key nobody has heard of; anybody can name one."""


class SigningKeys:
    """One for each process; all processes of the service share the keys."""

    def __init__(self, database: Database, now: Clock) -> None:
        self._db = database
        self._now = now
        self._keys: list[tuple[StoredKey, OKPKey]] = []
        self._read_at = float("-inf")

    async def access_token(self, principal: Principal) -> tuple[str, datetime]:
        """A token for somebody who is signed in or has a key, and when it expires."""
        claims = access_claims(principal, self._now())
        return await self.sign(claims), claims["exp"]

    async def run_token(self, run_id: int, order_id: int, agent: str) -> str:
        """The authority of a run's agents."""
        return await self.sign(run_claims(run_id, order_id, agent, RUN_SCOPES, self._now()))

    async def sign(self, claims: dict[str, Any]) -> str:
        """The claims, signed with the key whose turn it is."""
        await self._read(older_than_s=_REREAD_S)
        if _needs_successor([stored for stored, _ in self._in_force()], self._now()):
            await self._add()
        return sign(claims, self._signer())

    async def find_key(self, kid: str) -> OKPKey | None:
        """The key of that id, unless it was withdrawn; `access.tokens` checks tokens with it."""
        found = await self._look_for(kid)
        return found[1] if found and not found[0].withdrawn else None

    @property
    def for_links(self) -> "LinkKeys":
        """The same keys, withdrawn ones too."""
        return LinkKeys(self)

    async def published(self) -> list[dict[str, Any]]:
        """The public halves, as JSON Web Keys."""
        await self._read(older_than_s=_LOOK_AGAIN_S)
        if not self._in_force():
            await self._add()
        return [{**key.as_dict(private=False), "use": "sig", "alg": "Ed25519"} for _, key in self._in_force()]

    def _in_force(self) -> list[tuple[StoredKey, OKPKey]]:
        return [(stored, key) for stored, key in self._keys if not stored.withdrawn]

    async def _look_for(self, kid: str) -> tuple[StoredKey, OKPKey] | None:
        found = self._find(kid)
        if found is None:
            await self._read(older_than_s=_LOOK_AGAIN_S)
            found = self._find(kid)
        return found

    def _find(self, kid: str) -> tuple[StoredKey, OKPKey] | None:
        return next((found for found in self._keys if found[0].kid == kid), None)

    def _signer(self) -> OKPKey:
        """The newest key that everybody knows; at the very beginning the only one."""
        known = [key for stored, key in self._in_force() if stored.created_at <= self._now() - KNOWN_BEFORE]
        return known[-1] if known else self._in_force()[0][1]

    async def _read(self, *, older_than_s: float) -> None:
        if time.monotonic() - self._read_at < older_than_s:
            return
        async with self._db.transaction() as tx:
            self._take(await SigningKeyRepository(tx).list_all())

    async def _add(self) -> None:
        """Make the next key, unless another process just did."""
        async with self._db.transaction() as tx:
            keys = SigningKeyRepository(tx)
            there = await keys.list_all(lock=True)
            if _needs_successor([key for key in there if not key.withdrawn], self._now()):
                await keys.add(_new_key(self._now()))
                await keys.remove_before(self._now() - KEPT_FOR)
                there = await keys.list_all()
        self._take(there)

    def _take(self, stored: list[StoredKey]) -> None:
        self._keys = [(key, OKPKey.import_key(key.jwk)) for key in stored]
        self._read_at = time.monotonic()


class LinkKeys:
    """Proves links, which a restore does not end."""

    def __init__(self, keys: SigningKeys) -> None:
        self._keys = keys

    async def find_key(self, kid: str) -> OKPKey | None:
        """The key of that id."""
        found = await self._keys._look_for(kid)
        return found[1] if found else None


def _needs_successor(keys: list[StoredKey], now: datetime) -> bool:
    return not keys or keys[-1].created_at <= now - SIGNS_FOR


def _new_key(now: datetime) -> StoredKey:
    kid = uuid.uuid4().hex
    key = OKPKey.generate_key("Ed25519", {"kid": kid})
    return StoredKey(kid, dict(key.as_dict(private=True)), now)
