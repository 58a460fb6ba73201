"""A token source asks once for a token, renews it in time, and comes by a new one when it is refused."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import httpx2
import pytest

from logistics.clients.tokens import TokenSource
from logistics.clients.transport import TransportClient
from logistics.kit.errors import Unauthenticated


class OrderApi:
    """Gives out tokens t1, t2, ... that hold for `holds_s`; counts them."""

    def __init__(self, holds_s: float = 600) -> None:
        self.given = 0
        self.holds_s = holds_s

    def source(self) -> TokenSource:
        return TokenSource("http://orders", key="lm_key", transport=httpx2.MockTransport(self._answer))

    def _answer(self, request: httpx2.Request) -> httpx2.Response:
        assert (request.method, request.url.path) == ("POST", "/tokens")
        if request.headers["authorization"] != "Bearer lm_key":
            return httpx2.Response(401, json={"code": "credential-not-accepted"})
        self.given += 1
        expires_at = datetime.now(UTC) + timedelta(seconds=self.holds_s)
        return httpx2.Response(201, json={"token": f"t{self.given}", "expires_at": expires_at.isoformat()})


def transport_api(accepts: Callable[[str], bool], seen: list[str]) -> httpx2.MockTransport:
    def answer(request: httpx2.Request) -> httpx2.Response:
        token = request.headers["authorization"].removeprefix("Bearer ")
        seen.append(token)
        if accepts(token):
            return httpx2.Response(200, json={"data": [], "next_cursor": None})
        return httpx2.Response(401, json={"code": "credential-not-accepted"})

    return httpx2.MockTransport(answer)


async def test_many_who_ask_at_once_share_one_token() -> None:
    api = OrderApi()
    async with api.source() as tokens:
        assert set(await asyncio.gather(*(tokens.token() for _ in range(10)))) == {"t1"}
    assert api.given == 1


async def test_a_token_that_ends_within_a_minute_is_renewed() -> None:
    api = OrderApi(holds_s=59)
    async with api.source() as tokens:
        assert [await tokens.token() for _ in range(2)] == ["t1", "t2"]


async def test_a_client_sends_the_token_and_asks_again_when_it_is_refused() -> None:
    seen: list[str] = []
    async with OrderApi().source() as tokens:
        transport = transport_api(lambda token: token == "t2", seen)
        async with TransportClient("http://transport/api", credential=tokens, transport=transport) as client:
            await client.list_vehicles()
            await client.list_vehicles()
    assert seen == ["t1", "t2", "t2"]


async def test_a_second_refusal_is_the_answer() -> None:
    seen: list[str] = []
    async with OrderApi().source() as tokens:
        transport = transport_api(lambda token: False, seen)
        async with TransportClient("http://transport/api", credential=tokens, transport=transport) as client:
            with pytest.raises(Unauthenticated):
                await client.list_vehicles()
    assert seen == ["t1", "t2"]


async def test_a_key_that_is_refused_is_said() -> None:
    transport = httpx2.MockTransport(OrderApi()._answer)
    async with TokenSource("http://orders", key="another", transport=transport) as tokens:
        with pytest.raises(Unauthenticated):
            await tokens.token()
