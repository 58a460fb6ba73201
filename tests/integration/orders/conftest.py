"""An Order API over its real database, called in this process."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest

from logistics.clients.orders import OrdersClient
from logistics.orders.app import create_app
from logistics.orders.settings import OrdersSettings

SECRET = "a secret for tests that is long enough"


@pytest.fixture
async def http(orders_database_url: str, tmp_path: Path) -> AsyncIterator[httpx2.AsyncClient]:
    settings = OrdersSettings(
        database_url=orders_database_url, token_secret=SECRET, api_key="lm_test", layouts_dir=tmp_path
    )
    app = create_app(settings)
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    async with app.router.lifespan_context(app), httpx2.AsyncClient(transport=transport, base_url="http://o") as http:
        yield http


@pytest.fixture
def orders(http: httpx2.AsyncClient) -> OrdersClient:
    client = OrdersClient("http://o", credential="lm_test")
    client._http = http
    return client
