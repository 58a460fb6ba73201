"""How a neighbour is asked: its processes take turns, and what may be sent again is.

Both are transports, so that clients, the gateway and whoever reads keys ask alike:

    SentAgain(InTurn(addresses, connections))    a client: tries again for a while
    InTurn(addresses, connections)               the gateway: each process once, and whoever asked decides
"""

import asyncio
import random
from collections import deque
from collections.abc import Sequence
from typing import Any
from urllib.request import getproxies, proxy_bypass

import httpx2
from tenacity import RetryCallState, retry, stop_after_attempt

from logistics.kit.addresses import Turns, addresses_of

SILENT_AFTER_S = 3.0
"""Without a word for so long, a process that was asked to read something may be stuck: its twin is asked as well."""
ATTEMPTS = 3
LONGEST_WAIT_S = 5
"""Longer than this we do not wait for a service that asks us to; our caller may."""

NEVER_SENT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout)
"""What failed so has reached nobody."""
READS = frozenset({"GET", "HEAD", "OPTIONS"})
_HERE = ("127.0.0.1", "localhost", "::1")

_Asked = dict["asyncio.Task[httpx2.Response]", str]
"""Requests that are on their way, and to whom."""


def asking(urls: str, connections: httpx2.AsyncBaseTransport | None = None) -> "SentAgain":
    """How a client asks the service whose base URLs these are, separated by commas.

    Raises:
        ValueError: There is none.
    """
    return SentAgain(in_turn(urls, connections))


def in_turn(urls: str, connections: httpx2.AsyncBaseTransport | None = None) -> "InTurn":
    """How to ask each of its processes once.

    Raises:
        ValueError: There is none.
    """
    addresses = addresses_of(urls)
    return InTurn(addresses, connections or _connections_to(addresses[0]))


def _connections_to(address: str) -> httpx2.AsyncHTTPTransport:
    """Straight to this machine, and elsewhere through the proxy that the environment names."""
    url = httpx2.URL(address)
    direct = url.host in _HERE or proxy_bypass(url.host)
    return httpx2.AsyncHTTPTransport(
        # Reading the certificates of the world takes longer than most questions.
        verify=url.scheme == "https",
        limits=httpx2.Limits(max_connections=50, max_keepalive_connections=20),
        proxy=None if direct else getproxies().get(url.scheme),
    )


class InTurn(httpx2.AsyncBaseTransport):
    """Asks the processes of one service, each once at most; the first answer counts.

    Of a request only what stands behind the host matters: that is put behind the address of the process.

    Args:
        addresses: Their base URLs.
        connections: By which they are reached.
    """

    def __init__(self, addresses: Sequence[str], connections: httpx2.AsyncBaseTransport) -> None:
        self._turns = Turns(addresses)
        self._connections = connections

    async def aclose(self) -> None:
        """Close the connections."""
        await self._connections.aclose()

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """The answer of one process, its body still to be read.

        Raises:
            httpx2.TransportError: None answered; one of `NEVER_SENT` if none can have begun to work on it.
        """
        if request.method in READS and _can_be_read_again(request):
            return await self._read(request)
        return await self._change(request)

    async def _change(self, request: httpx2.Request) -> httpx2.Response:
        """Sent to the next process only when the one before cannot have taken it."""
        error: httpx2.TransportError | None = None
        for address in self._turns.next():
            try:
                answer = await self._connections.handle_async_request(_to(address, request))
            except httpx2.TransportError as trouble:
                self._turns.rest(address)
                if not isinstance(trouble, NEVER_SENT):
                    raise
                error = trouble
            else:
                self._turns.answered(address)
                return answer
        assert error is not None
        raise error

    async def _read(self, request: httpx2.Request) -> httpx2.Response:
        """The first answer. A process that stays silent is not given up, but its twin is asked as well."""
        left = deque(self._turns.next())
        asked: _Asked = {}
        errors: list[httpx2.TransportError] = []
        try:
            while left or asked:
                if left:
                    address = left.popleft()
                    sending = self._connections.handle_async_request(_to(address, request))
                    asked[asyncio.ensure_future(sending)] = address
                # When its twin rests too, both are slow rather than stuck, and asking twice would make them slower.
                patience_s = max(SILENT_AFTER_S, self._turns.rests_for_s(left[0])) if left else None
                done, _ = await asyncio.wait(asked, timeout=patience_s, return_when=asyncio.FIRST_COMPLETED)
                for silent in asked.values() if not done else ():
                    self._turns.rest(silent)
                if (answer := self._first_answer(asked, done, errors)) is not None:
                    return answer
            raise errors[-1]
        finally:
            await _let_go(asked)

    def _first_answer(
        self, asked: _Asked, done: set["asyncio.Task[httpx2.Response]"], errors: list[httpx2.TransportError]
    ) -> httpx2.Response | None:
        for task in done:
            address, error = asked.pop(task), task.exception()
            if error is None:
                self._turns.answered(address)
                return task.result()
            if not isinstance(error, httpx2.TransportError):
                raise error
            self._turns.rest(address)
            errors.append(error)
        return None


