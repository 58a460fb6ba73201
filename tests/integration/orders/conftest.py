"""An Order API over its real database, called in this process."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest
from fastapi import FastAPI

from logistics.clients.orders import OrdersClient
from logistics.orders.app import create_app
from logistics.orders.settings import OrdersSettings
from tests.support.builders.bodies import a_customer, an_order
from tests.support.identity import a_key, client_of


@pytest.fixture
async def app(orders_database_url: str, tmp_path: Path) -> AsyncIterator[FastAPI]:
    """The service, running."""
    app = create_app(OrdersSettings(database_url=orders_database_url, layouts_dir=tmp_path))
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture
async def stranger(app: FastAPI) -> AsyncIterator[httpx2.AsyncClient]:
    """Somebody without a credential."""
    async with client_of(app) as http:
        yield http


@pytest.fixture
async def http(app: FastAPI, orders_database_url: str) -> AsyncIterator[httpx2.AsyncClient]:
    """A program that may do what an administrator, the Transport API and the worker may."""
    async with client_of(app, await a_key(orders_database_url, "admin", "transport-api", "worker")) as http:
        yield http


@pytest.fixture
def orders(http: httpx2.AsyncClient) -> OrdersClient:
    client = OrdersClient("http://o")
    client._http = http
    return client


@pytest.fixture
async def placed(http: httpx2.AsyncClient) -> httpx2.AsyncClient:
    """The service with order 1 of customer 1."""
    await http.post("/customers", json=a_customer())
    assert (await http.post("/orders", json=an_order(reference="PO-1"))).status_code == 201
    return http
