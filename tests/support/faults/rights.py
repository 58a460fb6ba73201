"""People and programs that lose their rights: they act, are disabled, demoted or revoked, and go on trying.

Whatever they hold is judged by the moment they sent it. A change at the Order API must be refused at once, everything
else from `GRACE_S` on; what the Transport API has not been told of yet, it may still tell and never do.
"""

import asyncio
import itertools
import json
import random
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx2

from tests.support.builders.bodies import BERLIN, HAMBURG, an_order
from tests.support.faults.asking import Asking, GaveUp

GRACE_S = 5.0
TRIES_FOR_S = 10.0
TRIES_EVERY_S = 0.7
ACTS_FOR_S = 2.0
PASSWORD = "correct horse battery staple"
REFUSED = frozenset({401, 403})
SOMETHING_IS_AWAY = frozenset({429, 502, 503, 504})
NO_DAY_OF_OTHERS = timedelta(days=60)

WAYS = ("disabled", "key revoked", "demoted")
TRIED = (
    "place",
    "cancel",
    "get a token",
    "read orders",
    "follow events",
    "price",
    "price at transport",
    "read the fleet",
)

OpenClient = Callable[..., httpx2.AsyncClient]


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """Where people send what, with headers of theirs.

    Args:
        gateway: Over the bad network.
        transport: Each process of the Transport API, over the bad network.
        streams: The gateway itself, since the network passes on whole answers alone.
    """

    gateway: OpenClient
    transport: dict[str, OpenClient]
    streams: OpenClient


