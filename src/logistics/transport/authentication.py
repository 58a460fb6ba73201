"""Who asks the Transport API: whoever a signed token was given to, or the holder of an API key.

Users and keys are the Order API's. So a key is exchanged there for a token, which is used for a minute. A token is
accepted for as long as nothing it rests on has ended.
"""

import hashlib
from datetime import datetime, timedelta
from typing import Any, ClassVar

from fastapi import Request

from logistics.access.principal import CredentialNotAccepted, Principal
from logistics.access.tokens import KeySource, Tokens, bearer_of
from logistics.clients.orders import OrdersClient
from logistics.kit.clock import Clock
from logistics.kit.errors import Unauthenticated
from logistics.transport.endings import Endings
from logistics.web.authorisation import SAFE

KEY_PREFIX = "lm_"
USED_FOR = timedelta(minutes=1)
MOST_KEYS = 200
"""More than an installation has; whoever tries out keys makes us forget, and ask again."""


class TransportAuthentication:
    """Reads the credential of a request."""

    schemes: ClassVar[dict[str, dict[str, Any]]] = {
        "bearer": {
            "type": "http",
            "scheme": "bearer",
            "description": "An API key, or a token of the Order API's `POST /tokens`.",
        }
    }

    def __init__(self, keys: KeySource, endings: Endings, orders: OrdersClient, now: Clock) -> None:
        self._tokens = Tokens(keys)
        self._endings = endings
        self._orders = orders
        self._now = now
        self._exchanged: dict[bytes, tuple[str, datetime]] = {}

    async def principal_of(self, request: Request) -> Principal | None:
        """Whom the credential belongs to; None without one.

        Raises:
            CredentialNotAccepted: It is unknown, changed, revoked or expired.
            EndingsUnknown: The Order API has not said for too long what has ended.
        """
        credential = bearer_of(request)
        if credential is None:
            return None
        changes = request.method not in SAFE
        if credential.startswith(KEY_PREFIX):
            return await self._by_key(credential, changes=changes)
        return await self._by_token(credential, changes=changes)

    async def _by_token(self, token: str, *, changes: bool) -> Principal:
        principal = await self._tokens.principal_of(token, self._now())
        await self._endings.refuse_ended(principal, changes=changes)
        return principal

    async def _by_key(self, key: str, *, changes: bool) -> Principal:
        """By the token the key stands for, exchanged at most once a minute unless that token has ended."""
        digest = hashlib.sha256(key.encode()).digest()
        token, until = self._exchanged.get(digest, ("", self._now()))
        if until > self._now():
            try:
                return await self._by_token(token, changes=changes)
            except CredentialNotAccepted:
                self._exchanged.pop(digest, None)
        return await self._by_token(await self._exchange(key, digest), changes=changes)

    async def _exchange(self, key: str, digest: bytes) -> str:
        try:
            token = (await self._orders.acting_with(key).exchange_credential()).token
        except Unauthenticated:
            self._exchanged.pop(digest, None)
            raise CredentialNotAccepted from None
        if len(self._exchanged) >= MOST_KEYS:
            self._exchanged.clear()
        self._exchanged[digest] = (token, self._now() + USED_FOR)
        return token
