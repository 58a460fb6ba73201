"""What may come in at all: requests that everybody behind reads alike."""

import re
import uuid
from collections import Counter
from collections.abc import Collection

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from logistics.gateway.headers import SAID_ONCE, Headers
from logistics.kit import logs
from logistics.kit.errors import LogisticsError, Malformed
from logistics.web import problems
from logistics.web.hosts import require_our_name
from logistics.web.refusals import problem_of_crash

METHODS = ("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT")
"""Which of these a path has, its service says. Others, like CONNECT, mean something to whoever passes them on."""

_PLAIN_PATH = re.compile(rb"/|(/(?!\.{1,2}(/|\Z))[A-Za-z0-9._~-]+)+")
_QUERY = re.compile(rb"[!$-~]*")
"""Printable ASCII without blanks, quotes and `#`; what a service makes of it is the service's to say."""
_VALUE = re.compile(rb"[\t\x20-\x7e\x80-\xff]*")


class PathNotPlain(Malformed):
    """The path could be read in two ways."""


class HeaderNotPlain(Malformed):
    """A header could be read in two ways."""


class Door:
    """Lets in HTTP requests with one plain path, to one name of ours, with each header once.

    Args:
        names: What we are called, beside this machine's own names.
    """

    def __init__(self, app: ASGIApp, names: Collection[str]) -> None:
        self._app = app
        self._names = names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request as an ASGI application."""
        if scope["type"] == "websocket":
            await send({"type": "websocket.close"})
        elif scope["type"] == "http":
            headers: Headers = scope["headers"]
            logs.bind_request(logs.acceptable_id(dict(headers).get(b"x-request-id", b"")) or uuid.uuid4().hex)
            if scope["method"] not in METHODS:
                await _no_such_method(scope)(scope, receive, send)
                return
            try:
                self._look_at(scope, headers)
            except LogisticsError as refusal:
                await problems.problem_of(refusal)(scope, receive, send)
                return
            await self._let_in(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _look_at(self, scope: Scope, headers: Headers) -> None:
        _require_plain_headers(headers)
        require_our_name(dict(headers).get(b"host", b"").decode("latin-1"), self._names)
        if not _PLAIN_PATH.fullmatch(scope["raw_path"]) or not _QUERY.fullmatch(scope["query_string"]):
            raise PathNotPlain(
                "A path is names of letters, digits and `.`, `_`, `~`, `-`, with one `/` before each; none is `.` or"
                " `..`, and nothing in it is percent-encoded. In the query everything unusual is."
            )
        scope["path"] = scope["raw_path"].decode("ascii")

    async def _let_in(self, scope: Scope, receive: Receive, send: Send) -> None:
        """What breaks inside is a problem document as well, while there is still time to say so."""
        answering = False

        async def send_and_note(message: Message) -> None:
            nonlocal answering
            answering = True
            await send(message)

        try:
            await self._app(scope, receive, send_and_note)
        except Exception as error:
            if answering:
                raise
            await problem_of_crash(scope["path"], error)(scope, receive, send)


def _no_such_method(scope: Scope) -> Response:
    detail = f"{scope['method']:.20} is not offered here."
    refusal = problems.problem(405, "method-not-allowed", "Method Not Allowed", detail)
    refusal.headers["Allow"] = ", ".join(METHODS)
    return refusal


def _require_plain_headers(headers: Headers) -> None:
    said = Counter(name.decode("latin-1") for name, _ in headers if name in SAID_ONCE)
    if twice := [name for name, times in said.items() if times > 1]:
        raise HeaderNotPlain(f"Send the header {twice[0]} once.")
    if wrong := [name.decode("latin-1") for name, value in headers if not _VALUE.fullmatch(value)]:
        raise HeaderNotPlain(f"The header {wrong[0]:.100} holds a control character.")
