"""A service behind the gateway: its processes take turns, and the next one steps in for one that is gone or stuck."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence

import httpx2

from logistics.gateway.headers import Headers
from logistics.kit.addresses import SILENT_AFTER_S, Turns
from logistics.kit.errors import Unavailable

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
TIMEOUT = httpx2.Timeout(120, connect=2)
"""Reading may take long: a stream is silent for 15 s between heartbeats, an agent's answer longer."""

Asked = dict["asyncio.Task[httpx2.Response]", str]
"""Requests that are on their way, and to whom."""


class ServiceGone(Unavailable):
    """No process of the service answers."""


class AnswerLost(Unavailable):
    """The connection broke before the answer came."""


class Upstream:
    """The processes of one service.

    Args:
        name: How people call the service.
        origins: Where its processes listen, for instance `http://127.0.0.1:8000`.
        transport: The connections, which all services share.
    """

    def __init__(self, name: str, origins: Sequence[str], transport: httpx2.AsyncBaseTransport) -> None:
        self._name = name
        self._turns = Turns([origin.rstrip("/") for origin in origins])
        self._transport = transport

    async def send(
        self, method: str, target: bytes, headers: Headers, body: AsyncIterator[bytes] | None
    ) -> httpx2.Response:
        """The answer of one process, its body still to be read; close it afterwards.

        Args:
            target: Path and query. It never becomes a part of an address: where the request goes is ours to say.
            body: Read at most once, so a process that took any of it has taken the request.

        Raises:
            ServiceGone: None of them could be reached.
            AnswerLost: One was reached and may have done the work.
        """

        def request_to(origin: str) -> httpx2.Request:
            extensions = {"timeout": TIMEOUT.as_dict(), "target": target}
            return httpx2.Request(method, origin, headers=headers, content=body, extensions=extensions)

        if method in SAFE and body is None:
            return await self._read(request_to)
        return await self._change(request_to)

    async def _change(self, request_to: Callable[[str], httpx2.Request]) -> httpx2.Response:
        """Sent to the next process only when the one before cannot have taken it."""
        for origin in self._turns.next():
            try:
                answer = await self._transport.handle_async_request(request_to(origin))
            except (httpx2.ConnectError, httpx2.ConnectTimeout):
                self._turns.rest(origin)
            except httpx2.TransportError as error:
                self._turns.rest(origin)
                raise AnswerLost(f"The {self._name} broke off; look before you send it again.") from error
            else:
                self._turns.answered(origin)
                return answer
        raise self._gone()

    async def _read(self, request_to: Callable[[str], httpx2.Request]) -> httpx2.Response:
        """The first answer. A process that stays silent is not given up, but its twin is asked as well."""
        left = deque(self._turns.next())
        asked: Asked = {}
        try:
            while left or asked:
                if left:
                    origin = left.popleft()
                    asking = self._transport.handle_async_request(request_to(origin))
                    asked[asyncio.ensure_future(asking)] = origin
                # When its twin rests too, both are slow rather than stuck, and asking twice would make them slower.
                patience_s = max(SILENT_AFTER_S, self._turns.rests_for_s(left[0])) if left else None
                done, _ = await asyncio.wait(asked, timeout=patience_s, return_when=asyncio.FIRST_COMPLETED)
                for silent in asked.values() if not done else ():
                    self._turns.rest(silent)
                if (answer := self._first_answer(asked, done)) is not None:
                    return answer
            raise self._gone()
        finally:
            await _let_go(asked)

    def _first_answer(self, asked: Asked, done: set["asyncio.Task[httpx2.Response]"]) -> httpx2.Response | None:
        for task in done:
            origin, error = asked.pop(task), task.exception()
            if error is None:
                self._turns.answered(origin)
                return task.result()
            if not isinstance(error, httpx2.TransportError):
                raise error
            self._turns.rest(origin)
        return None

    def _gone(self) -> ServiceGone:
        return ServiceGone(f"The {self._name} does not answer; it may be starting. Try again in a moment.")


async def _let_go(asked: Asked) -> None:
    """Nobody waits for these answers any more."""
    for task in asked:
        task.cancel()
    for late in await asyncio.gather(*asked, return_exceptions=True):
        if isinstance(late, httpx2.Response):
            await late.aclose()
