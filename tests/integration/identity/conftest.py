"""An Order API over its real database, called in this process: by strangers, programs and people."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2
import pytest
from fastapi import FastAPI

from logistics.orders.app import create_app
from logistics.orders.settings import OrdersSettings
from tests.support.identity import a_key, client_of


class Now:
    """A clock to set."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 12, 1, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment

    def later(self, **by: float) -> None:
        self.moment += timedelta(**by)


@pytest.fixture
def now() -> Now:
    return Now()


@pytest.fixture
async def app(orders_database_url: str, tmp_path: Path, now: Now) -> AsyncIterator[FastAPI]:
    app = create_app(OrdersSettings(database_url=orders_database_url, layouts_dir=tmp_path), now)
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture
async def stranger(app: FastAPI) -> AsyncIterator[httpx2.AsyncClient]:
    """Somebody without a credential, who keeps cookies as a browser does."""
    async with client_of(app) as http:
        yield http


@pytest.fixture
async def admin(app: FastAPI, orders_database_url: str) -> AsyncIterator[httpx2.AsyncClient]:
    """An administrator's program."""
    async with client_of(app, await a_key(orders_database_url, "admin")) as http:
        yield http
