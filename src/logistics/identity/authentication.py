"""Who sends a request to the Order API: a session's cookie, a key, or a token."""

import hmac
import time
from collections.abc import Awaitable, Callable
from typing import Any, ClassVar
from urllib.parse import urlsplit

from fastapi import Request

from logistics.access.principal import CredentialNotAccepted, Principal
from logistics.access.tokens import Tokens, bearer_of
from logistics.identity.cookies import host_of, session_of
from logistics.identity.errors import CrossSite, CsrfTokenMissing
from logistics.identity.repository.keys import KeyRepository
from logistics.identity.repository.sessions import SessionRepository
from logistics.identity.secrets import KeyText, csrf_token_of, digest
from logistics.identity.signing import SigningKeys
from logistics.identity.standing import Standing, principal_of_key, principal_of_user
from logistics.kit.clock import Clock
from logistics.kit.database import Database
from logistics.web.authorisation import SAFE

_BELIEVED_S = 2.0
"""For reads, a key or token that was just found to hold is not asked about again. For changes it always is."""
_MOST_BELIEVED = 1000


class IdentityAuthentication:
    """Looks credentials up, and what tokens rest on too: a signature says only what was true when it was made."""

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
        self._standing = Standing(database, now)
        self._now = now
        self._believed: dict[bytes, tuple[float, Principal]] = {}

    async def principal_of(self, request: Request) -> Principal | None:
        """Who sent it. A header counts more than the cookie, for somebody put it there on purpose."""
        credential = bearer_of(request)
        if credential is None:
            return await self._by_session(request)
        look_up = self._by_key if credential.startswith("lm_") else self._by_token
        return await self._believed_or(look_up, credential, request)

    async def _by_session(self, request: Request) -> Principal | None:
        if (session := session_of(request)) is None:
            return None
        async with self._db.connection() as tx:
            found = await SessionRepository(tx).find_user(digest(session), self._now())
        if found is None:
            raise CredentialNotAccepted("The session has ended; sign in again.")
        if request.method not in SAFE:
            refuse_cross_site(request)
            sent = request.headers.get("x-csrf-token", "")
            if not hmac.compare_digest(sent.encode(), csrf_token_of(session).encode()):
                raise CsrfTokenMissing
        return principal_of_user(*found)

    async def _believed_or(
        self, look_up: Callable[[str], Awaitable[Principal]], credential: str, request: Request
    ) -> Principal:
        hashed, now = digest(credential), time.monotonic()
        since, principal = self._believed.get(hashed, (float("-inf"), None))
        fresh = request.method in SAFE and now - since < _BELIEVED_S
        if principal is not None and fresh and (principal.until is None or self._now() < principal.until):
            return principal
        self._believed.pop(hashed, None)
        principal = await look_up(credential)
        if len(self._believed) >= _MOST_BELIEVED:
            self._believed.clear()
        self._believed[hashed] = (now, principal)
        return principal

    async def _by_token(self, credential: str) -> Principal:
        principal = await self._tokens.principal_of(credential, self._now())
        await self._standing.confirm(principal)
        return principal

    async def _by_key(self, credential: str) -> Principal:
        text = KeyText.parse(credential)
        if text is None:
            raise CredentialNotAccepted
        async with self._db.connection() as tx:
            keys = KeyRepository(tx)
            key = await keys.find_by_prefix(text.prefix)
            if key is None or not hmac.compare_digest(key.secret_hash, digest(text.secret)):
                raise CredentialNotAccepted
            if not key.holds(self._now()):
                raise CredentialNotAccepted("This key was revoked or has expired.")
            await keys.note_use(key, self._now())
        return principal_of_key(key)


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
