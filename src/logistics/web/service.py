"""What both services' apps share: request ids, limits, health, metrics, problem documents."""

import functools
import time
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from fastapi import APIRouter, FastAPI, Response
from fastapi.openapi.utils import get_openapi
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from logistics.access.client_address import ProxySettings, RealClient
from logistics.access.principal import CredentialMissing, CredentialNotAccepted, NotAllowed
from logistics.access.rates import Rates, RateSettings, TooManyRequests
from logistics.access.senders import client_address
from logistics.kit import logs
from logistics.kit.clock import Clock
from logistics.kit.database import Database, DatabaseUnavailable, RaceLost
from logistics.kit.disk import StorageFull, StorageUnusable
from logistics.kit.errors import Unavailable
from logistics.web import problems, refusals
from logistics.web.authorisation import Authentication, guarded_router, public
from logistics.web.bodies import BodyIncomplete, BodyTooComplex, BodyTooLarge
from logistics.web.bounds import BodyTooSlow, Bounded, SecureHeaders, TookTooLong
from logistics.web.shares import ServiceBusy, ShareTaken

log = logs.get(__name__)


class NotReady(Unavailable):
    """The service cannot reach its own database."""


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
        generate_unique_id_function=lambda route: route.name,
    )
    app.state.database = database
    app.state.authentication = authentication
    app.state.clock = clock
    app.state.rates = Rates(rates)
    registry = CollectorRegistry()
    refusals.install(app)
    app.include_router(_health(database, registry))
    # The last one added comes first.
    app.add_middleware(Bounded, admit=_admission(app.state.rates))
    app.add_middleware(_Observed, registry=registry)
    app.add_middleware(SecureHeaders)
    app.add_middleware(RealClient, settings=proxies)
    app.openapi = lambda: _openapi(app)  # type: ignore[method-assign]
    # Before FastAPI's own.
    app.router.routes.insert(0, _document(app))
    return app


def _document(app: FastAPI) -> Route:
    """Tells the OpenAPI document, which anybody may ask for: it is put into words once, for that takes long."""
    words = functools.cache(lambda: bytes(JSONResponse(app.openapi()).body))

    async def document(request: Request) -> Response:
        return Response(words(), media_type="application/json")

    assert app.openapi_url is not None
    return Route(app.openapi_url, document, include_in_schema=False)


def _admission(rates: Rates) -> Callable[[Scope], None]:
    def admit(scope: Scope) -> None:
        rates.take_for_address(client_address(scope))

    return admit


def _health(database: Database, registry: CollectorRegistry) -> APIRouter:
    router = guarded_router(tags=["health"])
    pool = Gauge("database_connections", "Connections of the pool", ["state"], registry=registry)

    @router.get("/healthz", summary="Alive", dependencies=[public()])
    async def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @router.get(
        "/readyz",
        summary="Ready: its own database answers",
        responses=problems.problems(NotReady),
        dependencies=[public()],
    )
    async def readyz() -> dict[str, str]:
        if not await database.ready():
            raise NotReady
        return {"status": "ready"}

    @router.get("/metrics", summary="Prometheus metrics", response_class=Response, dependencies=[public()])
    async def metrics() -> Response:
        stats = database.occupancy()
        pool.labels("open").set(stats.get("pool_size", 0))
        pool.labels("idle").set(stats.get("pool_available", 0))
        return Response(generate_latest(registry), media_type="text/plain; version=0.0.4")

    return router


class _Observed:
    """Binds the request id, counts and times. Plain ASGI, so streams pass untouched."""

    def __init__(self, app: ASGIApp, registry: CollectorRegistry) -> None:
        self._app = app
        labels = ["method", "route", "status"]
        self._requests = Counter("http_requests", "Requests answered", labels, registry=registry)
        self._seconds = Histogram("http_request_seconds", "Time to answer", ["method", "route"], registry=registry)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = logs.acceptable_id(dict(scope["headers"]).get(b"x-request-id", b"")) or uuid.uuid4().hex
        logs.bind_request(request_id)
        started, status, answering = time.perf_counter(), 500, False

        async def send_with_id(message: Message) -> None:
            nonlocal status, answering
            if message["type"] == "http.response.start":
                status, answering = message["status"], True
                message["headers"] = [*message["headers"], (b"x-request-id", request_id.encode())]
            await send(message)

        try:
            await self._app(scope, receive, send_with_id)
        except Exception as error:
            if answering:
                raise
            await refusals.problem_of_crash(scope["path"], error)(scope, receive, send_with_id)
        finally:
            route = getattr(scope.get("route"), "path", "unmatched")
            method = scope["method"] if route != "unmatched" else "any"
            self._requests.labels(method, route, status).inc()
            self._seconds.labels(method, route).observe(time.perf_counter() - started)