def _sent_again(state: RetryCallState) -> bool:
    """Whether one more attempt is harmless and may help.

    It is for what never left, for what was refused before any work, and of what may have been worked on for reads
    and for changes that are the same when they are made twice.
    """
    request: httpx2.Request = state.args[1]
    assert state.outcome is not None
    error = state.outcome.exception()
    if not _can_be_read_again(request) or not (error is None or isinstance(error, httpx2.TransportError)):
        return False
    if error is None:
        return 0 < _asked_to_wait_s(state.outcome.result()) <= LONGEST_WAIT_S
    return isinstance(error, NEVER_SENT) or request.method in READS | {"PUT"} or "Idempotency-Key" in request.headers


def _pause_s(state: RetryCallState) -> float:
    assert state.outcome is not None
    asked_s = 0.0 if state.outcome.failed else _asked_to_wait_s(state.outcome.result())
    return (asked_s or 0.1 * 2**state.attempt_number) * random.uniform(0.5, 1.5)


def _last_outcome(state: RetryCallState) -> Any:
    assert state.outcome is not None
    return state.outcome.result()


class SentAgain(httpx2.AsyncBaseTransport):
    """Sends again, after growing pauses, what may be sent again; answers come whole."""

    def __init__(self, transport: httpx2.AsyncBaseTransport) -> None:
        self._transport = transport

    async def aclose(self) -> None:
        """Close the connections."""
        await self._transport.aclose()

    @retry(stop=stop_after_attempt(ATTEMPTS), retry=_sent_again, wait=_pause_s, retry_error_callback=_last_outcome)
    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """The answer with its body, so that one that breaks off in the middle counts as none.

        Raises:
            httpx2.TransportError: There is none.
        """
        answer = await self._transport.handle_async_request(request)
        try:
            await answer.aread()
        finally:
            await answer.aclose()
        return answer


def _asked_to_wait_s(answer: httpx2.Response) -> float:
    """How long to wait before sending it again; 0 when that is not for us to do.

    Our services name a time only where they refused a request before working on it.
    """
    if answer.status_code not in (429, 503):
        return 0
    asked = answer.headers.get("Retry-After", "")
    return float(asked) if asked.isascii() and asked.isdigit() else 0


def _can_be_read_again(request: httpx2.Request) -> bool:
    """Whether its body is here, rather than on its way to us."""
    return isinstance(request.stream, httpx2.ByteStream)


def _to(address: str, request: httpx2.Request) -> httpx2.Request:
    """The request to one process. A target of its own, which never becomes a part of an address, stays what it is."""
    base = httpx2.URL(address)
    url = base.copy_with(raw_path=base.raw_path.rstrip(b"/") + request.url.raw_path)
    headers = [
        (b"Host", base.netloc),
        *((name, value) for name, value in request.headers.raw if name.lower() != b"host"),
    ]
    return httpx2.Request(request.method, url, headers=headers, stream=request.stream, extensions=request.extensions)


async def _let_go(asked: _Asked) -> None:
    """Break off what is still on its way, and close an answer that came all the same."""
    for task in asked:
        task.cancel()
    for late in await asyncio.gather(*asked, return_exceptions=True):
        if isinstance(late, httpx2.Response):
            await late.aclose()
