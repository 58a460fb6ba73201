"""The Order API: the only place that picks its concrete parts."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from logistics import __version__
from logistics.customers import routes as customer_routes
from logistics.customers.service import CustomerService
from logistics.identity.app import add_identity
from logistics.identity.authentication import IdentityAuthentication
from logistics.identity.signing import SigningKeys
from logistics.kit.clock import Clock, utc_now
from logistics.kit.database import Database
from logistics.layouts.store import DirectoryLayouts
from logistics.notifications import routes as notification_routes
from logistics.notifications.service import NotificationService
from logistics.orders import routes, stream, tracking_routes
from logistics.orders.service import OrderService
from logistics.orders.settings import OrdersSettings
from logistics.orders.tracking import TrackingService
from logistics.products import routes as product_routes
from logistics.runs import routes as run_routes
from logistics.runs.service import RunService
from logistics.web.authorisation import add_routes
from logistics.web.service import create_service


def create_app(settings: OrdersSettings, clock: Clock = utc_now) -> FastAPI:
    """The app of one process."""
    database = Database(settings.database_url)
    signing_keys = SigningKeys(database, clock)

    @asynccontextmanager
    async def running(app: FastAPI) -> AsyncIterator[None]:
        app.state.stopping = asyncio.Event()
        yield

    app = create_service(
        "Order API",
        version=__version__,
        database=database,
        authentication=IdentityAuthentication(database, signing_keys, clock),
        clock=clock,
        rates=settings,
        proxies=settings,
        lifespan=running,
    )
    app.state.customers = CustomerService(database)
    app.state.notifications = NotificationService(database, clock)
    app.state.orders = OrderService(database, clock, settings.timezone, app.state.notifications.announce)
    app.state.streams = stream.new_places()
    app.state.tracking = TrackingService(database, app.state.orders, signing_keys, clock)
    app.state.runs = RunService(database, signing_keys, clock)
    app.state.layouts = DirectoryLayouts(settings.layouts_dir)
    rooms = (routes, stream, tracking_routes, customer_routes, product_routes, run_routes, notification_routes)
    add_routes(app, *(room.router for room in rooms))
    add_identity(app, database, signing_keys, settings.oidc_provider(), clock)
    return app
