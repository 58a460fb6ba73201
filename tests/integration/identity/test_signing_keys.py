"""Signing keys come, sign, go, and never leave a token behind that nobody can check."""

import asyncio
from datetime import timedelta

import httpx2
from fastapi import FastAPI
from joserfc import jws

from logistics.access.principal import Principal
from logistics.access.tokens import Tokens
from logistics.identity.signing import KEPT_FOR, SigningKeys
from logistics.kit.database import Database
from tests.integration.identity.conftest import Now

WHO = Principal(kind="user", name="Dana", subject="user:1", grants=frozenset({"viewer"}), user_id=1)


def kid_of(token: str) -> str:
    return str(jws.extract_compact(token.encode()).headers()["kid"])


async def two_processes(url: str, now: Now) -> tuple[Database, SigningKeys, SigningKeys]:
    database = Database(url)
    await database.open()
    return database, SigningKeys(database, now), SigningKeys(database, now)


async def test_two_processes_that_start_at_once_sign_with_one_key(orders_database_url: str, now: Now) -> None:
    database, one, other = await two_processes(orders_database_url, now)
    tokens = await asyncio.gather(one.access_token(WHO), other.access_token(WHO))
    assert len({kid_of(token) for token, _ in tokens}) == 1
    assert await Tokens(other).principal_of(tokens[0][0], now()) is not None
    await database.close()


async def test_a_new_key_is_published_before_it_signs_and_the_old_one_stays(
    orders_database_url: str, now: Now
) -> None:
    database = Database(orders_database_url)
    await database.open()

    def process() -> SigningKeys:
        """One that has read nothing yet, so that no cache stands between the test and the database."""
        return SigningKeys(database, now)

    first, _ = await process().access_token(WHO)
    now.later(days=30)
    still, _ = await process().access_token(WHO)
    assert kid_of(still) == kid_of(first)
    assert len(await process().published()) == 2
    now.later(minutes=15)
    second, _ = await process().access_token(WHO)
    assert kid_of(second) != kid_of(first)
    assert [key["kid"] for key in await process().published()] == [kid_of(first), kid_of(second)]
    now.later(days=30)
    await process().access_token(WHO)
    assert kid_of(first) in [key["kid"] for key in await process().published()]
    now.moment += KEPT_FOR - timedelta(days=30)
    await process().access_token(WHO)
    assert kid_of(first) not in [key["kid"] for key in await process().published()]
    await database.close()


async def test_nothing_private_is_published(stranger: httpx2.AsyncClient, app: FastAPI) -> None:
    answer = await stranger.get("/.well-known/jwks.json")
    (key,) = answer.json()["keys"]
    assert set(key) == {"kty", "crv", "x", "kid", "use", "alg"}
