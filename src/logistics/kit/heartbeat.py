"""A process shows whoever started it that it is not stuck: its event loop writes a byte a second into a pipe."""

import asyncio
import os
from contextlib import suppress

VARIABLE = "LOGISTICS_HEARTBEAT_FD"
EVERY_S = 1.0

_beats: set[asyncio.Task[None]] = set()


def start_beating() -> None:
    """Beat from now on, for as long as this event loop runs. Where nobody listens, nothing happens."""
    if pipe := os.environ.get(VARIABLE):
        _beats.add(asyncio.create_task(_beat(int(pipe))))


async def _beat(pipe: int) -> None:
    """Until nobody listens any more. A pipe that is full, as its reader stands still, is no reason to stop."""
    os.set_blocking(pipe, False)
    with suppress(BrokenPipeError):
        while True:
            with suppress(BlockingIOError):
                os.write(pipe, b".")
            await asyncio.sleep(EVERY_S)
