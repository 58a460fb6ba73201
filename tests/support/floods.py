"""What floods are made of."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.support.system import System

UNKNOWN_FIELDS = json.dumps({f"f{number}": 1 for number in range(150_000)}, separators=(",", ":")).encode()

Sockets = list[tuple[asyncio.StreamReader, asyncio.StreamWriter]]


@asynccontextmanager
async def sockets(system: System, number: int, say: bytes) -> AsyncIterator[Sockets]:
    """Connections to the gateway that have said this, until the end of the block."""
    opened: Sockets = []
    try:
        for _ in range(number):
            opened.append(await asyncio.open_connection("127.0.0.1", system.record.ports["gateway"]))
            opened[-1][1].write(say)
        yield opened
    finally:
        for _, writer in opened:
            writer.transport.abort()


def a_guess(number: int) -> dict[str, str]:
    """An attempt to sign in as somebody there is not."""
    return {"email": f"nobody-{number}@example.com", "password": "guess"}


def slow_body(path: str) -> bytes:
    """A request whose body never comes."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{{"
    )
    return head.encode()


def reading(path: str, key: str) -> bytes:
    """A request of somebody who is let in."""
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {key}\r\n\r\n".encode()
