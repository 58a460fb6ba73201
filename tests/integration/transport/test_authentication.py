"""An API key works at the Transport API too: the Order API, which knows it, exchanges it for a token."""

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import httpx2
import pytest

from logistics.transport.app import create_app
from logistics.transport.settings import TransportSettings
from tests.support.fakes.orders import FakeOrders
from tests.support.identity import client_of


@pytest.fixture
def orders() -> FakeOrders:
    """An Order API that exchanges two keys."""
    orders = FakeOrders()
    orders.keys = {"lm_viewer": "viewer", "lm_admin": "admin"}
    return orders


@pytest.fixture
async def http(transport_database_url: str, tmp_path: Path, orders: FakeOrders) -> AsyncIterator[httpx2.AsyncClient]:
    settings = TransportSettings(database_url=transport_database_url, layouts_dir=tmp_path, api_key="lm_own")
    app = create_app(settings, clock=lambda: orders.now, orders=orders.client(), keys=orders.signer.published())
    async with app.router.lifespan_context(app), client_of(app) as http:
        yield http


def bearing(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


async def test_a_key_is_exchanged_and_holds_what_the_order_api_says(http: httpx2.AsyncClient) -> None:
    assert (await http.get("/api/vehicles", headers=bearing("lm_viewer"))).status_code == 200
    refused = await http.post("/api/vehicles", headers=bearing("lm_viewer"), json={})
    assert (refused.status_code, refused.json()["code"]) == (403, "not-allowed")
    assert (await http.post("/api/vehicles", headers=bearing("lm_admin"), json={})).status_code == 422


async def test_a_key_is_asked_about_once_a_minute_and_a_revoked_one_ends_then(
    http: httpx2.AsyncClient, orders: FakeOrders
) -> None:
    for _ in range(3):
        assert (await http.get("/api/vehicles", headers=bearing("lm_viewer"))).status_code == 200
    assert orders.count("POST /tokens") == 1
    orders.keys.clear()
    orders.now += timedelta(seconds=61)
    assert (await http.get("/api/vehicles", headers=bearing("lm_viewer"))).status_code == 401


async def test_an_unknown_key_is_refused_and_a_silent_order_api_is_no_refusal(
    http: httpx2.AsyncClient, orders: FakeOrders
) -> None:
    assert (await http.get("/api/vehicles", headers=bearing("lm_nobody"))).status_code == 401
    orders.down = True
    assert (await http.get("/api/vehicles", headers=bearing("lm_viewer"))).status_code == 503


@pytest.mark.parametrize("key", [b"lm_\xfc", b"lm_a b", b"lm_a\tb"])
async def test_a_key_that_could_not_be_sent_on_is_refused_without_asking(
    http: httpx2.AsyncClient, orders: FakeOrders, key: bytes
) -> None:
    refused = await http.get("/api/vehicles", headers={"Authorization": b"Bearer " + key})
    assert (refused.status_code, refused.json()["code"]) == (401, "credential-not-accepted")
    assert orders.count("POST /tokens") == 0


async def told(http: httpx2.AsyncClient, method: str, headers: dict[str, str], wanted: int) -> None:
    """Return when the answer has the status, which takes two seconds at most on an idle machine."""
    give_up_at = time.monotonic() + 5
    while (answer := await http.request(method, "/api/vehicles", headers=headers, json={})).status_code != wanted:
        assert time.monotonic() < give_up_at, answer.text
        await asyncio.sleep(0.1)


@pytest.mark.parametrize("ended", ["run:7", "key:1#1", "session:ab", "user:5#2"])
async def test_a_token_is_refused_soon_after_something_it_rests_on_has_ended(
    http: httpx2.AsyncClient, orders: FakeOrders, ended: str
) -> None:
    rests_on = ("session:ab", "user:5#2") if ended in ("session:ab", "user:5#2") else (ended,)
    held = bearing(orders.signer.token(orders.now, "admin", rests_on=rests_on))
    other = bearing(orders.signer.token(orders.now, "admin", rests_on=("run:8",)))
    for method, status in (("GET", 200), ("POST", 422)):
        assert (await http.request(method, "/api/vehicles", headers=held, json={})).status_code == status
    orders.ended.append(ended)
    await told(http, "POST", held, 401)
    assert (await http.get("/api/vehicles", headers=held)).status_code == 401
    assert (await http.get("/api/vehicles", headers=other)).status_code == 200


async def test_a_token_that_rests_on_nothing_is_refused(http: httpx2.AsyncClient, orders: FakeOrders) -> None:
    held = bearing(orders.signer.token(orders.now, "admin", rests_on=()))
    assert (await http.get("/api/vehicles", headers=held)).status_code == 401


async def test_a_revoked_key_ends_here_within_seconds_though_its_token_holds_longer(
    http: httpx2.AsyncClient, orders: FakeOrders
) -> None:
    assert (await http.get("/api/vehicles", headers=bearing("lm_admin"))).status_code == 200
    orders.keys.clear()
    orders.ended.append("key:1#1")
    await told(http, "GET", bearing("lm_admin"), 401)


async def test_while_nobody_says_who_may_still_do_what_reads_go_on_and_changes_wait(
    http: httpx2.AsyncClient, orders: FakeOrders, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("logistics.transport.endings.BELIEVED_FOR_S", 1.0)
    held = bearing(orders.signer.token(orders.now, "admin"))
    assert (await http.get("/api/vehicles", headers=held)).status_code == 200
    orders.down = True
    await told(http, "POST", held, 503)
    refused = await http.post("/api/vehicles", headers=held, json={})
    assert (refused.json()["code"], refused.headers["retry-after"]) == ("endings-unknown", "1")
    assert (await http.get("/api/vehicles", headers=held)).status_code == 200
    orders.down = False
    await told(http, "POST", held, 422)
