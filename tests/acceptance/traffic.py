"""People at work while the system is mistreated: what they were answered, and which orders were taken."""

import asyncio
import itertools
import math
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx2

from tests.acceptance.desk import Desk, a_day_of_its_own, eventually
from tests.support.builders.bodies import an_order

PEOPLE = 6


@dataclass
class Traffic:
    """Everybody reads orders and vehicles and places orders, one request after the other."""

    desk: Desk
    answers: Counter[int] = field(default_factory=Counter)
    surprises: list[str] = field(default_factory=list)
    accepted: set[int] = field(default_factory=set)

    @asynccontextmanager
    async def flowing(self) -> AsyncIterator["Traffic"]:
        """Traffic until the end of the block; every request is then answered."""
        stopping = asyncio.Event()
        async with self.desk.system.http() as http, asyncio.TaskGroup() as people:
            for _ in range(PEOPLE):
                people.create_task(self._work(http, stopping))
            await self.more()
            try:
                yield self
            finally:
                stopping.set()

    async def more(self, requests: int = 60) -> None:
        """Return when this many more were answered well."""
        wanted = self._well_answered() + requests

        async def look() -> bool:
            return self._well_answered() >= wanted

        await eventually(look, f"{wanted} requests are answered well")

    async def trouble(self, make: Callable[[], None]) -> None:
        """Make trouble, again where nobody met it, and return when a request could not be served."""
        made_at = -math.inf

        async def look() -> bool:
            nonlocal made_at
            if time.monotonic() > made_at + 5:
                make()
                made_at = time.monotonic()
            return self.answers[503] > 0

        await eventually(look, "a request cannot be served")

    def _well_answered(self) -> int:
        return self.answers[200] + self.answers[201]

    async def _work(self, http: httpx2.AsyncClient, stopping: asyncio.Event) -> None:
        body = an_order(self.desk.customer_id, a_day_of_its_own(), auto_process=False)
        for turn in itertools.count():
            if stopping.is_set():
                return
            match turn % 4:
                case 0:
                    answer = await http.post("/api/orders/orders", json=body)
                case 1:
                    answer = await http.get("/api/transport/vehicles")
                case _:
                    answer = await http.get("/api/orders/orders", params={"limit": 5})
            self._note(answer)

    def _note(self, answer: httpx2.Response) -> None:
        self.answers[answer.status_code] += 1
        if answer.status_code == 201:
            self.accepted.add(answer.json()["id"])
        elif answer.status_code != 200:
            self.surprises.append(f"{answer.request.method} {answer.request.url.path}: {answer.text[:300]}")
