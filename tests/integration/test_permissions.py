"""Every route of both services, asked in the name of everybody, answers as docs/permissions.md says."""

import re
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI

from logistics.access.permissions import ROLES, SERVICES
from logistics.clients.orders import OrdersClient
from logistics.kit.clock import utc_now
from logistics.orders.app import create_app as orders_app
from logistics.orders.settings import OrdersSettings
from logistics.transport.app import create_app as transport_app
from logistics.transport.settings import TransportSettings
from tests.support.builders.bodies import an_order
from tests.support.identity import Signer, a_key, client_of

PAGE = Path(__file__).parents[2] / "docs" / "permissions.md"
PICKUP = utc_now().date() + timedelta(days=20)
REFUSED = {"credential-missing", "not-allowed"}

Table = dict[str, dict[str, bool]]
"""Of each route, whom its rule lets in."""


def documented() -> Table:
    table: Table = {}
    principals: list[str] = []
    for line in PAGE.read_text().splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if cells[0] == "route":
            principals = cells[2:]
        elif match := re.fullmatch(r"`([A-Z]+ /.*)`", cells[0]):
            row = {name: cell == "yes" for name, cell in zip(principals, cells[2:], strict=True)}
            table.setdefault(match[1], {}).update(row)
    return table


def operations(app: FastAPI) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in app.openapi()["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation


@pytest.fixture
async def orders(orders_database_url: str, tmp_path: Path) -> AsyncIterator[FastAPI]:
    app = orders_app(OrdersSettings(database_url=orders_database_url, layouts_dir=tmp_path))
    async with app.router.lifespan_context(app):
        # The stream of events would never end by itself.
        app.state.stopping.set()
        yield app


@pytest.fixture
async def transport(
    orders: FastAPI, orders_database_url: str, transport_database_url: str, tmp_path: Path
) -> AsyncIterator[tuple[FastAPI, Signer]]:
    signer = Signer()
    settings = TransportSettings(database_url=transport_database_url, layouts_dir=tmp_path, api_key="none")
    key = await a_key(orders_database_url, "transport-api")
    order_api = OrdersClient("http://orders", credential=key, transport=httpx2.ASGITransport(app=orders))
    app = transport_app(settings, orders=order_api, keys=signer.published())
    async with app.router.lifespan_context(app):
        yield app, signer


async def lets_in(http: httpx2.AsyncClient, method: str, path: str) -> bool:
    """Whether the rule did, whatever the route makes of a request that is about nothing."""
    answer = await http.request(method, re.sub(r"\{[a-z_]+\}", "1", path))
    assert answer.status_code != 500
    code = answer.json().get("code") if "json" in answer.headers.get("content-type", "") else None
    return code not in REFUSED


async def walked(app: FastAPI, credentials: dict[str, str | None]) -> Table:
    table: Table = {}
    for name, credential in credentials.items():
        async with client_of(app, credential) as http:
            for method, path, _ in operations(app):
                table.setdefault(f"{method} {path}", {})[name] = await lets_in(http, method, path)
    return table


async def test_the_order_api_lets_in_whom_the_page_names(orders: FastAPI, orders_database_url: str) -> None:
    async with client_of(orders, await a_key(orders_database_url, "admin")) as admin:
        customer = (await admin.post("/customers", json={"name": "Alster", "email": "a@alster.example"})).json()["id"]
        # Somebody in the table may call an order off; the run works on another one.
        placed = [(await admin.post("/orders", json=an_order(customer, PICKUP))).json()["id"] for _ in range(2)]
        started = await admin.post("/runs", json={"order_id": placed[1], "agent": "analyser", "model": "rules"})
    held = {
        name: await a_key(orders_database_url, name, customer_id=customer if name == "customer" else None)
        for name in (*ROLES, *SERVICES)
    }
    answered = await walked(orders, {**held, "run": started.json()["token"], "nobody": None})
    page = documented()
    assert answered == {route: page[route] for route in answered}


async def test_the_transport_api_lets_in_whom_the_page_names(transport: tuple[FastAPI, Signer]) -> None:
    app, signer = transport
    held = {name: signer.token(utc_now(), name) for name in (*ROLES, *SERVICES)}
    run = signer.run_token(1, 1, utc_now())
    answered = await walked(app, {**held, "run": run, "nobody": None})
    page = documented()
    assert answered == {route: page[route] for route in answered}


async def test_the_page_names_every_route_and_no_other(orders: FastAPI, transport: tuple[FastAPI, Signer]) -> None:
    routes = {f"{method} {path}" for app in (orders, transport[0]) for method, path, _ in operations(app)}
    assert documented().keys() == routes


async def test_the_page_names_the_permissions_that_the_routes_take(
    orders: FastAPI, transport: tuple[FastAPI, Signer]
) -> None:
    said = dict(re.findall(r"^\| `([A-Z]+ /[^`]*)` \| ([^|]*) \|", PAGE.read_text(), re.MULTILINE))
    for app in (orders, transport[0]):
        for method, path, operation in operations(app):
            taken = ", ".join(f"`{permission}`" for permission in operation["x-permission"])
            expected = taken or ("nothing" if operation.get("security") == [] else "any credential")
            assert said[f"{method} {path}"] == expected


async def test_every_route_is_in_the_document(orders: FastAPI, transport: tuple[FastAPI, Signer]) -> None:
    """A route that hid from the document would hide from this test too."""
    for app in (orders, transport[0]):
        hidden = [route for route in app.routes if getattr(route, "include_in_schema", True) is False]
        assert {getattr(route, "path", "") for route in hidden} <= {
            "/openapi.json",
            "/docs",
            "/docs/oauth2-redirect",
        }


@pytest.mark.parametrize("credential", ["x", "lm_aaaaaaaaaa_" + "b" * 43, "eyJhbGciOiJub25lIn0.e30."])
async def test_a_wrong_credential_is_refused_everywhere_but_in_public(
    orders: FastAPI, transport: tuple[FastAPI, Signer], credential: str
) -> None:
    for app in (orders, transport[0]):
        async with client_of(app, credential) as http:
            for method, path, operation in operations(app):
                answer = await http.request(method, re.sub(r"\{[a-z_]+\}", "1", path))
                assert (answer.status_code == 401) == (operation.get("security") != []), f"{method} {path}"
