"""Puts the gateway together: where each path goes."""

import asyncio
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

from logistics.gateway.door import Door
from logistics.gateway.headers import ASKED, ASKED_BY_PEOPLE, ASKED_OF_PAGE, kept
from logistics.gateway.proxy import ServiceProxy
from logistics.gateway.upstream import Upstream
from logistics.web import problems
from logistics.web.bounds import ANSWER_WITHIN_S, Bounded
from logistics.web.secure_headers import SecureHeaders

_PAGE_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
        " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}


def create_app(
    order_origins: Sequence[str],
    transport_origins: Sequence[str],
    *,
    names: Collection[str] = (),
    proxy_secret: str | None = None,
) -> Starlette:
    """The gateway as an ASGI application.

    Args:
        order_origins: Where the Order API's processes listen, for instance `http://127.0.0.1:8000`.
        transport_origins: The same for the Transport API, without `/api`.
        names: What people call us, beside this machine's own names.
        proxy_secret: By which the services know that it is we who say whom a request comes from.
    """
    # An idle connection is dropped well before the services drop it, so none is lost under a request.
    limits = httpx2.Limits(max_connections=None, max_keepalive_connections=40, keepalive_expiry=5)
    connections = httpx2.AsyncHTTPTransport(limits=limits, trust_env=False)

    @asynccontextmanager
    async def running(app: Starlette) -> AsyncIterator[None]:
        app.state.stopping = asyncio.Event()
        async with connections:
            yield

    orders = Upstream("Order API", order_origins, connections)
    transport = Upstream("Transport API", transport_origins, connections)
    routes = [
        Mount(
            "/api/orders",
            ServiceProxy(orders, prefix="/api/orders", passed=ASKED | ASKED_BY_PEOPLE, secret=proxy_secret),
        ),
        Mount(
            "/api/transport",
            ServiceProxy(transport, prefix="/api/transport", passed=ASKED, root="/api", secret=proxy_secret),
        ),
        Mount("/", _Page(directory=Path(__file__).parent / "static", html=True)),
    ]
    # The services give up first and say so; this is for requests that never arrive there whole.
    bounded = Middleware(Bounded, answer_within_s=ANSWER_WITHIN_S + 5)
    return Starlette(
        routes=routes,
        lifespan=running,
        exception_handlers={HTTPException: _problem},
        middleware=[Middleware(SecureHeaders), Middleware(Door, names=names), bounded],
    )


class _Page(StaticFiles):
    """The page's files, which may load and run nothing but themselves."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await super().__call__({**scope, "headers": kept(scope["headers"], ASKED_OF_PAGE)}, receive, send)

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers.update(_PAGE_HEADERS)
        return response


async def _problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    code = {404: "no-such-path", 405: "method-not-allowed"}.get(error.status_code, "http-error")
    return problems.problem(error.status_code, code, error.detail, f"{request.method} {request.url.path}")
