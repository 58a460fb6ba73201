"""Every request has an id and an answer, is counted and timed."""

import time
import uuid

from prometheus_client import CollectorRegistry, Counter, Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from logistics.kit import logs
from logistics.web.refusals import problem_of_crash


class Observed:
    """Binds the request id, counts and times. Plain ASGI, so streams pass untouched."""

    def __init__(self, app: ASGIApp, registry: CollectorRegistry) -> None:
        self._app = app
        labels = ["method", "route", "status"]
        self._requests = Counter("http_requests", "Requests answered", labels, registry=registry)
        self._seconds = Histogram("http_request_seconds", "Time to answer", ["method", "route"], registry=registry)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request as an ASGI application."""
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
            await problem_of_crash(scope["path"], error)(scope, receive, send_with_id)
        finally:
            route = getattr(scope.get("route"), "path", "unmatched")
            method = scope["method"] if route != "unmatched" else "any"
            self._requests.labels(method, route, status).inc()
            self._seconds.labels(method, route).observe(time.perf_counter() - started)
