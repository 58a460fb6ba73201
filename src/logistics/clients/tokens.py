"""Tokens for the services that take nothing else: a key is exchanged at the Order API, now and then."""

import asyncio
from datetime import UTC, datetime, timedelta

import httpx2

from logistics.clients.http import ServiceClient
from logistics.contracts.identity import TokenRead

RENEWED_BEFORE = timedelta(minutes=1)


class TokenSource(ServiceClient):
    """Always a token that holds a while longer. Share it; close it at the end."""

    def __init__(
        self,
        order_api_url: str,
        *,
        key: str,
        timeout_s: float = 10,
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        super().__init__(order_api_url, credential=key, timeout_s=timeout_s, transport=transport)
        self._token: TokenRead | None = None
        self._renewing = asyncio.Lock()

    async def token(self) -> str:
        """The token. Those who ask while it is renewed wait for the same one."""
        async with self._renewing:
            if self._token is None or self._token.expires_at - datetime.now(UTC) < RENEWED_BEFORE:
                self._token = await self._post(TokenRead, "tokens")
            return self._token.token

    def forget(self, token: str) -> None:
        """It was refused, so the next one is a new one."""
        if self._token is not None and self._token.token == token:
            self._token = None
