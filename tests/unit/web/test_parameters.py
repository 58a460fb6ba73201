"""A query has the parameters its route names, each once: everywhere, and with the name that was meant."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from logistics.orders.app import create_app as create_orders
from logistics.orders.settings import OrdersSettings
from logistics.transport.app import create_app as create_transport
from logistics.transport.settings import TransportSettings
from logistics.web.authorisation import GuardedRoute
from tests.support.identity import OPERATOR, client_of

SETTINGS: dict[str, Any] = {
    "database_url": "postgresql://nobody@127.0.0.1:1/none",
    "layouts_dir": Path("/nonexistent"),
}
WRITTEN_BY_OTHERS = {"/oidc/callback"}


class Everybody:
    """Takes whoever asks for one who may do everything."""

    schemes: dict[str, dict[str, Any]] = {}  # noqa: RUF012

    async def principal_of(self, request: object) -> object:
        return replace(OPERATOR, grants=frozenset({"admin", "transport-api", "worker", "agents"}))


def services() -> list[FastAPI]:
    apps = [
        create_orders(OrdersSettings(**SETTINGS)),
        create_transport(TransportSettings(**SETTINGS, api_key="none")),
    ]
    for app in apps:
        app.state.authentication = Everybody()
    return apps


def routes(app: FastAPI) -> list[tuple[str, str]]:
    """Method and path of every route."""
    found = [context for context in iter_route_contexts(app.routes) if isinstance(context.route, GuardedRoute)]
    return [(method, str(each.path)) for each in found for method in each.methods or ()]


async def ask(app: FastAPI, path: str, query: str, method: str = "GET") -> httpx2.Response:
    async with client_of(app) as http:
        return await http.request(method, f"{path}?{query}")


async def test_no_route_takes_a_parameter_that_it_does_not_name() -> None:
    asked = 0
    for app in services():
        for method, path in routes(app):
            if path in WRITTEN_BY_OTHERS:
                continue
            refused = await ask(app, re.sub(r"\{[^}]*\}", "7", path), "nonsense=1", method)
            assert (refused.status_code, refused.json()["code"]) == (422, "invalid-request"), (method, path)
            (fault,) = refused.json()["errors"]
            assert (fault["pointer"], fault["location"]) == ("/nonsense", "query")
            asked += 1
    assert asked > 60


@pytest.mark.parametrize(
    ("path", "query", "pointer", "said"),
    [
        ("/orders", "custmer_id=5", "/custmer_id", "There is no such parameter; did you mean customer_id?"),
        ("/orders", "Status=booked", "/Status", "There is no such parameter; did you mean status?"),
        ("/orders", "customer-id=5", "/customer-id", "There is no such parameter; did you mean customer_id?"),
        ("/orders/1", "x=1", "/x", "There is no such parameter. Known here: none."),
        ("/orders", "limit=5&limit=6", "/limit", "is given several times; give it once"),
        (
            "/orders",
            "=5",
            "/",
            "There is no such parameter. Known here: cursor, customer_id, limit, pickup_date, q, status.",
        ),
    ],
)
async def test_what_is_misspelt_or_said_twice_is_refused(path: str, query: str, pointer: str, said: str) -> None:
    orders, _ = services()
    refused = await ask(orders, path, query)
    assert refused.status_code == 422
    assert [(fault["pointer"], fault["message"]) for fault in refused.json()["errors"]] == [(pointer, said)]


async def test_a_moment_is_no_day() -> None:
    _, transport = services()
    refused = await ask(transport, "/api/vehicles/available", "date=2026-12-24T00:00:00Z")
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["message"] == "must be a day, such as 2026-12-24"


async def test_an_identity_provider_may_say_more_than_it_is_asked_for() -> None:
    orders, _ = services()
    answered = await ask(orders, "/oidc/callback", "state=a&state=b&session_state=c")
    assert answered.json()["code"] == "oidc-not-configured"


def test_the_documents_say_that_a_query_may_be_refused() -> None:
    for app in services():
        operations = [operation for path in app.openapi()["paths"].values() for operation in path.values()]
        assert all("422" in operation["responses"] for operation in operations)
