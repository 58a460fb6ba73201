"""The hostile: each for some seconds does one thing that nobody should, with a dozen or two sockets, and goes."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import httpx2

from tests.support.faults.asking import Memory
from tests.support.floods import UNKNOWN_FIELDS, a_guess, reading, slow_body, sockets
from tests.support.system import System

SOCKETS = 24
STREAMS = 12
HOLDS_S = 3.0
WITHIN_S = 20.0
"""No hostility takes longer."""
RESTS_S = 1.0
AT_ONCE = 4

ORDERS = "/api/orders/orders"
SESSIONS = "/api/orders/sessions"
EVENTS = "/api/orders/events"
PATHS = (
    "/api/orders/%2e%2e/%2e%2e/metrics",
    "/api/orders/..%2f..%2fmetrics",
    "/api/orders/%6detrics",
    "/api/orders/orders%2f1%00",
    "/api%2forders/orders",
    "/api/transport/%2e%2e%2forders/orders",
    "/api/orders/orders/%c0%ae%c0%ae",
    "/%2e%2e/%2e%2e/etc/passwd",
)
FOREIGN: tuple[dict[str, str], ...] = (
    {"Host": "evil.example", "Content-Type": "application/json"},
    {"Origin": "https://evil.example", "Content-Type": "application/json"},
    {"Origin": "https://evil.example", "Content-Type": "text/plain"},
)
AGENTS = ("orchestrator", "analyser", "transport-agent")


@dataclass(frozen=True, slots=True)
class Hostile:
    """Whoever wishes the system ill, and what comes of it: nothing they send is done."""

    system: System
    memory: Memory

    async def go_on(self, over: asyncio.Event) -> None:
        """One hostility after the other, until it is over."""
        while not over.is_set():
            for name in random.sample(list(HOSTILITIES), len(HOSTILITIES)):
                try:
                    async with asyncio.timeout(WITHIN_S):
                        await HOSTILITIES[name](self)
                except (OSError, EOFError, TimeoutError, httpx2.TransportError):
                    self.memory.hostile["broken off, as something was away"] += 1
                self.memory.hostile[name] += 1
                await asyncio.sleep(RESTS_S)

    async def _slow_bodies(self) -> None:
        async with sockets(self.system, SOCKETS, slow_body(SESSIONS)):
            await asyncio.sleep(HOLDS_S)

    async def _idle_sockets(self) -> None:
        async with sockets(self.system, SOCKETS, b""):
            await asyncio.sleep(HOLDS_S)

    async def _crowds_of_fields(self) -> None:
        async with self.system.http() as known, self.system.stranger() as stranger:
            for http, path in ((known, ORDERS), (stranger, SESSIONS)):
                headers = {"Content-Type": "application/json"}
                await self._all_refused(
                    "a crowd of fields",
                    *(http.post(path, content=UNKNOWN_FIELDS, headers=headers) for _ in range(AT_ONCE)),
                )

    async def _encoded_paths(self) -> None:
        """Of somebody who is let in, so it is the path that is refused."""
        async with self.system.http() as http:
            for path in PATHS:
                await self._all_refused(path, http.get(path))

    async def _foreign_pages(self) -> None:
        async with httpx2.AsyncClient(trust_env=False, timeout=WITHIN_S) as http:
            for agent in AGENTS:
                url = f"http://127.0.0.1:{self.system.record.ports[agent]}/invocations"
                body = b'{"prompt": "Process order 1"}'
                await self._all_refused(
                    "a foreign page at an agent",
                    *(http.post(url, content=body, headers=headers) for headers in FOREIGN),
                )

    async def _guesses(self) -> None:
        async with self.system.stranger() as http:
            guesses = (http.post(SESSIONS, json=a_guess(number)) for number in range(AT_ONCE * 2))
            await self._all_refused("a guess at a password", *guesses)

    async def _streams_of_one(self) -> None:
        """They may be opened, as far as one has a share of them."""
        async with sockets(self.system, STREAMS, reading(EVENTS, self.system.admin_key)) as readers:
            heads = await asyncio.gather(*(reader.readuntil(b"\r\n\r\n") for reader, _ in readers))
            for head in heads:
                self.memory.hostile[f"streams of one answered {int(head.split()[1])}"] += 1
            await asyncio.sleep(HOLDS_S)

    async def _all_refused(self, what: str, *asked: Awaitable[httpx2.Response]) -> None:
        """Every answer is a refusal, or there is none as something is away."""
        for answer in await asyncio.gather(*asked, return_exceptions=True):
            if isinstance(answer, httpx2.TransportError):
                self.memory.hostile["no answer"] += 1
            elif isinstance(answer, BaseException):
                raise answer
            elif answer.is_success or answer.status_code == 500:
                self.memory.surprises.append(f"{what}: {answer.status_code} {answer.text[:300]}")
            else:
                self.memory.hostile[f"refused with {answer.status_code}"] += 1


HOSTILITIES: dict[str, Callable[[Hostile], Awaitable[None]]] = {
    "slow bodies": Hostile._slow_bodies,
    "idle sockets": Hostile._idle_sockets,
    "crowds of fields": Hostile._crowds_of_fields,
    "encoded paths": Hostile._encoded_paths,
    "foreign pages at agents": Hostile._foreign_pages,
    "guesses at passwords": Hostile._guesses,
    "streams of one": Hostile._streams_of_one,
}
"""Each kind by its name."""
