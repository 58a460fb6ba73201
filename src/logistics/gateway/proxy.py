"""Passing requests and answers on, both as streams, so that events flow and memory stays flat."""

import asyncio

import httpx2
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from logistics.gateway.headers import ANSWERED, Headers, kept
from logistics.gateway.upstream import Upstream
from logistics.kit import logs
from logistics.kit.errors import NotFound, Unavailable
from logistics.web import problems

log = logs.get(__name__)

OWN_PORT_ONLY = frozenset({"/healthz", "/readyz", "/metrics", "/docs", "/docs/oauth2-redirect"})
"""What a service answers on its own port only. Scripts that `/docs` loads from elsewhere must not run as our page."""


class NoSuchPath(NotFound):
    """There is nothing at this path."""


class ServiceProxy:
    """Everything below `prefix` goes to the service, below its own `root`.

    The OpenAPI document stands at the top of a service, whatever its root.

    Args:
        passed: The headers of a request that the service is to see.
        secret: By which the service knows that it is we who say whom a request comes from.
    """

    def __init__(
        self,
        upstream: Upstream,
        *,
        prefix: str,
        passed: frozenset[bytes],
        root: str = "",
        secret: str | None = None,
    ) -> None:
        self._upstream = upstream
        self._prefix = prefix
        self._passed = passed
        self._root = root
        self._secret = secret

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request as an ASGI application; its path is plain (`door`)."""
        request = Request(scope, receive)
        try:
            response = await self._pass_on(request)
        except ClientDisconnect:
            return  # It left before its request was complete; nobody waits for an answer.
        except NoSuchPath as error:
            response = problems.problem_of(error)
        except Unavailable as error:
            log.warning("gateway.no_answer", code=error.code, path=scope["path"])
            response = problems.problem_of(error)
        await response(scope, receive, send)

    async def _pass_on(self, request: Request) -> Response:
        has_body = "content-length" in request.headers or "transfer-encoding" in request.headers
        headers = [*kept(request.headers.raw, self._passed), *_said_by_us(request, self._secret)]
        answer = await self._upstream.send(
            request.method, self._target(request.scope), headers, request.stream() if has_body else None
        )
        return _Relayed(answer)

    def _target(self, scope: Scope) -> bytes:
        """Path and query as the service knows them.

        Raises:
            NoSuchPath: It is not for the outside.
        """
        path: str = scope["path"].removeprefix(self._prefix)
        if path in OWN_PORT_ONLY:
            raise NoSuchPath(f"{scope['path']} is not offered here.")
        target = ("" if path == "/openapi.json" else self._root) + path
        query: bytes = scope["query_string"]
        return target.encode("ascii") + (b"?" + query if query else b"")


class _Relayed(StreamingResponse):
    """A service's answer, passed on as it comes and let go when the reader leaves."""

    def __init__(self, answer: httpx2.Response) -> None:
        super().__init__(answer.aiter_raw(), answer.status_code)
        self.raw_headers = kept(answer.headers.raw, ANSWERED)
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            if self._answer.headers.get("content-type", "").startswith("text/event-stream"):
                await self._until_stopping(scope, receive, send)
            else:
                await super().__call__(scope, receive, send)
        finally:
            await self._answer.aclose()

    async def _until_stopping(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Events have no end: theirs is that we stop or that their service is gone, and the reader asks again."""
        relaying = asyncio.create_task(super().__call__(scope, receive, send))
        stopping = asyncio.create_task(scope["app"].state.stopping.wait())
        try:
            await asyncio.wait({relaying, stopping}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            relaying.cancel()
            stopping.cancel()
            outcome, _ = await asyncio.gather(relaying, stopping, return_exceptions=True)
        if outcome is not None:
            log.info("gateway.stream_ended", path=scope["path"])
            await send({"type": "http.response.body", "body": b"", "more_body": False})


def _said_by_us(request: Request, secret: str | None) -> Headers:
    """Who sent it, each said once; what a client claims about that goes nowhere."""
    said = {
        "x-forwarded-for": request.client.host if request.client else "",
        "x-forwarded-proto": request.url.scheme,
        "x-forwarded-host": request.headers["host"],
        "x-proxy-secret": secret or "",
        "x-request-id": logs.request_id() or "",
    }
    return [(name.encode(), value.encode("latin-1")) for name, value in said.items() if value]
