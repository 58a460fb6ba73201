"""What browsers are told with every answer: to keep it to themselves."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

SECURITY_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"content-security-policy", b"frame-ancestors 'none'"),
    (b"cache-control", b"no-store"),
)
"""On every answer that says nothing else about it. There is no CORS header on any: other origins get nothing."""


class SecureHeaders:
    """Tells browsers to keep what we answer to themselves."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request as an ASGI application."""

        async def send_secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = message["headers"]
                said = {name for name, _ in headers}
                message["headers"] = [*headers, *(ours for ours in SECURITY_HEADERS if ours[0] not in said)]
            await send(message)

        await self._app(scope, receive, send_secured)
