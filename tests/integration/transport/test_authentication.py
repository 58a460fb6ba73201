"""An API key works at the Transport API too: the Order API, which knows it, exchanges it for a token."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2
import pytest

from logistics.clients.orders import OrdersClient
from logistics.transport.app import create_app
from logistics.transport.settings import TransportSettings
from tests.support.identity import Signer, client_of


class OrderApi:
    """Exchanges the keys it knows; counts how often it is asked."""

    def __init__(self) -> None:
        self.signer = Signer()
        self.known = {"lm_viewer": "viewer", "lm_admin": "admin"}
        self.asked = 0
        self.down = False
        self.now = datetime(2026, 12, 1, 9, tzinfo=UTC)

    def answer(self, request: httpx2.Request) -> httpx2.Response:
        if self.down:
            raise httpx2.ConnectError("refused", request=request)
        self.asked += 1
        role = self.known.get(request.headers["authorization"].removeprefix("Bearer "))
        if role is None:
            return httpx2.Response(401, json={"code": "credential-not-accepted", "detail": "No."})
        ends = self.now + timedelta(minutes=10)
        return httpx2.Response(201, json={"token": self.signer.token(self.now, role), "expires_at": ends.isoformat()})


@pytest.fixture
def orders() -> OrderApi:
    return OrderApi()


@pytest.fixture
async def http(transport_database_url: str, tmp_path: Path, orders: OrderApi) -> AsyncIterator[httpx2.AsyncClient]:
    settings = TransportSettings(database_url=transport_database_url, layouts_dir=tmp_path, api_key="lm_own")
    client = OrdersClient("http://orders", transport=httpx2.MockTransport(orders.answer))
    app = create_app(settings, clock=lambda: orders.now, orders=client, keys=orders.signer.published())
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
    http: httpx2.AsyncClient, orders: OrderApi
) -> None:
    for _ in range(3):
        assert (await http.get("/api/vehicles", headers=bearing("lm_viewer"))).status_code == 200
    assert orders.asked == 1
    orders.known.clear()
    orders.now += timedelta(seconds=61)
    assert (await http.get("/api/vehicles", headers=bearing("lm_viewer"))).status_code == 401


async def test_an_unknown_key_is_refused_and_a_silent_order_api_is_no_refusal(
    http: httpx2.AsyncClient, orders: OrderApi
) -> None:
    assert (await http.get("/api/vehicles", headers=bearing("lm_nobody"))).status_code == 401
    orders.down = True
    assert (await http.get("/api/vehicles", headers=bearing("lm_viewer"))).status_code == 503


@pytest.mark.parametrize("key", [b"lm_\xfc", b"lm_a b", b"lm_a\tb"])
async def test_a_key_that_could_not_be_sent_on_is_refused_without_asking(
    http: httpx2.AsyncClient, orders: OrderApi, key: bytes
) -> None:
    refused = await http.get("/api/vehicles", headers={"Authorization": b"Bearer " + key})
    assert (refused.status_code, refused.json()["code"]) == (401, "credential-not-accepted")
    assert orders.asked == 0
