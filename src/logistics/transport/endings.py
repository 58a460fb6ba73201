"""What tokens no longer rest on: the Order API is asked every second, so that no request has to wait for it."""

import asyncio
import contextlib
import time
from datetime import datetime
from types import TracebackType
from typing import Self

from logistics.access.principal import CredentialNotAccepted, Principal
from logistics.access.tokens import LEEWAY, RUN_LIFETIME
from logistics.clients.orders import OrdersClient
from logistics.kit import logs
from logistics.kit.errors import LogisticsError, Unavailable

log = logs.get(__name__)

ASKED_EVERY_S = 1.0
BELIEVED_FOR_S = 5.0
"""Without an answer for this long, changes are refused."""
KEPT_S = (RUN_LIFETIME + 4 * LEEWAY).total_seconds()
"""Longer than any token is accepted."""


class EndingsUnknown(Unavailable):
    """The Order API does not say who may still change something."""


class Endings:
    """What has ended. Open it with `async with`; it closes `orders`."""

    def __init__(self, orders: OrdersClient) -> None:
        self._orders = orders
        self._ended: dict[str, float] = {}
        self._next_since: datetime | None = None
        self._told_at: float | None = None
        self._asked_at = -ASKED_EVERY_S
        self._asking = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._keep_asking())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        await self._orders.close()

    async def refuse_ended(self, caller: Principal, *, changes: bool) -> None:
        """Return if nothing the caller's token rests on has ended, as far as was told in the last seconds.

        Raises:
            CredentialNotAccepted: It has.
            EndingsUnknown: Nothing was told for too long to let them change something, or ever.
        """
        if self._should_ask(changes=changes):
            async with self._asking:
                if self._should_ask(changes=changes):
                    await self._ask()
        if not caller.rests_on or any(basis in self._ended for basis in caller.rests_on):
            raise CredentialNotAccepted("What this token rests on has ended or was changed; get another one.")
        if not self._is_known(changes=changes):
            raise EndingsUnknown(
                "The Order API does not say who may still do what; try again in a moment.", retry_after_s=1
            )

    def _is_known(self, *, changes: bool) -> bool:
        return self._told_at is not None and not (changes and time.monotonic() - self._told_at > BELIEVED_FOR_S)

    def _should_ask(self, *, changes: bool) -> bool:
        """Whether nobody asked of late, because we begin, or because we had no time ourselves."""
        return not self._is_known(changes=changes) and time.monotonic() - self._asked_at > ASKED_EVERY_S

    async def _keep_asking(self) -> None:
        while True:
            try:
                async with self._asking:
                    await self._ask()
            except Exception:  # Without this task nobody could change anything until the next start.
                log.exception("endings.broke_off")
            await asyncio.sleep(ASKED_EVERY_S)

    async def _ask(self) -> None:
        asked_at = self._asked_at = time.monotonic()
        try:
            told = await self._orders.list_endings(self._next_since)
        except LogisticsError as error:
            log.warning("endings.not_told", code=error.code, detail=error.message)
            return
        self._ended |= dict.fromkeys(told.data, asked_at)
        self._ended = {basis: at for basis, at in self._ended.items() if asked_at - at < KEPT_S}
        self._next_since, self._told_at = told.next_since, asked_at
