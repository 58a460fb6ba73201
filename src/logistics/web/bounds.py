"""How much a process takes on at once, and for how long: what is more is refused at once, never queued."""

import asyncio
from collections.abc import Callable
from types import TracebackType

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from logistics.access.senders import client_address, network_of
from logistics.kit import logs
from logistics.kit.errors import LogisticsError, Unavailable
from logistics.web import problems
from logistics.web.arriving import ArrivingBody
from logistics.web.bodies import MAX_BODY_BYTES, refuse_announced
from logistics.web.shares import Shares

log = logs.get(__name__)

MAX_IN_WORK = 100
"""Requests of one process that wait for their answer: twice the 50 users we serve, a queue of half a second."""
MAX_IN_WORK_OF_ONE_ADDRESS = 50
ANSWER_WITHIN_S = 30
"""Longer than any honest request takes; what is still at work then is cancelled."""


class TookTooLong(Unavailable):
    """The answer took too long and was given up."""


class Bounded:
    """Refuses what is too much and gives up what takes too long.

    A request is work until its answer begins, but not while its own body is still to come: who sends slowly takes
    nobody's place. Event streams are bounded by the route that opens them.

    Args:
        admit: Looks at a request before anything else does, and raises what it is refused with.
        answer_within_s: How long an answer may take to begin once the request is whole.
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
        self._work = Shares("requests at work", most=MAX_IN_WORK, most_of_one=MAX_IN_WORK_OF_ONE_ADDRESS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request as an ASGI application."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        work = _Work(self._work, network_of(client_address(scope)))
        try:
            self._admit(scope)
            refuse_announced(scope, MAX_BODY_BYTES)
            with work:
                await self._answer(work, scope, receive, send)
        except LogisticsError as refusal:
            if work.answered:
                raise
            await problems.problem_of(refusal)(scope, receive, send)

    async def _answer(self, work: "_Work", scope: Scope, receive: Receive, send: Send) -> None:
        """Pass it on.

        Raises:
            ServiceBusy, ShareTaken: There was no place for it any more when its body had come.
            BodyTooSlow, BodyTooLarge: Its body did not come in time, or had no end.
            TookTooLong: Its answer did not.
        """
        body = ArrivingBody(receive)

        async def receive_in_time() -> Message:
            if body.whole or not work.goes_on:
                return await receive()
            work.end()
            deadline.reschedule(None)
            message = await body.next_part()
            work.begin()
            deadline.reschedule(_now() + self._answer_within_s)
            return message

        async def send_and_note(message: Message) -> None:
            if message["type"] == "http.response.start":
                work.end()
                work.answered = True
                deadline.reschedule(None)
            await send(message)

        try:
            async with asyncio.timeout(self._answer_within_s) as deadline:
                await self._app(scope, receive_in_time, send_and_note)
        except TimeoutError:
            if not deadline.expired():
                raise
            log.warning("request.given_up", path=scope["path"], after_s=self._answer_within_s)
            raise TookTooLong("It took too long and was given up; look before you send a change again.") from None


class _Work:
    """One request's place among those at work: taken at once, given back at the end, and at every `end` before."""

    def __init__(self, places: Shares, holder: str | None) -> None:
        self._places = places
        self._holder = holder
        self.goes_on = False
        self.answered = False

    def __enter__(self) -> None:
        self.begin()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self.end()

    def begin(self) -> None:
        """Take a place."""
        self._places.take(self._holder)
        self.goes_on = True

    def end(self) -> None:
        """Give it back, if it is held."""
        if self.goes_on:
            self._places.give_back(self._holder)
        self.goes_on = False


def _now() -> float:
    return asyncio.get_running_loop().time()
