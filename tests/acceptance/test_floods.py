"""Whatever one sender does to the running system, somebody who is signed in is answered soon."""

import asyncio
import itertools
import json
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from datetime import date

import httpx2
import pytest

from logistics.orders.stream import MAX_STREAMS_OF_ONE
from tests.support.builders.bodies import an_order
from tests.support.floods import UNKNOWN_FIELDS, a_guess, reading, slow_body, sockets
from tests.support.system import System, running_system

ORDERS = "/api/orders/orders"
SESSIONS = "/api/orders/sessions"
EVENTS = "/api/orders/events"

FLOOD_S = 4.0
ANSWERED_WITHIN_S = 5.0
"""Generous: an undisturbed answer takes hundredths of a second, and what this holds off took all there were."""
AT_ONCE = 4

Flood = Callable[[System], Awaitable[Counter[int]]]


async def again_and_again(
    system: System, ask: Callable[[httpx2.AsyncClient], Awaitable[httpx2.Response]], *, known: bool
) -> Counter[int]:
    """What `AT_ONCE` senders are answered that ask one request after the other."""
    statuses = Counter[int]()

    async def sender(http: httpx2.AsyncClient) -> None:
        stop_at = time.monotonic() + FLOOD_S
        while time.monotonic() < stop_at:
            statuses[(await ask(http)).status_code] += 1

    async with system.http() if known else system.stranger() as http:
        await asyncio.gather(*(sender(http) for _ in range(AT_ONCE)))
    return statuses


def posting(path: str, *bodies: bytes, known: bool) -> Flood:
    """The same bodies in turn, as fast as they are answered."""
    turns = itertools.cycle(bodies)

    async def flood(system: System) -> Counter[int]:
        headers = {"Content-Type": "application/json"}
        return await again_and_again(
            system, lambda http: http.post(path, content=next(turns), headers=headers), known=known
        )

    return flood


FAULTY_LINES = json.dumps(
    {"items": [{f"f{number}": 1 for number in range(24)}] * 2000}, separators=(",", ":")
).encode()
DEEP = b'{"items":' + b"[" * 500_000 + b"]" * 500_000 + b"}"
LONG_NUMBER = b'{"customer_id":' + b"9" * 1_500_000 + b"}"
LONG_NAME = b'{"' + b"x" * 1_900_000 + b'":1}'
SIGN_INS = [json.dumps(a_guess(number)).encode() for number in range(1000)]


UNKNOWN_TOWNS = [
    json.dumps(
        an_order(
            1,
            date(2027, 3, 1),
            origin={"city": f"Xyzzyq {number}", "country_code": "DE"},
            destination={"city": f"Qwert {number}", "country_code": "US"},
        )
    ).encode()
    for number in range(2000)
]


async def bodies_that_never_come(system: System) -> Counter[int]:
    """120 senders of one byte."""
    async with sockets(system, 120, slow_body(SESSIONS)) as senders:
        await asyncio.sleep(FLOOD_S)
        await asyncio.wait_for(asyncio.gather(*(reader.read() for reader, _ in senders)), timeout=60)
    return Counter({408: len(senders)})


async def connections_that_say_nothing(system: System) -> Counter[int]:
    """More of them than a process takes, and they come again."""
    opened = 0
    async with AsyncExitStack() as held:
        for _ in range(3):
            opened += len(await held.enter_async_context(sockets(system, 205, b"")))
            await asyncio.sleep(FLOOD_S / 3)
    return Counter({0: opened})


async def readers_that_do_not_read(system: System) -> Counter[int]:
    """Senders of many requests who take no answer."""
    async with sockets(system, 40, reading(f"{ORDERS}?limit=200", system.admin_key) * 20):
        await asyncio.sleep(FLOOD_S)
    return Counter({0: 40})


async def event_streams(system: System) -> Counter[int]:
    """200 of one reader."""
    async with sockets(system, 200, reading(EVENTS, system.admin_key)) as readers:
        heads = await asyncio.wait_for(
            asyncio.gather(*(reader.readuntil(b"\r\n\r\n") for reader, _ in readers)), timeout=60
        )
        await asyncio.sleep(FLOOD_S / 2)
    statuses = Counter(int(head.split()[1]) for head in heads)
    assert 0 < statuses[200] <= 2 * MAX_STREAMS_OF_ONE
    return statuses


FLOODS: dict[str, tuple[Flood, set[int]]] = {
    "a stranger's unknown fields": (posting(SESSIONS, UNKNOWN_FIELDS, known=False), {413, 503}),
    "unknown fields": (posting(ORDERS, UNKNOWN_FIELDS, known=True), {413, 429}),
    "faulty lines": (posting(ORDERS, FAULTY_LINES, known=True), {422, 429}),
    "deep, and long": (posting(ORDERS, DEEP, LONG_NUMBER, LONG_NAME, known=True), {400, 413, 422, 429}),
    "guesses at passwords": (posting(SESSIONS, *SIGN_INS, known=False), {401, 429, 503}),
    "unknown towns": (posting(ORDERS, *UNKNOWN_TOWNS, known=True), {422}),
    "bodies that never come": (bodies_that_never_come, {408}),
    "connections that say nothing": (connections_that_say_nothing, {0}),
    "answers that nobody takes": (readers_that_do_not_read, {0}),
    "event streams": (event_streams, {200, 429}),
}


@pytest.fixture(scope="module")
def flooded() -> Iterator[System]:
    """A system of its own: an address that guesses passwords is not let in for a while."""
    with running_system("--no-sample-data") as system:
        yield system


@pytest.fixture(scope="module")
def session(flooded: System) -> dict[str, str]:
    """The cookies of a dispatcher who is signed in."""
    return asyncio.run(signed_in(flooded))


async def signed_in(system: System) -> dict[str, str]:
    """The cookies of a new dispatcher."""
    who = {"email": "dana@example.com", "password": "correct horse battery staple"}
    async with system.http() as admin:
        made = await admin.post("/api/orders/users", json=who | {"name": "Dana", "role": "dispatcher"})
        assert made.status_code == 201, made.text
    async with system.stranger() as http:
        assert (await http.post(SESSIONS, json=who)).status_code == 204
        return dict(http.cookies)


async def seconds_to_an_answer(system: System, session: dict[str, str]) -> float:
    """How long the dispatcher waits for orders, on a connection of their own."""
    begun_at = time.monotonic()
    async with system.stranger() as http:
        http.cookies.update(session)
        answer = await http.get(ORDERS, params={"limit": 5})
    assert answer.status_code == 200, answer.text
    return time.monotonic() - begun_at


@pytest.mark.parametrize("kind", FLOODS)
async def test_a_dispatcher_is_answered_while_the_system_is_flooded(
    flooded: System, session: dict[str, str], kind: str
) -> None:
    flood, expected = FLOODS[kind]
    await seconds_to_an_answer(flooded, session)
    flooding = asyncio.create_task(flood(flooded))
    waits = []
    while not flooding.done():
        waits.append(await seconds_to_an_answer(flooded, session))
        await asyncio.sleep(0.1)
    statuses = await flooding
    assert statuses.keys() <= expected, statuses
    assert max(waits) < ANSWERED_WITHIN_S, waits
