"""A bad network: passes HTTP requests on, and delays, loses, cuts and doubles some of them."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Literal

Mischief = Literal["delayed", "request lost", "answer lost", "answer cut", "doubled"]

SHARES: dict[Mischief, float] = {
    "delayed": 0.04,
    "request lost": 0.01,
    "answer lost": 0.015,
    "answer cut": 0.005,
    "doubled": 0.015,
}
"""How often each befalls a request."""
LONGEST_DELAY_S = 2.0
HOST = "127.0.0.1"

_UNREACHABLE = b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 1\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
"""As every load balancer answers for a process that is not there."""


class BadNetwork:
    """One port for each neighbour, by its name; whoever uses it instead of the neighbour's own is on the bad network.

    Args:
        port_of: Where a neighbour listens now.
        shares: How often each mischief befalls a request, between `begin` and `end`.
    """

    def __init__(
        self, port_of: Callable[[str], int], rng: random.Random, shares: Mapping[Mischief, float] = SHARES
    ) -> None:
        self._port_of = port_of
        self._rng = rng
        self._shares = shares
        self._quiet = True
        self._serving_now = set[asyncio.Task[object]]()
        self.ports: dict[str, int] = {}
        self.done = Counter[str]()

    def begin(self) -> None:
        """From now on mischief is done."""
        self._quiet = False

    def end(self) -> None:
        """From now on everything is passed on as it is."""
        self._quiet = True

    @asynccontextmanager
    async def between(self, *names: str) -> AsyncIterator[None]:
        """Listen for each neighbour until the end of the block."""
        servers = []
        try:
            for name in names:
                servers.append(await asyncio.start_server(self._serving(name), HOST, 0))
                self.ports[name] = servers[-1].sockets[0].getsockname()[1]
            yield
        finally:
            for server in servers:
                server.close()
            for task in self._serving_now:
                task.cancel()
            await asyncio.gather(*self._serving_now, return_exceptions=True)

    def _serving(self, name: str) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], object]:
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            assert task is not None
            # Nobody else holds on to it once the client has hung up, and its neighbour's answer is still to come.
            self._serving_now.add(task)
            task.add_done_callback(self._serving_now.discard)
            try:
                request = await _request(reader)
                writer.write(await self._answer(name, request))
                await writer.drain()
                writer.close()
            except (OSError, asyncio.IncompleteReadError):
                writer.transport.abort()

        return serve

    async def _answer(self, name: str, request: bytes) -> bytes:
        """What the client gets to see of the neighbour's answer; OSError when it sees a broken connection."""
        mischief = self._next()
        self.done[mischief or "passed on"] += 1
        match mischief:
            case "delayed":
                await asyncio.sleep(self._rng.uniform(0, LONGEST_DELAY_S))
            case "request lost":
                raise ConnectionError
            case "doubled":
                answers = await asyncio.gather(self._ask(name, request), self._ask(name, request))
                return self._rng.choice(answers)
        answer = await self._ask(name, request)
        match mischief:
            case "answer lost":
                raise ConnectionError
            case "answer cut":
                return answer[: len(answer) // 2]
        return answer

    def _next(self) -> Mischief | None:
        if self._quiet:
            return None
        drawn = self._rng.random()
        for mischief, share in self._shares.items():
            if drawn < share:
                return mischief
            drawn -= share
        return None

    async def _ask(self, name: str, request: bytes) -> bytes:
        """The neighbour's whole answer."""
        try:
            reader, writer = await asyncio.open_connection(HOST, self._port_of(name))
        except OSError:
            self.done["not there"] += 1
            return _UNREACHABLE
        try:
            writer.write(request)
            answer = await reader.read()
        finally:
            writer.close()
        if not answer:
            raise ConnectionError
        return answer


async def _request(reader: asyncio.StreamReader) -> bytes:
    """One request, whose answer ends with its connection; what our clients send has a length or no body."""
    head = await reader.readuntil(b"\r\n\r\n")
    first, *lines = head.removesuffix(b"\r\n\r\n").split(b"\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(b":") for line in lines)}
    headers[b"connection"] = b"close"
    body = await reader.readexactly(int(headers.get(b"content-length", b"0")))
    return first + b"\r\n" + b"".join(b"%s: %s\r\n" % header for header in headers.items()) + b"\r\n" + body
