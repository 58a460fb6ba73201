"""A body on its way: it comes soon, and it ends."""

import asyncio

from starlette.types import Message, Receive

from logistics.kit.errors import TooSlow
from logistics.web.bodies import MAX_BODY_BYTES, BodyTooLarge

BODY_GRACE_S = 5
LEAST_BODY_BYTES_PER_S = 64 * 1024
"""Beyond its grace a body comes at this rate, half a megabit a second: 37 s for the largest there may be."""


class BodyTooSlow(TooSlow):
    """The body comes too slowly."""


class ArrivingBody:
    """A request's body on its way."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._waited_s = 0.0
        self._length = 0
        self.whole = False

    async def next_part(self) -> Message:
        """What comes next.

        Raises:
            BodyTooSlow: It does not come in time.
            BodyTooLarge: It is longer than any may be.
        """
        # Only waiting for the sender counts, not what is done with the parts between.
        patience_s = BODY_GRACE_S + self._length / LEAST_BODY_BYTES_PER_S - self._waited_s
        asked_at = asyncio.get_running_loop().time()
        try:
            async with asyncio.timeout(patience_s):
                message = await self._receive()
        except TimeoutError:
            raise BodyTooSlow(f"A body comes at {LEAST_BODY_BYTES_PER_S // 1024} kB a second or more.") from None
        self._waited_s += asyncio.get_running_loop().time() - asked_at
        self._length += len(message.get("body", b""))
        if self._length > MAX_BODY_BYTES:
            raise BodyTooLarge(MAX_BODY_BYTES)
        self.whole = not message.get("more_body", False)
        return message