_ANY_REQUEST = problems.problems(TooManyRequests, ShareTaken, ServiceBusy, TookTooLong)
_ANY_GUARDED = problems.problems(CredentialMissing, CredentialNotAccepted, NotAllowed)
_ANY_WORK = problems.problems(DatabaseUnavailable, RaceLost, StorageFull, StorageUnusable, ServiceBusy, TookTooLong)
_ANY_PARAMETERS = problems.problems(problems.InvalidRequest)
_ANY_BODY = problems.problems(problems.MalformedJson, BodyIncomplete, BodyTooSlow, BodyTooLarge, BodyTooComplex)


def _openapi(app: FastAPI) -> dict[str, Any]:
    """The document, with what FastAPI does not know: our problem documents and how callers prove who they are."""
    if app.openapi_schema is None:
        schema = get_openapi(title=app.title, version=app.version, routes=app.routes)
        components = schema.setdefault("components", {})
        schemas = components.setdefault("schemas", {})
        for unused in ("HTTPValidationError", "ValidationError"):
            schemas.pop(unused, None)
        schemas["Problem"] = _PROBLEM_SCHEMA
        authentication: Authentication = app.state.authentication
        components["securitySchemes"] = authentication.schemes
        schema["security"] = [{name: []} for name in authentication.schemes]
        for path in schema["paths"].values():
            for operation in path.values():
                _add_common_problems(operation)
                for parameter in operation.get("parameters", []):
                    _refuse_null(parameter["schema"])
        app.openapi_schema = schema
    return app.openapi_schema


def _refuse_null(schema: dict[str, Any]) -> None:
    """A parameter is there or it is not; None is only what Python calls its absence."""
    if "anyOf" in schema:
        choices = [choice for choice in schema.pop("anyOf") if choice != {"type": "null"}]
        schema |= choices[0] | schema if len(choices) == 1 else {"anyOf": choices}


def _add_common_problems(operation: dict[str, Any]) -> None:
    """What every operation can answer beside its own; FastAPI's word for a wrong request gives way to ours."""
    responses: dict[str, Any] = operation["responses"]
    if "application/json" in responses.get("422", {}).get("content", {}):
        del responses["422"]
    common = dict(_ANY_REQUEST)
    if operation.get("security") != []:
        common |= _ANY_GUARDED
    if "health" not in operation["tags"]:  # Those say so themselves, or work without a database.
        common |= _ANY_WORK
    if "parameters" in operation or "requestBody" in operation:
        common |= _ANY_PARAMETERS
    if "requestBody" in operation:
        common |= _ANY_BODY
    for status, response in common.items():
        _add(responses.setdefault(str(status), {"description": "", "content": {}}), response)


def _add(response: dict[str, Any], common: dict[str, Any]) -> None:
    if common["description"] not in response["description"]:
        response["description"] = "; ".join(filter(None, [response["description"], common["description"]]))
    (media_type, content), *_ = common["content"].items()
    there = response["content"].setdefault(media_type, {"schema": content["schema"], "examples": {}})
    there["examples"] |= content["examples"]


_PROBLEM_SCHEMA: dict[str, Any] = {
    "type": "object",
    "title": "Problem",
    "description": "RFC 9457 problem details. Facts a program may want ride along as extra members.",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string", "examples": ["/problems/order-not-found"]},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "request_id": {"type": ["string", "null"]},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "code", "message"],
                "properties": {
                    "pointer": {"type": "string", "examples": ["/items/0/length_mm"]},
                    "code": {"type": "string"},
                    "message": {"type": "string"},
                    "location": {"enum": ["body", "query", "path", "header"]},
                },
            },
        },
        "errors_left_out": {"type": "integer", "description": "Faults beyond those in `errors`."},
    },
    "additionalProperties": True,
}
