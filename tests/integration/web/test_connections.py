"""Connections of a real server, spoken to byte by byte."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from logistics.web import connections
from logistics.web.connections import BoundedConnection
from logistics.web.heads import MAX_HEAD_BYTES

Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]

LARGE = 40_000_000
HEAD = b"GET / HTTP/1.1\r\nHost: s\r\n"
READ_WITHIN_S = 30


class Server:
    """A server whose answer waits for `go_on`."""

    def __init__(self) -> None:
        self.go_on = asyncio.Event()
        self.go_on.set()
        self.asked = asyncio.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        routes = [
            Route("/", self._answer, methods=["GET", "POST"]),
            Route("/headers", self._headers, methods=["POST"]),
            Route("/refused", self._refuse, methods=["POST"]),
            Route("/large", self._large),
        ]
        app = Starlette(routes=routes)
        config = uvicorn.Config(app, log_config=None, lifespan="off", http=BoundedConnection)
        self._server = uvicorn.Server(config)

    async def _answer(self, request: Request) -> Response:
        body = await request.body()
        self.asked.set()
        await self.go_on.wait()
        return PlainTextResponse(f"{len(body)}")

    async def _headers(self, request: Request) -> Response:
        await request.body()
        return PlainTextResponse(" ".join(request.headers))

    async def _refuse(self, request: Request) -> Response:
        return PlainTextResponse("no", status_code=413)

    async def _large(self, request: Request) -> Response:
        return PlainTextResponse(b"x" * LARGE)

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Server"]:
        running = asyncio.create_task(self._server.serve(sockets=[self._listener]))
        try:
            yield self
        finally:
            self.go_on.set()
            self.stop()
            await running

    def stop(self) -> None:
        self._server.should_exit = True

    @property
    def open_connections(self) -> int:
        return len(self._server.server_state.connections)

    async def connect(self, address: str = "127.0.0.1") -> Connection:
        return await asyncio.open_connection(*self._listener.getsockname(), local_addr=(address, 0))

    async def say(self, *parts: bytes) -> bytes:
        """Everything that is answered until the server closes."""
        reader, writer = await self.connect()
        for part in parts:
            writer.write(part)
            await writer.drain()
        return await everything(reader, writer)


async def everything(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
    async with asyncio.timeout(READ_WITHIN_S):
        answer = await reader.read()
    writer.close()
    return answer


async def answered(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
    """Whether a request on this connection is answered well."""
    writer.write(HEAD + b"\r\n")
    async with asyncio.timeout(READ_WITHIN_S):
        return b"200 OK" in await reader.readuntil(b"\r\n\r\n0")


def code_of(answer: bytes) -> tuple[int, str]:
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"application/problem+json" in head
    assert b"x-content-type-options: nosniff" in head
    return int(head.split()[1]), json.loads(body)["code"]


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with Server().running() as server:
        yield server


async def test_an_honest_request_is_answered_and_the_connection_kept(server: Server) -> None:
    reader, writer = await server.connect()
    for _ in range(3):
        writer.write(HEAD + b"X-Long: " + b"x" * 8000 + b"\r\n\r\n")
        assert b"200 OK" in await reader.readuntil(b"\r\n\r\n")
        assert await reader.readexactly(1) == b"0"
    writer.close()


async def test_a_large_body_in_pieces_is_no_large_head(server: Server) -> None:
    size = 4 * MAX_HEAD_BYTES
    head = b"POST / HTTP/1.1\r\nHost: s\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % size
    answer = await server.say(head, *(b"x" * (size // 8) for _ in range(8)))
    assert answer.endswith(b"%d" % size)


async def test_a_body_that_comes_after_its_refusal_is_let_in_and_the_connection_kept(server: Server) -> None:
    size = 4 * MAX_HEAD_BYTES
    reader, writer = await server.connect()
    writer.write(b"POST /refused HTTP/1.1\r\nHost: s\r\nContent-Length: %d\r\n\r\n" % size)
    assert b"413" in await reader.readuntil(b"\r\n\r\nno")
    for _ in range(8):
        writer.write(b"x" * (size // 8))
        await writer.drain()
    writer.write(HEAD + b"\r\n")
    assert b"200 OK" in await reader.readuntil(b"\r\n\r\n0")
    writer.close()


async def test_a_body_that_comes_after_its_refusal_in_one_large_piece_is_no_head(server: Server) -> None:
    reader, writer = await server.connect()
    size = MAX_HEAD_BYTES + 1000
    for _ in range(3):
        writer.write(b"POST /refused HTTP/1.1\r\nHost: s\r\nContent-Length: %d\r\n\r\n" % size)
        assert b"413" in await reader.readuntil(b"\r\n\r\nno")
        writer.write(b"x" * size)
        await writer.drain()
        await asyncio.sleep(0.05)
    writer.write(HEAD + b"\r\n")
    assert b"200 OK" in await reader.readuntil(b"\r\n\r\n0")
    writer.close()


async def test_a_head_that_is_too_large_is_refused_however_it_comes(server: Server) -> None:
    too_much = b"x" * (MAX_HEAD_BYTES + 1)
    whole = await server.say(HEAD + b"X-Large: " + too_much + b"\r\n\r\n")
    endless = await server.say(HEAD, b"X-Large: ", too_much)
    long_url = await server.say(b"GET /?q=" + too_much + b" HTTP/1.1\r\n\r\n")
    assert code_of(whole) == code_of(endless) == code_of(long_url) == (431, "head-too-large")


@pytest.mark.parametrize(
    "said",
    [
        b"GET / HTTP/1.1\r\n" + b"".join(b"X-%d: 1\r\n" % number for number in range(101)) + b"\r\n",
        b"GET /?" + b"a&" * 1000 + b" HTTP/1.1\r\nHost: s\r\n\r\n",
        HEAD + b"Cookie: " + b"a;" * 1000 + b"\r\n\r\n",
    ],
    ids=["headers", "parameters", "cookies"],
)
async def test_a_head_of_too_many_parts_is_refused(server: Server, said: bytes) -> None:
    assert code_of(await server.say(said)) == (431, "head-too-large")


async def test_what_is_no_http_is_refused(server: Server) -> None:
    assert code_of(await server.say(b"\x16\x03\x01 hello\r\n\r\n")) == (400, "request-unreadable")


@pytest.mark.parametrize(
    "said", [b"", b"GET / HTT", HEAD, b"\r\n"], ids=["nothing", "half a line", "a line", "blank"]
)
async def test_who_does_not_come_to_the_point_is_hung_up_on(
    server: Server, said: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "HEAD_WITHIN_S", 0.05)
    assert await server.say(said) == b""


async def test_the_connection_that_slept_longest_makes_room(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "MAX_CONNECTIONS", 4)
    keeping = await server.connect()
    assert await answered(*keeping)
    half_a_body = await server.connect()
    half_a_body[1].write(b"POST / HTTP/1.1\r\nHost: s\r\nContent-Length: 2\r\n\r\nx")
    silent = [await server.connect() for _ in range(20)]
    newcomer = await server.connect()
    assert await answered(*newcomer)
    assert await answered(*keeping)
    assert await everything(*half_a_body) == await everything(*silent[0]) == b""
    for _, writer in (keeping, newcomer, *silent):
        writer.close()


async def test_a_connection_too_many_is_refused_while_all_others_are_answered(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "MAX_CONNECTIONS", 1)
    server.go_on.clear()
    reader, writer = await server.connect()
    writer.write(HEAD + b"\r\n")
    await server.asked.wait()
    assert code_of(await server.say()) == (503, "service-busy")
    server.go_on.set()
    assert b"200 OK" in await reader.readuntil(b"\r\n\r\n0")
    writer.close()


async def test_one_address_leaves_connections_to_others(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "network_of", lambda address: address)
    monkeypatch.setattr(connections, "MAX_CONNECTIONS_OF_ONE_ADDRESS", 2)
    server.go_on.clear()
    busy = [await server.connect() for _ in range(2)]
    for _, writer in busy:
        writer.write(HEAD + b"\r\n")
        await server.asked.wait()
        server.asked.clear()
    assert code_of(await server.say()) == (503, "service-busy")
    other = await server.connect("127.0.0.2")
    other[1].write(HEAD + b"\r\n")
    await server.asked.wait()
    server.go_on.set()
    for _, writer in (other, *busy):
        writer.close()


async def test_an_answer_that_nobody_takes_is_given_up(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "TAKE_WITHIN_S", 0.1)
    _, writer = await server.connect()
    writer.write(b"GET /large HTTP/1.1\r\nHost: s\r\n\r\n")
    async with asyncio.timeout(READ_WITHIN_S):
        while server.open_connections:
            await asyncio.sleep(0.05)
    writer.close()


async def test_an_answer_that_is_taken_slowly_is_given_whole(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "TAKE_WITHIN_S", 1.0)
    monkeypatch.setattr(connections, "LEAST_TAKEN_BYTES", 1)
    reader, writer = await server.connect()
    writer.write(b"GET /large HTTP/1.1\r\nHost: s\r\n\r\n")
    await reader.readuntil(b"\r\n\r\n")
    left = LARGE
    while left:
        left -= len(await reader.readexactly(min(left, LARGE // 20)))
        await asyncio.sleep(0.1)
    writer.close()


async def test_stopping_finishes_what_is_asked(server: Server) -> None:
    server.go_on.clear()
    reader, writer = await server.connect()
    writer.write(HEAD + b"\r\n")
    await server.asked.wait()
    server.stop()
    await asyncio.sleep(0.3)
    server.go_on.set()
    answer = await everything(reader, writer)
    assert b"200 OK" in answer
    assert b"connection: close" in answer


async def test_stopping_answers_what_was_already_on_its_way(server: Server) -> None:
    reader, writer = await server.connect()
    writer.write(HEAD + b"\r\n")
    await reader.readuntil(b"\r\n\r\n0")
    server.stop()
    await asyncio.sleep(0.3)
    writer.write(HEAD + b"\r\n")
    answer = await everything(reader, writer)
    assert b"200 OK" in answer
    assert b"connection: close" in answer


@pytest.mark.parametrize("target", [b"http://s/", b"s:80", b"*", b"/#x"])
async def test_a_target_that_is_no_path_is_refused(server: Server, target: bytes) -> None:
    for method in (b"GET", b"CONNECT", b"OPTIONS"):
        said = await server.say(method + b" " + target + b" HTTP/1.1\r\nHost: s\r\nConnection: close\r\n\r\n")
        assert code_of(said) == (400, "request-unreadable")


@pytest.mark.parametrize("encoding", [b"identity", b"xchunked", b"gzip, chunked", b"chunked, chunked"])
async def test_a_body_that_is_neither_whole_nor_chunked_is_refused_before_it_is_worked_on(
    server: Server, encoding: bytes
) -> None:
    said = await server.say(b"POST / HTTP/1.1\r\nHost: s\r\nTransfer-Encoding: " + encoding + b"\r\n\r\n0\r\n\r\n")
    assert code_of(said) == (400, "request-unreadable")
    assert not server.asked.is_set()


async def test_what_stands_behind_a_body_is_no_header(server: Server) -> None:
    head = b"POST /headers HTTP/1.1\r\nHost: s\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
    answer = await server.say(head + b"1\r\nx\r\n0\r\nAuthorization: Bearer x\r\n\r\n")
    assert answer.endswith(b"host transfer-encoding connection")


@pytest.mark.parametrize("endless", [b"X-1: 1\r\n" * 1000, b"x" * 8000], ids=["many", "one"])
async def test_what_stands_behind_a_body_is_no_longer_than_a_head(server: Server, endless: bytes) -> None:
    head = b"POST / HTTP/1.1\r\nHost: s\r\nTransfer-Encoding: chunked\r\n\r\n"
    _, writer = await server.connect()

    async def send_without_end() -> None:
        writer.write(head + b"1\r\nx\r\n0\r\nX-0: ")
        for _ in range(100):
            writer.write(endless)
            await writer.drain()
            await asyncio.sleep(0.01)

    with pytest.raises(ConnectionError):
        await send_without_end()
    assert not server.asked.is_set()


async def test_a_body_in_many_small_parts_is_no_long_head(server: Server) -> None:
    parts = MAX_HEAD_BYTES // 4
    head = b"POST / HTTP/1.1\r\nHost: s\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
    answer = await server.say(head, *[b"1;why=not\r\nx\r\n" * (parts // 8)] * 8, b"0\r\n\r\n")
    assert answer.endswith(b"%d" % parts)


UPGRADE = b"Host: s\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n"


@pytest.mark.parametrize("length", [b"Content-Length: 28", b"Transfer-Encoding: chunked"])
async def test_no_body_comes_with_a_wish_to_speak_something_else(server: Server, length: bytes) -> None:
    said = await server.say(b"POST / HTTP/1.1\r\n" + UPGRADE + length + b"\r\n\r\n", HEAD + b"\r\n")
    assert code_of(said) == (400, "request-unreadable")
    assert not server.asked.is_set()


async def test_a_wish_to_speak_something_else_is_the_last_that_is_answered(server: Server) -> None:
    answer = await server.say(b"GET / HTTP/1.1\r\n" + UPGRADE + b"\r\nPOST / HTTP/1.1\r\nX: ", HEAD + b"\r\n")
    assert answer.count(b"HTTP/1.1 ") == 1
    assert b"200 OK" in answer
    assert b"connection: close" in answer