@dataclass(slots=True, kw_only=True)
class Holder:
    """Somebody with a credential, what they do with it, and when it ended."""

    name: str
    asking: Asking
    customer_id: int
    vehicle_id: int
    day: date
    order_id: int = 0
    may_read: bool = False
    """Still, after the end: who was demoted and is signed in."""
    bearer: dict[str, str] = field(default_factory=dict)
    ended: float | None = None
    ended_at: datetime | None = None

    def order(self) -> dict[str, Any]:
        """The body with which it places one."""
        return an_order(self.customer_id, self.day)

    def price(self) -> dict[str, Any]:
        """The question what a journey costs."""
        journey = {"vehicle_id": self.vehicle_id, "origin": HAMBURG, "destination": BERLIN, "date": str(self.day)}
        return journey | {"weight_kg": "100", "volume_m3": "1"}

    def end(self) -> None:
        """What it held has ended by now, at the latest."""
        self.ended, self.ended_at = time.monotonic(), datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """An administrator who gives rights and takes them away."""

    ask: Asking
    doors: Doors
    customer_id: int
    vehicle_id: int
    seed: int

    async def give_and_take(self, over: asyncio.Event) -> None:
        """One after the other, until it is over."""
        for number, way in enumerate(itertools.cycle(WAYS)):
            if over.is_set():
                return
            try:
                async with AsyncExitStack() as open_clients:
                    await self._live(number, way, open_clients)
            except* GaveUp as given_up:
                self.ask.memory.surprises += map(str, given_up.exceptions)

    async def _live(self, number: int, way: str, clients: AsyncExitStack) -> None:
        name = f"{way}-{self.seed}-{number}".replace(" ", "-")
        if way == "key revoked":
            holders, path = await self._key(name, clients)
        else:
            holders, path = await self._user(name, clients)
        async with asyncio.TaskGroup() as tasks:
            for holder in holders:
                await self._act(holder)
            followed = [tasks.create_task(self._follow(holder)) for holder in holders]
            await asyncio.sleep(random.uniform(0, ACTS_FOR_S))
            await self._take(way, path)
            for holder in holders:
                holder.may_read = way == "demoted" and not holder.bearer
                holder.end()
            self.ask.memory.rights[way] += 1
            await asyncio.gather(*(self._try_on(holder) for holder in holders))
            for following in followed:
                following.cancel()

    async def _user(self, name: str, clients: AsyncExitStack) -> tuple[list[Holder], str]:
        """A dispatcher who is signed in, and a program with a token of that session."""
        who = {"email": f"{name}@example.com", "password": PASSWORD}
        await self.ask("POST", "orders/users", json=who | {"name": name, "role": "dispatcher"}, expected={201, 409})
        found = await self.ask("GET", "orders/users", params={"email": who["email"]}, expected={200})
        browser = Asking(await clients.enter_async_context(self.doors.gateway({})), self.ask.memory)
        await browser("POST", "orders/sessions", json=who, expected={204})
        me = (await browser("GET", "orders/sessions/current", expected={200})).json()
        browser.http.headers["X-CSRF-Token"] = me["csrf_token"]
        token = (await browser("POST", "orders/tokens", expected={201})).json()["token"]
        program = await self._program("token", token, clients)
        return [self._holder("session", browser), program], f"orders/users/{found.json()['data'][0]['id']}"

    async def _key(self, name: str, clients: AsyncExitStack) -> tuple[list[Holder], str]:
        """A program with a key, and one with a token that was got for it."""
        wanted = {"name": name, "grants": ["dispatcher"]}
        made = (await self.ask("POST", "orders/keys", json=wanted, expected={201})).json()
        by_key = await self._program("key", made["key"], clients)
        token = (await by_key.asking("POST", "orders/tokens", expected={201})).json()["token"]
        return [by_key, await self._program("token", token, clients)], f"orders/keys/{made['id']}"

    async def _program(self, name: str, credential: str, clients: AsyncExitStack) -> Holder:
        bearer = {"Authorization": f"Bearer {credential}"}
        http = await clients.enter_async_context(self.doors.gateway(bearer))
        holder = self._holder(name, Asking(http, self.ask.memory))
        holder.bearer = bearer
        return holder

    def _holder(self, name: str, asking: Asking) -> Holder:
        day = datetime.now(UTC).date() + NO_DAY_OF_OTHERS
        return Holder(name=name, asking=asking, customer_id=self.customer_id, vehicle_id=self.vehicle_id, day=day)

    async def _act(self, holder: Holder) -> None:
        """Use every right there is, while it is there."""
        ask = holder.asking
        placed = await ask("POST", "orders/orders", json=holder.order(), expected={201})
        holder.order_id = int(placed.json()["id"])
        ask.memory.accepted.add(holder.order_id)
        await ask("GET", f"orders/orders/{holder.order_id}", expected={200})
        if holder.bearer:
            await ask("GET", "transport/vehicles", expected={200})
            await ask("POST", "transport/bookings/calculate-price", json=holder.price(), expected={201})
        ask.memory.rights["acted before the end"] += 1

    async def _take(self, way: str, path: str) -> None:
        match way:
            case "disabled":
                await self.ask("PATCH", path, json={"active": False}, expected={200})
            case "demoted":
                await self.ask("PATCH", path, json={"role": "viewer"}, expected={200})
            case "key revoked":
                await self.ask("DELETE", path, expected={204})

    async def _try_on(self, holder: Holder) -> None:
        """Send everything again and again for a while, as if nothing had happened."""
        assert holder.ended is not None
        while time.monotonic() < holder.ended + TRIES_FOR_S:
            await self._try(holder, "place", 0, "POST", "orders/orders", json=holder.order())
            await self._try(holder, "cancel", 0, "POST", f"orders/orders/{holder.order_id}/cancel")
            if not holder.may_read:
                await self._try(holder, "get a token", 0, "POST", "orders/tokens")
                await self._try(holder, "read orders", GRACE_S, "GET", "orders/orders")
                await self._try_to_follow(holder)
            if holder.bearer:
                await self._try(
                    holder, "price", GRACE_S, "POST", "transport/bookings/calculate-price", json=holder.price()
                )
                await self._try_each_transport(holder)
            await asyncio.sleep(TRIES_EVERY_S)

    async def _try(self, holder: Holder, what: str, grace_s: float, method: str, path: str, **request: Any) -> None:
        sent = time.monotonic()
        try:
            answer = await holder.asking.http.request(method, f"/api/{path}", **request)
        except httpx2.TransportError:
            self.ask.memory.rights["tries that were not answered"] += 1
            return
        self._judge(holder, what, sent, grace_s, answer.status_code, answer.text)

    async def _try_each_transport(self, holder: Holder) -> None:
        """Who was told of the end, as its refusal of a change shows, tells nothing any more either."""
        for name, door in self.doors.transport.items():
            sent = time.monotonic()
            try:
                async with door(holder.bearer) as http:
                    change = await http.post("/api/bookings/calculate-price", json=holder.price())
                    read = await http.get("/api/vehicles")
            except httpx2.TransportError:
                self.ask.memory.rights["tries that were not answered"] += 1
                continue
            self._judge(holder, f"price at {name[:-2]}", sent, GRACE_S, change.status_code, change.text)
            if change.status_code in REFUSED:
                self._judge(holder, "read the fleet", sent, GRACE_S, read.status_code, read.text)
            elif read.is_success and sent - (holder.ended or sent) >= GRACE_S:
                self.ask.memory.rights["the fleet was read where nobody had told of the end"] += 1

    async def _try_to_follow(self, holder: Holder) -> None:
        sent = time.monotonic()
        try:
            async with self._stream(holder) as stream:
                self._judge(holder, "follow events", sent, GRACE_S, stream.status_code, "a stream")
        except httpx2.TransportError:
            self.ask.memory.rights["tries that were not answered"] += 1

    def _judge(self, holder: Holder, what: str, sent: float, grace_s: float, status: int, text: str) -> None:
        """Refused it must be, or something is away."""
        assert holder.ended is not None
        rights, after_s = self.ask.memory.rights, sent - holder.ended
        if status in REFUSED:
            rights[f"refused: {what}"] += 1
        elif status in SOMETHING_IS_AWAY:
            rights["tries that met something away"] += 1
        elif after_s < grace_s:
            rights["answered in the seconds of grace"] += 1
        else:
            said = f"{what} with a {holder.name} {after_s:.1f} s after its end: {status} {text[:300]}"
            self.ask.memory.surprises.append(said)

    async def _follow(self, holder: Holder) -> None:
        """Follow events, from before the end on; none may come that happened later than the grace."""
        try:
            async with self._stream(holder) as stream:
                self.ask.memory.rights[f"streams that were open: {stream.status_code}"] += 1
                async for line in stream.aiter_lines():
                    if line.startswith("data: {"):
                        self._note_event(holder, json.loads(line.removeprefix("data: ")))
        except httpx2.TransportError:
            self.ask.memory.rights["streams that broke off"] += 1
        else:
            self.ask.memory.rights["streams that were ended"] += 1

    def _note_event(self, holder: Holder, event: dict[str, Any]) -> None:
        self.ask.memory.rights["events that were followed"] += 1
        if holder.ended_at is None or holder.may_read:
            return
        after = datetime.fromisoformat(event["at"]) - holder.ended_at
        if after > timedelta(seconds=GRACE_S):
            said = f"a {holder.name} was told {event['type']} of {after.total_seconds():.1f} s after its end"
            self.ask.memory.surprises.append(said)

    @asynccontextmanager
    async def _stream(self, holder: Holder) -> AsyncIterator[httpx2.Response]:
        async with self.doors.streams(holder.bearer) as http:
            http.cookies.update(holder.asking.http.cookies)
            async with http.stream("GET", "/api/orders/events") as stream:
                yield stream
