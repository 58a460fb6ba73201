"""A repeated POST gets the first answer: `Idempotency-Key`, kept 24 hours.

The key, the change and the answer commit together, so there is no moment at which a key is taken
and its answer lost. A second request with the same key waits on the first one's row, which is
PostgreSQL's own unique index at work. Both services have the table `idempotency_keys`.
"""

import hashlib
from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import Depends, Header, Request, Response
from psycopg.errors import LockNotAvailable
from pydantic import BaseModel

from logistics.kit.database import Database, Transaction, retry_lost_races
from logistics.kit.errors import Conflict, Invalid

WAIT_MS = 5000


class RequestInFlight(Conflict):
    """A request with this Idempotency-Key is still being worked on."""


class IdempotencyKeyReused(Invalid):
    """This Idempotency-Key was used for a different request."""


class Once:
    """How a route answers a POST that creates: the first time by its work, a repeat by what is stored."""

    def __init__(self, request: Request, principal: str, key: str | None) -> None:
        self._request = request
        self._database: Database = request.app.state.database
        self._principal = principal
        self._key = key

    async def __call__(self, work: Callable[[], Awaitable[BaseModel]]) -> Response:
        """Run `work` in one transaction and answer its result, or the stored answer of the first time."""
        if (key := self._key) is None:
            return _answer((await retry_lost_races(work)).model_dump_json().encode())
        fingerprint = await _fingerprint(self._request)

        async def attempt() -> Response:
            async with self._database.transaction() as tx:
                if not await _claim(tx, self._principal, key, fingerprint):
                    return _answer(await _stored(tx, self._principal, key, fingerprint), replayed=True)
                body = (await work()).model_dump_json().encode()
                await _keep(tx, self._principal, key, body)
            return _answer(body)

        return await retry_lost_races(attempt)

    async def forget(self) -> None:
        """Let a repeat be done anew: what was answered did not last."""
        if self._key is not None:
            async with self._database.connection() as tx:
                await tx.execute(
                    "DELETE FROM idempotency_keys WHERE principal = %s AND key = %s", [self._principal, self._key]
                )

    async def answer_of_first_time(self) -> Response | None:
        """The stored answer, if there is one; for a route that has much to find out before its transaction."""
        if self._key is None:
            return None
        fingerprint = await _fingerprint(self._request)
        async with self._database.connection() as tx:
            if await _find(tx, self._principal, self._key) is None:
                return None
            return _answer(await _stored(tx, self._principal, self._key, fingerprint), replayed=True)


async def once_per_key(
    request: Request,
    idempotency_key: Annotated[
        str | None, Header(min_length=1, max_length=200, description="The same key again gets the first answer.")
    ] = None,
) -> Once:
    """FastAPI dependency: how a route that creates something answers a repeat."""
    return Once(request, request.state.principal.subject, idempotency_key)


Repeatable = Annotated[Once, Depends(once_per_key)]


async def _claim(tx: Transaction, principal: str, key: str, fingerprint: bytes) -> bool:
    """Take the key for this transaction; False when an earlier request has it."""
    await tx.execute("DELETE FROM idempotency_keys WHERE created_at < now() - interval '24 hours'")
    await tx.execute("SELECT set_config('lock_timeout', %s, true)", [f"{WAIT_MS}ms"])
    try:
        cursor = await tx.execute(
            """INSERT INTO idempotency_keys (principal, key, fingerprint) VALUES (%s, %s, %s)
               ON CONFLICT DO NOTHING""",
            [principal, key, fingerprint],
        )
    except LockNotAvailable:
        raise RequestInFlight("The first request with this key still runs; ask again.") from None
    await tx.execute("SELECT set_config('lock_timeout', '0', true)")
    return bool(cursor.rowcount)


async def _stored(tx: Transaction, principal: str, key: str, fingerprint: bytes) -> bytes:
    """What was answered the first time.

    Raises:
        RequestInFlight: The first request has not been answered.
        IdempotencyKeyReused: It was another request.
    """
    row = await _find(tx, principal, key)
    if row is None or row["body"] is None:
        raise RequestInFlight("The first request with this key still runs; ask again.")
    if row["fingerprint"] != fingerprint:
        raise IdempotencyKeyReused("Send a new Idempotency-Key with a new request.")
    return bytes(row["body"])


async def _find(tx: Transaction, principal: str, key: str) -> dict[str, Any] | None:
    found = await tx.execute(
        "SELECT fingerprint, body FROM idempotency_keys WHERE principal = %s AND key = %s", [principal, key]
    )
    return await found.fetchone()


async def _keep(tx: Transaction, principal: str, key: str, body: bytes) -> None:
    await tx.execute(
        "UPDATE idempotency_keys SET body = %s WHERE principal = %s AND key = %s", [body, principal, key]
    )


async def _fingerprint(request: Request) -> bytes:
    head = f"{request.method} {request.url.path}\n".encode()
    return hashlib.sha256(head + await request.body()).digest()


def _answer(body: bytes, *, replayed: bool = False) -> Response:
    headers = {"Idempotent-Replayed": "true"} if replayed else None
    return Response(body, 201, headers=headers, media_type="application/json")
