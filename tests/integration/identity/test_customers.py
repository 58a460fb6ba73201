"""A customer sees and places its own orders; others' do not exist for it, and nothing else is open to it."""

from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI

from tests.integration.identity.people import PASSWORD, add_customer, sign_in
from tests.integration.orders.story import told
from tests.support.builders.bodies import an_order
from tests.support.identity import a_key, client_of

PICKUP = "2026-12-24"


@pytest.fixture
async def own(admin: httpx2.AsyncClient) -> int:
    """Its own id; order 1 is its, order 2 another's."""
    own, other = await add_customer(admin, "Alster"), await add_customer(admin, "Elbe")
    for customer in (own, other):
        body = an_order(customer_id=customer, pickup_date=PICKUP)
        assert (await admin.post("/orders", json=body)).status_code == 201
    return own


@pytest.fixture(params=["key", "user"])
async def customer(
    request: pytest.FixtureRequest, own: int, app: FastAPI, admin: httpx2.AsyncClient, orders_database_url: str
) -> AsyncIterator[httpx2.AsyncClient]:
    """The customer's program, and a person who works there."""
    if request.param == "key":
        async with client_of(app, await a_key(orders_database_url, "customer", customer_id=own)) as http:
            yield http
        return
    user = {"email": "dana@example.com", "name": "Dana", "role": "customer", "customer_id": own, "password": PASSWORD}
    assert (await admin.post("/users", json=user)).status_code == 201
    async with client_of(app) as http:
        assert (await sign_in(http)).status_code == 204
        yield http


async def test_a_customer_sees_its_own_orders_only(customer: httpx2.AsyncClient, own: int) -> None:
    assert [order["id"] for order in (await customer.get("/orders")).json()["data"]] == [1]
    assert (await customer.get("/orders", params={"customer_id": 2})).json()["data"] == []
    assert (await customer.get("/orders", params={"q": "2"})).json()["data"] == []
    assert (await customer.get("/orders/1")).json()["customer_id"] == own


async def test_what_dispatchers_read_of_an_order_is_not_for_its_customer(
    customer: httpx2.AsyncClient, admin: httpx2.AsyncClient
) -> None:
    remedy = {"kind": "larger_vehicle", "detail": "Free HH-LM 3 of another order.", "vehicle_id": 3}
    patch = {"status": "needs_attention", "status_reason": "LKW-2 is in the workshop.", "remedy": remedy}
    assert (await admin.patch("/orders/1", json=patch)).json()["status_reason"] == "LKW-2 is in the workshop."
    [listed] = (await customer.get("/orders")).json()["data"]
    for read in (listed, (await customer.get("/orders/1")).json(), (await customer.post("/orders/1/process")).json()):
        assert read["status_reason"].startswith("We are looking into how your goods can be moved")
        assert read["remedy"] is None
    cancelled = (await customer.post("/orders/1/cancel")).json()
    assert cancelled["status_reason"] == "Your order is cancelled; nothing will be picked up."
    assert (await customer.get("/orders")).json()["data"] == [cancelled]
    assert (await admin.get("/orders/1")).json()["status_reason"] is None


@pytest.mark.parametrize(
    ("states", "sentence"),
    [
        ({5: "confirmed"}, "Transport is booked. Your goods are picked up on the pickup date."),
        ({5: "in_transit"}, "Your goods are on their way."),
        ({5: "in_transit", 6: "cancelled"}, "A part of your goods is on its way; the rest has not left."),
        ({5: "delivered", 6: "cancelled"}, "A part of your goods has arrived; the rest has not left."),
    ],
)
async def test_a_customer_reads_where_its_order_is(
    customer: httpx2.AsyncClient, admin: httpx2.AsyncClient, states: dict[int, str], sentence: str
) -> None:
    for booked in (dict.fromkeys(states, "confirmed"), states):
        assert (await told(admin, booked)).status_code == 200
    one = (await customer.get("/orders/1")).json()
    assert one["status_reason"] == sentence
    assert (await customer.get("/orders")).json()["data"] == [one]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "", None),
        ("PATCH", "", {"notes": "mine now"}),
        ("POST", "/process", None),
        ("POST", "/cancel", None),
        ("POST", "/tracking-link", None),
    ],
)
async def test_anothers_order_does_not_exist_for_it(
    customer: httpx2.AsyncClient, method: str, path: str, body: dict[str, Any] | None
) -> None:
    foreign = await customer.request(method, f"/orders/2{path}", json=body)
    missing = await customer.request(method, f"/orders/999{path}", json=body)
    assert foreign.status_code == missing.status_code == 404
    assert foreign.json()["detail"].replace("2", "999") == missing.json()["detail"]
    own = await customer.request(method, f"/orders/1{path}", json=body)
    assert own.status_code < 300, own.text


async def test_a_customer_places_orders_for_itself_only(customer: httpx2.AsyncClient, own: int) -> None:
    assert (await customer.post("/orders", json=an_order(customer_id=own, pickup_date=PICKUP))).status_code == 201
    foreign = await customer.post("/orders", json=an_order(customer_id=own + 1, pickup_date=PICKUP))
    unknown = await customer.post("/orders", json=an_order(customer_id=999, pickup_date=PICKUP))
    assert foreign.status_code == unknown.status_code == 422
    assert foreign.json()["errors"] == unknown.json()["errors"]


async def test_a_customer_cannot_say_what_became_of_an_order(customer: httpx2.AsyncClient) -> None:
    for body in (
        {"status": "delivered"},
        {"status": "needs_attention", "status_reason": "please"},
        {"status_reason": "please"},
    ):
        assert (await customer.patch("/orders/1", json=body)).json()["code"] == "not-allowed", body


async def test_nothing_else_is_open_to_a_customer(customer: httpx2.AsyncClient) -> None:
    for path in ("/events", "/orders/1/events", "/orders/1/layout", "/customers", "/products", "/runs", "/users"):
        refused = await customer.get(path)
        assert (refused.status_code, refused.json()["code"]) == (403, "not-allowed"), path
