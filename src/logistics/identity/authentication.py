"""Who sends a request to the Order API: a session's cookie, a key, or a token."""

import hmac
import time
from typing import Any, ClassVar
from urllib.parse import urlsplit

from fastapi import Request

from logistics.identity.cookies import host_of, session_of
from logistics.identity.errors import CrossSite, CsrfTokenMissing
from logistics.identity.model import ApiKey, User
from logistics.identity.repository.keys import KeyRepository
from logistics.identity.repository.sessions import SessionRepository
from logistics.identity.secrets import KeyText, csrf_token_of, digest
from logistics.identity.signing import SigningKeys
from logistics.kit.clock import Clock
from logistics.kit.database import Database
from logistics.kit.principal import CredentialNotAccepted, Principal
from logistics.kit.tokens import Tokens, bearer_of

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

_TRUSTED_S = 5.0
"""A revoked key is accepted this much longer in a process that has just seen it."""
_MOST_TRUSTED = 1000


class IdentityAuthentication:
    """Looks credentials up; sessions each time, so that signing out is immediate."""

    schemes: ClassVar[dict[str, dict[str, Any]]] = {
        "bearer": {
            "type": "http",
            "scheme": "bearer",
            "description": "A key, or a token.",
        },
        "session": {"type": "apiKey", "in": "cookie", "name": "lm_session"},
    }

    def __init__(self, database: Database, signing_keys: SigningKeys, now: Clock) -> None:
        self._db = database
        self._tokens = Tokens(signing_keys)
        self._now = now
        self._trusted: dict[bytes, tuple[float, ApiKey]] = {}

    async def principal_of(self, request: Request) -> Principal | None:
        """Who sent it. A header counts more than the cookie, for somebody put it there on purpose."""
        credential = bearer_of(request)
        if credential is None:
            return await self._by_session(request)
        if credential.startswith("lm_"):
            return await self._by_key(credential)
        return await self._tokens.principal_of(credential, self._now())

    async def _by_session(self, request: Request) -> Principal | None:
        if (session := session_of(request)) is None:
            return None
        async with self._db.transaction() as tx:
            user = await SessionRepository(tx).find_user(digest(session), self._now())
        if user is None:
            raise CredentialNotAccepted("The session has ended; sign in again.")
        if request.method not in SAFE:
            refuse_cross_site(request)
            sent = request.headers.get("x-csrf-token", "")
            if not hmac.compare_digest(sent.encode(), csrf_token_of(session).encode()):
                raise CsrfTokenMissing
        return principal_of_user(user)

    async def _by_key(self, credential: str) -> Principal:
        text = KeyText.parse(credential)
        if text is None:
            raise CredentialNotAccepted
        key = await self._find_key(text)
        if key is None or not key.holds(self._now()):
            raise CredentialNotAccepted
        return principal_of_key(key)

    async def _find_key(self, text: KeyText) -> ApiKey | None:
        hashed = digest(str(text))
        since, key = self._trusted.get(hashed, (float("-inf"), None))
        if key is not None and time.monotonic() - since < _TRUSTED_S:
            return key
        async with self._db.transaction() as tx:
            keys = KeyRepository(tx)
            key = await keys.find_by_prefix(text.prefix)
            if key is None or not hmac.compare_digest(key.secret_hash, digest(text.secret)):
                return None
            await keys.note_use(key, self._now())
        if len(self._trusted) >= _MOST_TRUSTED:
            self._trusted.clear()
        self._trusted[hashed] = (time.monotonic(), key)
        return key


def refuse_cross_site(request: Request) -> None:
    """Refuse what another site's page sends with this person's cookie.

    Raises:
        CrossSite: The browser says where it comes from, and it is not here.
    """
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != host_of(request):
        raise CrossSite
    if request.headers.get("sec-fetch-site") == "cross-site":
        raise CrossSite


def principal_of_user(user: User) -> Principal:
    """A user as somebody who acts."""
    return Principal(
        kind="user",
        name=user.name,
        subject=user.subject,
        grants=frozenset({user.role}),
        customer_id=user.customer_id,
        user_id=user.id,
    )


def principal_of_key(key: ApiKey) -> Principal:
    """A key as somebody who acts."""
    return Principal(
        kind="key", name=key.name, subject=key.subject, grants=frozenset(key.grants), customer_id=key.customer_id
    )
