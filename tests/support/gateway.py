"""The gateway over real sockets: spoken to byte by byte, before services that write down what reaches them."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import h11
import uvicorn

from logistics.gateway.app import create_app
from logistics.web.connections import BoundedConnection

READ_WITHIN_S = 30
FORBIDDEN_HEADERS = {
    b"set-cookie": b"lm_session=1",
    b"x-internal": b"10.0.0.7",
    b"access-control-allow-origin": b"*",
    b"server": b"ours/1.2",
}
"""What a service may say to the gateway; only the first of these is for the reader."""


@dataclass(frozen=True, slots=True)
class Reached:
    """A request as a service got it."""

    service: str
    method: bytes
    target: bytes
    headers: list[tuple[bytes, bytes]]
    body: bytes

    def values(self, name: bytes) -> list[bytes]:
        return [value for known, value in self.headers if known == name]


@dataclass
class Recorder:
    """A service that answers 200 to everything and keeps it; a second opinion on where requests begin and end."""

    name: str
    reached: list[Reached] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    connections: int = 0

    @asynccontextmanager
    async def running(self) -> AsyncIterator[str]:
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        async with server:
            yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        connection = h11.Connection(h11.SERVER)
        try:
            while await self._answer(connection, reader, writer):
                connection.start_next_cycle()
        except h11.RemoteProtocolError as error:
            if not reader.at_eof():  # Whoever hangs up in the middle of a body says nothing wrong.
                self.faults.append(str(error))
        except ConnectionError:
            pass
        finally:
            writer.close()

    async def _answer(
        self, connection: h11.Connection, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        """Answer the next request; whether there was one."""
        asked: h11.Request | None = None
        body = b""
        while True:
            event = connection.next_event()
            if event is h11.NEED_DATA:
                connection.receive_data(await reader.read(65536))
            elif isinstance(event, h11.Request):
                asked = event
            elif isinstance(event, h11.Data):
                body += bytes(event.data)
            elif isinstance(event, h11.EndOfMessage):
                break
            else:
                return False
        assert asked is not None
        self.reached.append(Reached(self.name, asked.method, asked.target, list(asked.headers), body))
        answer = b"" if asked.method == b"HEAD" else b"ok"
        headers = [(b"content-length", b"2"), (b"content-type", b"text/plain"), *FORBIDDEN_HEADERS.items()]
        writer.write(connection.send(h11.Response(status_code=200, headers=headers)) or b"")
        writer.write(connection.send(h11.Data(answer)) or b"")
        writer.write(connection.send(h11.EndOfMessage()) or b"")
        await writer.drain()
        return connection.our_state is h11.DONE and connection.their_state is h11.DONE


@asynccontextmanager
async def served(app: Any, **options: Any) -> AsyncIterator[str]:
    """An app behind a real server, as our processes serve theirs."""
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        app,
        log_config=None,
        proxy_headers=False,
        http=BoundedConnection,
        ws="none",
        timeout_graceful_shutdown=1,
        **options,
    )
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve(sockets=[listener]))
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    await running
    listener.close()


async def say(origin: str, said: bytes, *, patience_s: float = READ_WITHIN_S) -> bytes:
    """Everything the server answers to these bytes until it closes, so ask it to (`Connection: close`).

    Args:
        patience_s: When to hang up on a server that waits for more.
    """
    host, port = origin.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    answer = bytearray()
    try:
        async with asyncio.timeout(patience_s):
            writer.write(said)
            while more := await reader.read(65536):
                answer += more
    except ConnectionError:
        pass  # It hung up on us, which is an answer.
    except TimeoutError:
        assert patience_s < READ_WITHIN_S, "no answer"
    finally:
        writer.close()
    return bytes(answer)


def status_and_code(answer: bytes) -> tuple[int, str | None]:
    """The status of an answer, and the code of its problem document if it is one."""
    head, _, body = answer.partition(b"\r\n\r\n")
    is_problem = b"application/problem+json" in head
    return int(head.split()[1]), json.loads(body)["code"] if is_problem else None


class Door:
    """The gateway before two services, and somewhere else on this machine where nobody may be sent."""

    def __init__(self) -> None:
        self.orders, self.transport, self.elsewhere = Recorder("orders"), Recorder("transport"), Recorder("elsewhere")
        self.origin = self.elsewhere_at = ""

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Door"]:
        async with AsyncExitStack() as stack:
            orders, transport, elsewhere = [
                await stack.enter_async_context(service.running())
                for service in (self.orders, self.transport, self.elsewhere)
            ]
            self.elsewhere_at = elsewhere.removeprefix("http://")
            self.origin = await stack.enter_async_context(served(create_app([orders], [transport])))
            yield self

    async def say(self, head: bytes, body: bytes = b"") -> tuple[int, str | None]:
        """Status and code of the answer to a head whose lines are separated as they should be."""
        lines = b"".join(line.strip(b" ") + b"\r\n" for line in head.strip().splitlines())
        return status_and_code(await say(self.origin, lines + b"\r\n" + body))

    @property
    def reached(self) -> list[Reached]:
        return [*self.orders.reached, *self.transport.reached, *self.elsewhere.reached]

    def forget(self) -> tuple[list[Reached], list[str]]:
        """What reached the services since the last time, and what of it was no HTTP."""
        services = (self.orders, self.transport, self.elsewhere)
        reached = [each for service in services for each in service.reached]
        faults = [each for service in services for each in service.faults]
        for service in services:
            service.reached.clear()
            service.faults.clear()
        return reached, faults
