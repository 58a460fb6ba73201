"""Credentials for tests: keys in a database, tokens signed here, and clients that send them."""

from datetime import datetime, timedelta
from typing import Any

import httpx2
from fastapi import FastAPI
from joserfc.jwk import OKPKey

from logistics.access.permissions import RUN_SCOPES
from logistics.access.principal import Principal
from logistics.access.published_keys import PublishedKeys
from logistics.access.tokens import ACCESS_LIFETIME, access_claims, run_claims, sign
from logistics.contracts.identity import KeyCreate
from logistics.identity.bootstrap import _connected
from logistics.identity.program_keys import KeyService
from logistics.kit.clock import utc_now

OPERATOR = Principal(kind="system", name="tests", subject="system:tests", grants=frozenset({"admin"}))


async def a_key(database_url: str, *grants: str, customer_id: int | None = None) -> str:
    """The text of a new key with these grants."""
    async with _connected(database_url) as database:
        wanted = KeyCreate(name=" ".join(grants), grants=list(grants), customer_id=customer_id)
        _, text = await KeyService(database, utc_now).add(wanted, OPERATOR)
    return str(text)


def client_of(app: FastAPI, credential: str | None = None, **more: Any) -> httpx2.AsyncClient:
    """A client of an app in this process."""
    headers = {"Authorization": f"Bearer {credential}"} if credential else {}
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    return httpx2.AsyncClient(transport=transport, base_url="http://localhost", headers=headers, **more)


def endings(*ended: str) -> httpx2.Response:
    """What an Order API says has ended."""
    return httpx2.Response(200, json={"data": ended, "next_since": "2026-12-01T09:00:00Z"})


class Signer:
    """An Order API as far as tokens go: signs them and publishes the key."""

    def __init__(self, kid: str = "test") -> None:
        self.key = OKPKey.generate_key("Ed25519", {"kid": kid})
        self.down = False
        self.reads = 0

    def published(self) -> PublishedKeys:
        """The public key as a service reads it."""
        return PublishedKeys("http://orders", httpx2.MockTransport(self._answer))

    def token(self, now: datetime, *grants: str, holds: timedelta = ACCESS_LIFETIME, **more: Any) -> str:
        """An access token of a key with these grants."""
        said = {"kind": "key", "name": "a key", "subject": "key:1", "rests_on": ("key:1#1",)} | more
        who = Principal(grants=frozenset(grants), **said)
        return sign(access_claims(who, now) | {"exp": now + holds}, self.key)

    def run_token(self, run_id: int, order_id: int, now: datetime) -> str:
        """A run's token."""
        return sign(run_claims(run_id, order_id, "orchestrator", RUN_SCOPES, now), self.key)

    def _answer(self, request: httpx2.Request) -> httpx2.Response:
        self.reads += 1
        if self.down:
            raise httpx2.ConnectError("refused", request=request)
        return httpx2.Response(200, json={"keys": [self.key.as_dict(private=False)]})
