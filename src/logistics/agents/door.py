"""What stands before an agent that no platform guards: web pages, strangers and whatever is no JSON stay outside."""

import hmac
from collections.abc import Collection

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from logistics.agents.calling import SECRET_HEADER
from logistics.kit.errors import Forbidden, LogisticsError, Malformed
from logistics.web.hosts import require_our_name
from logistics.web.problems import problem_of


class CallerNotKnown(Forbidden):
    """This agent answers the processes of its own system."""


class FromWebPage(Forbidden):
    """No web page has anything to ask an agent."""


class BodyNotJson(Malformed):
    """The body is not announced as JSON."""


class Door:
    """Lets in what the processes of the same system send, and anybody's `GET /ping`.

    Args:
        secret: What those processes know and nobody else; None when there is no such secret.
        names: What the agent is called, beside this machine's own names.
    """

    def __init__(self, app: ASGIApp, secret: str | None, names: Collection[str]) -> None:
        self._app = app
        self._secret = secret
        self._names = names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request as an ASGI application."""
        if scope["type"] == "websocket":
            await send({"type": "websocket.close"})
            return
        if scope["type"] == "http" and (scope["method"], scope["path"]) != ("GET", "/ping"):
            try:
                self._look_at(Headers(scope=scope))
            except LogisticsError as refusal:
                await problem_of(refusal)(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _look_at(self, headers: Headers) -> None:
        """Refuse what does not come from a process of ours.

        Raises:
            CallerNotKnown, HostNotOurs, FromWebPage, BodyNotJson: What is wrong with it.
        """
        known = self._secret is None or hmac.compare_digest(
            headers.get(SECRET_HEADER, "").encode("latin-1"), self._secret.encode()
        )
        if not known:
            raise CallerNotKnown
        require_our_name(",".join(headers.getlist("host")), self._names)
        if "origin" in headers or "sec-fetch-site" in headers:
            raise FromWebPage
        if headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            raise BodyNotJson("Send `Content-Type: application/json`.")
