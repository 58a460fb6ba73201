"""How much a process takes on at once, and for how long: what is more is refused at once, never queued."""

import asyncio
from collections.abc import Callable, Iterable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from logistics.kit import logs, problems
from logistics.kit.errors import LogisticsError, Unavailable

log = logs.get(__name__)

MAX_IN_WORK = 100
"""Requests of one process that wait for their answer: twice the 50 users we serve, a queue of half a second."""
MAX_STREAMS = 200
"""Event streams that one process keeps open; each asks the database twice a second."""
ANSWER_WITHIN_S = 30
"""Longer than any honest request takes; what is still at work then is cancelled."""
RETRY_AFTER_S = 1

SECURITY_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"content-security-policy", b"frame-ancestors 'none'"),
    (b"cache-control", b"no-store"),
)
"""On every answer that says nothing else about it. There is no CORS header on any: other origins get nothing."""


class ServiceBusy(Unavailable):
    """This process has all the work it can do at once."""


class TookTooLong(Unavailable):
    """The answer took too long and was given up."""


class Bounded:
    """Refuses what is too much and gives up what takes too long.

    Args:
        admit: Looks at a request before anything else does, and raises what it is refused with.
        answer_within_s: How long an answer may take to begin.
    """

    def __init__(
        self,
        app: ASGIApp,
        admit: Callable[[Scope], None] = lambda scope: None,
        answer_within_s: float = ANSWER_WITHIN_S,
    ) -> None:
        self._app = app
        self._admit = admit
        self._answer_within_s = answer_within_s
        self._in_work = 0
        self._streams = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request as an ASGI application."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            self._admit(scope)
            if self._in_work >= MAX_IN_WORK or self._streams >= MAX_STREAMS:
                raise ServiceBusy("Too much is going on; ask again in a moment.", retry_after_s=RETRY_AFTER_S)
        except LogisticsError as refusal:
            await problems.problem_of(refusal)(scope, receive, send)
            return
        await self._answer(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass it on; it counts as work until its answer begins, and as a stream from then on if it is one."""
        working, streaming = True, False

        async def send_and_count(message: Message) -> None:
            nonlocal working, streaming
            if working and message["type"] == "http.response.start":
                working = False
                self._in_work -= 1
                deadline.reschedule(None)
                streaming = _is_stream(message["headers"])
                self._streams += streaming
            await send(message)

        self._in_work += 1
        try:
            async with asyncio.timeout(self._answer_within_s) as deadline:
                await self._app(scope, receive, send_and_count)
        except TimeoutError:
            if not deadline.expired():
                raise
            log.warning("request.given_up", path=scope["path"], after_s=self._answer_within_s)
            refusal = TookTooLong("It took too long and was given up; look before you send a change again.")
            await problems.problem_of(refusal)(scope, receive, send)
        finally:
            self._in_work -= working
            self._streams -= streaming


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


def _is_stream(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    return any(name == b"content-type" and value.startswith(b"text/event-stream") for name, value in headers)
