"""The Transport API: the only place that picks its concrete parts."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from logistics import __version__
from logistics.access.published_keys import PublishedKeys
from logistics.clients.orders import OrdersClient
from logistics.kit.clock import Clock, utc_now
from logistics.kit.database import Database
from logistics.layouts.store import DirectoryLayouts
from logistics.transport.authentication import TransportAuthentication
from logistics.transport.bookings import BookingService
from logistics.transport.endings import Endings
from logistics.transport.fleet import FleetService
from logistics.transport.quotes import QuoteService
from logistics.transport.routes import bookings, vehicles
from logistics.transport.settings import TransportSettings
from logistics.web.authorisation import add_routes
from logistics.web.service import create_service

ORDERS_TIMEOUT_S = 5
ENDINGS_TIMEOUT_S = 1
"""One of its processes may hang, and the next must be asked soon."""


def create_app(
    settings: TransportSettings,
    clock: Clock = utc_now,
    orders: OrdersClient | None = None,
    keys: PublishedKeys | None = None,
) -> FastAPI:
    """The app of one process; it closes `orders` and `keys`, by default those of the Order API in the settings."""
    database = Database(settings.database_url)
    teller = orders or OrdersClient(settings.order_api_url, credential=settings.api_key, timeout_s=ENDINGS_TIMEOUT_S)
    orders = orders or OrdersClient(settings.order_api_url, credential=settings.api_key, timeout_s=ORDERS_TIMEOUT_S)
    endings = Endings(teller)
    keys = keys or PublishedKeys(settings.order_api_url)

    @asynccontextmanager
    async def running(app: FastAPI) -> AsyncIterator[None]:
        async with orders, keys, endings:
            yield

    app = create_service(
        "Transport API",
        version=__version__,
        database=database,
        authentication=TransportAuthentication(keys, endings, orders, clock),
        clock=clock,
        rates=settings,
        proxies=settings,
        lifespan=running,
    )
    app.state.fleet = FleetService(database, clock, settings.timezone)
    app.state.quotes = QuoteService(database, clock, settings.timezone)
    app.state.bookings = BookingService(database, clock, DirectoryLayouts(settings.layouts_dir), orders)
    add_routes(app, vehicles.router, bookings.router)
    return app
