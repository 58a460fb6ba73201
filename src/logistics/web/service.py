"""What both services' apps share: request ids, limits, health, metrics, problem documents."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from fastapi import FastAPI
from prometheus_client import CollectorRegistry
from starlette.types import Scope

from logistics.access.client_address import ProxySettings, RealClient
from logistics.access.rates import Rates, RateSettings
from logistics.access.senders import client_address
from logistics.kit.clock import Clock
from logistics.kit.database import Database
from logistics.web import openapi, refusals
from logistics.web.authorisation import Authentication, add_routes
from logistics.web.bounds import Bounded
from logistics.web.health import health_router
from logistics.web.observed import Observed
from logistics.web.secure_headers import SecureHeaders


def create_service(
    title: str,
    *,
    version: str,
    database: Database,
    authentication: Authentication,
    clock: Clock,
    rates: RateSettings,
    proxies: ProxySettings,
    lifespan: Callable[[FastAPI], AbstractAsyncContextManager[None]] | None = None,
) -> FastAPI:
    """An app with everything around the routes in place; `lifespan` opens what the service adds."""

    @asynccontextmanager
    async def running(app: FastAPI) -> AsyncIterator[None]:
        await database.open()
        try:
            if lifespan is None:
                yield
            else:
                async with lifespan(app):
                    yield
        finally:
            await database.close()

    app = FastAPI(
        title=title,
        version=version,
        lifespan=running,
        docs_url="/docs",
        redoc_url=None,
        # We measure requests ourselves.
        telemetry={"tracing": False, "metrics": False, "logs": False},
        # A redirect would name this process's own port, which nobody outside can reach.
        redirect_slashes=False,
    )
    app.state.database = database
    app.state.authentication = authentication
    app.state.clock = clock
    app.state.rates = Rates(rates)
    registry = CollectorRegistry()
    refusals.install(app)
    add_routes(app, health_router(database, registry))
    # The last one added comes first.
    app.add_middleware(Bounded, admit=_admission(app.state.rates))
    app.add_middleware(Observed, registry=registry)
    app.add_middleware(SecureHeaders)
    app.add_middleware(RealClient, settings=proxies)
    openapi.install(app)
    return app


def _admission(rates: Rates) -> Callable[[Scope], None]:
    def admit(scope: Scope) -> None:
        rates.take_for_address(client_address(scope))

    return admit
