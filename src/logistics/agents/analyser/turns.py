"""Customers take turns where more wait than can be served."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Turns:
    """A number of seats. One that becomes free goes to the customer who has waited longest since his last turn."""

    def __init__(self, seats: int) -> None:
        self._free = seats
        self._waiting: dict[int, deque[asyncio.Future[None]]] = {}

    @asynccontextmanager
    async def of(self, customer_id: int) -> AsyncIterator[None]:
        """A seat for one of this customer's orders."""
        if self._free:
            self._free -= 1
        else:
            await self._wait(customer_id)
        try:
            yield
        finally:
            self._pass_on()

    async def _wait(self, customer_id: int) -> None:
        turn = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(customer_id, deque()).append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._pass_on()  # The seat came in the same moment.
            raise

    def _pass_on(self) -> None:
        while self._waiting:
            customer_id = next(iter(self._waiting))
            turns = self._waiting.pop(customer_id)
            turn = turns.popleft()
            if turns:
                self._waiting[customer_id] = turns  # Behind all others.
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1
