"""Bodies of a bounded size."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from logistics.kit import problems
from logistics.kit.errors import TooLarge

MAX_BODY_BYTES = 2 * 1024 * 1024
"""An order of 2,000 described lines is about 0.6 MB."""


class BodyTooLarge(TooLarge):
    """The body is larger than 2 MB."""


class BodyLimit:
    """Refuses a body that is too large, announced or not."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request as an ASGI application."""
        announced = chunked = None
        for name, value in scope.get("headers", ()):
            if name == b"content-length":
                announced = value
            elif name == b"transfer-encoding":
                chunked = value
        if chunked is not None:
            await self._read_first(scope, receive, send)
        elif announced is not None and announced.isdigit() and int(announced) > MAX_BODY_BYTES:
            await _refuse(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _read_first(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A chunked body has no announced length, so it is read here, up to the limit."""
        body = bytearray()
        more = True
        while more:
            message = await receive()
            body += message.get("body", b"")
            more = message["type"] == "http.request" and message.get("more_body", False)
            if len(body) > MAX_BODY_BYTES:
                await _refuse(scope, receive, send)
                return
        await self._app(scope, _replay(bytes(body), receive), send)


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    await problems.problem_of(BodyTooLarge(limit_bytes=MAX_BODY_BYTES))(scope, receive, send)


def _replay(body: bytes, receive: Receive) -> Receive:
    given = False

    async def receive_again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return receive_again
