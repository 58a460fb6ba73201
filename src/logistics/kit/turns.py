"""The processes of a neighbour take turns, and one steps in for another that is gone or stuck."""

import asyncio
import itertools
import time
from collections import deque
from collections.abc import Sequence
from urllib.request import getproxies, proxy_bypass

import httpx2

SILENT_AFTER_S = 3.0
"""Without a word for so long, a process that was asked to read something may be stuck: its twin is asked as well."""
REST_S = 5.0
"""A process that did not answer is asked last for so long, so that not every request finds out by itself."""

NEVER_SENT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout)
"""What failed so has reached nobody."""
READS = frozenset({"GET", "HEAD", "OPTIONS"})
_HERE = ("127.0.0.1", "localhost", "::1")

_Asked = dict["asyncio.Task[httpx2.Response]", str]
"""Requests that are on their way, and to whom."""


def in_turn(urls: str, connections: httpx2.AsyncBaseTransport | None = None) -> "InTurn":
    """How to ask each of its processes once.

    Raises:
        ValueError: There is none.
    """
    addresses = addresses_of(urls)
    return InTurn(addresses, connections or _connections_to(addresses[0]))


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
        if request.method in READS and can_be_read_again(request):
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


class Turns:
    """The processes of one service take turns; one that did not answer rests for a while, and then comes last."""

    def __init__(self, addresses: Sequence[str]) -> None:
        self._addresses = list(addresses)
        self._turns = itertools.count()
        self._rests_until: dict[str, float] = {}

    def next(self) -> list[str]:
        """All of them, in the order in which to ask this time."""
        turn = next(self._turns) % len(self._addresses)
        return sorted(
            self._addresses[turn:] + self._addresses[:turn], key=lambda address: self.rests_for_s(address) > 0
        )

    def rest(self, address: str) -> None:
        """It did not answer."""
        self._rests_until[address] = time.monotonic() + REST_S

    def answered(self, address: str) -> None:
        """It answers."""
        self._rests_until.pop(address, None)

    def rests_for_s(self, address: str) -> float:
        """For how long it is still asked last; 0 when it is not."""
        return max(0.0, self._rests_until.get(address, 0.0) - time.monotonic())


def addresses_of(urls: str) -> list[str]:
    """The base URLs in a setting such as `http://127.0.0.1:8000,http://127.0.0.1:8001`, without a slash at the end.

    Raises:
        ValueError: There is none.
    """
    found = [url.strip().rstrip("/") for url in urls.split(",") if url.strip()]
    if not found:
        raise ValueError("The address of a service is missing.")
    return found


def can_be_read_again(request: httpx2.Request) -> bool:
    """Whether its body is here, rather than on its way to us."""
    return isinstance(request.stream, httpx2.ByteStream)


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
