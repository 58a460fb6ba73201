"""Passing requests and answers on, both as streams, so that events flow and memory stays flat."""

import asyncio
import uuid
from collections.abc import Iterable
from urllib.parse import unquote

import httpx2
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from logistics.gateway.upstream import Upstream
from logistics.kit import logs, problems
from logistics.kit.errors import NotFound, Unavailable

log = logs.get(__name__)

Headers = list[tuple[bytes, bytes]]

OWN_PORT_ONLY = frozenset({"/healthz", "/readyz", "/metrics"})
"""What a service answers on its own port only."""

_HOP_BY_HOP = frozenset(
    {
        b"connection",
        b"keep-alive",
        b"proxy-authenticate",
        b"proxy-authorization",
        b"proxy-connection",
        b"te",
        b"trailer",
        b"transfer-encoding",
        b"upgrade",
        b"expect",
    }
)
_SAID_BY_US = frozenset(
    {b"host", b"forwarded", b"x-forwarded-for", b"x-forwarded-proto", b"x-forwarded-host", b"x-proxy-secret"}
)


class NoSuchPath(NotFound):
    """There is nothing at this path."""


class ServiceProxy:
    """Everything below `prefix` goes to the service, below its own `root`.

    The OpenAPI document stands at the top of a service, whatever its root.
    """

    def __init__(self, upstream: Upstream, *, prefix: str, root: str = "", secret: str = "") -> None:
        self._upstream = upstream
        self._prefix = prefix
        self._root = root
        self._secret = secret

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request as an ASGI application."""
        if scope["type"] != "http":
            await send({"type": "websocket.close"})
            return
        request = Request(scope, receive)
        logs.bind_request(request.headers.get("x-request-id") or uuid.uuid4().hex)
        try:
            response = await self._pass_on(request)
        except ClientDisconnect:
            return  # It left before its request was complete; nobody waits for an answer.
        except NoSuchPath as error:
            response = problems.problem_of(error)
        except Unavailable as error:
            log.warning("gateway.no_answer", code=error.code, path=request.url.path)
            response = problems.problem_of(error)
        await response(scope, receive, send)

    async def _pass_on(self, request: Request) -> Response:
        has_body = "content-length" in request.headers or "transfer-encoding" in request.headers
        answer = await self._upstream.send(
            request.method,
            self._target(request.scope),
            _forwarded(request, self._secret),
            request.stream() if has_body else None,
        )
        return _Relayed(answer)

    def _target(self, scope: Scope) -> str:
        """Path and query as the service knows them.

        Raises:
            NoSuchPath: It is not for the outside, or it climbs (`..`) to where such a path could be.
        """
        raw = str(scope["raw_path"], "ascii")
        path = raw.removeprefix(self._prefix)
        plain = unquote(path)
        if path == raw or plain.rstrip("/") in OWN_PORT_ONLY or {".", ".."} & set(plain.split("/")):
            raise NoSuchPath(f"{unquote(raw)} is not offered here.")
        root = "" if plain == "/openapi.json" else self._root
        query = str(scope["query_string"], "ascii")
        return root + path + (f"?{query}" if query else "")


class _Relayed(StreamingResponse):
    """A service's answer, passed on as it comes and let go when the reader leaves."""

    def __init__(self, answer: httpx2.Response) -> None:
        super().__init__(answer.aiter_raw(), answer.status_code)
        # `date` is set by the server that speaks to the reader.
        self.raw_headers = _end_to_end(answer.headers.raw, without=frozenset({b"date"}))
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


def _forwarded(request: Request, secret: str) -> Headers:
    """The request's own headers, and who sent it; what a client claims about that is not believed."""
    sender = request.client.host if request.client else ""
    said = {
        "x-forwarded-for": sender,
        "x-forwarded-proto": request.url.scheme,
        "x-forwarded-host": request.headers.get("host", ""),
        **({"x-proxy-secret": secret} if secret else {}),
        "x-request-id": logs.request_id() or "",
    }
    kept = _end_to_end(request.headers.raw, without=_SAID_BY_US | {b"x-request-id"})
    return [*kept, *((name.encode(), value.encode("latin-1")) for name, value in said.items())]


def _end_to_end(headers: Iterable[tuple[bytes, bytes]], *, without: frozenset[bytes]) -> Headers:
    """Headers that are about the message, not about one connection it travels on."""
    lowered = [(name.lower(), value) for name, value in headers]
    named = {part.strip().lower() for name, value in lowered if name == b"connection" for part in value.split(b",")}
    return [(name, value) for name, value in lowered if name not in _HOP_BY_HOP | without | named]
