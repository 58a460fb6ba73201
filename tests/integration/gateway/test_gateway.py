"""The gateway against real servers: streams both ways, dead neighbours, what it says and what it hides."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from logistics.gateway.app import create_app
from logistics.web import arriving
from tests.support.gateway import served


class Service:
    """A neighbour that tells what it was asked."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.reader_left = asyncio.Event()
        self.go_on = asyncio.Event()
        self.received = asyncio.Event()
        self.sender_left = asyncio.Event()
        self.app = Starlette(
            routes=[
                Route("/stream", self._stream),
                Route("/upload", self._upload, methods=["POST"]),
                Route("/refuse", self._refuse, methods=["POST"]),
                Route("/{path:path}", self._tell, methods=["GET", "POST", "PATCH"]),
            ]
        )

    async def _tell(self, request: Request) -> Response:
        body = {
            "service": self.name,
            "method": request.method,
            "target": str(request.scope["raw_path"], "ascii"),
            "query": request.url.query,
            "headers": dict(request.headers),
            "body": (await request.body()).decode(),
        }
        return JSONResponse(
            body, 207, {"X-Request-ID": request.headers["x-request-id"], "Connection": "x-private", "X-Private": "1"}
        )

    async def _stream(self, request: Request) -> Response:
        async def events() -> AsyncIterator[str]:
            try:
                yield "data: first\n\n"
                await self.go_on.wait()
                yield "data: second\n\n"
                await asyncio.Event().wait()
            finally:
                self.reader_left.set()

        return StreamingResponse(events(), media_type="text/event-stream")

    async def _upload(self, request: Request) -> Response:
        size = 0
        try:
            async for chunk in request.stream():
                size += len(chunk)
                self.received.set()
        except ClientDisconnect:
            self.sender_left.set()
        return PlainTextResponse(str(size))

    async def _refuse(self, request: Request) -> Response:
        return PlainTextResponse("too large", 413)


class SlowService(Service):
    """One that thinks before it speaks."""

    async def _tell(self, request: Request) -> Response:
        await asyncio.sleep(1)
        return await super()._tell(request)


@pytest.fixture
def unused_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@pytest.fixture
async def dead(unused_port: int) -> str:
    return f"http://127.0.0.1:{unused_port}"


@pytest.fixture
async def order_api() -> Service:
    return Service("orders")


Open = Callable[..., Any]


@pytest.fixture
async def gateway(order_api: Service, dead: str) -> AsyncIterator[httpx2.AsyncClient]:
    """One Order API process beside a dead one, two Transport API processes."""
    async with AsyncExitStack() as stack:
        orders = await stack.enter_async_context(served(order_api.app))
        first = await stack.enter_async_context(served(Service("transport-0").app))
        second = await stack.enter_async_context(served(Service("transport-1").app))
        origin = await stack.enter_async_context(
            served(create_app([dead, orders], [first, second], names=["panel.example"]))
        )
        yield await stack.enter_async_context(httpx2.AsyncClient(base_url=origin, trust_env=False, timeout=10))


async def test_paths_lose_the_prefix_and_keep_the_query(gateway: httpx2.AsyncClient) -> None:
    told = (await gateway.get("/api/orders/orders/7?q=a%20b&limit=2")).json()
    assert (told["target"], told["query"]) == ("/orders/7", "q=a%20b&limit=2")
    assert (await gateway.get("/api/transport/vehicles")).json()["target"] == "/api/vehicles"


async def test_openapi_documents_stand_at_the_top_of_each_service(gateway: httpx2.AsyncClient) -> None:
    assert (await gateway.get("/api/transport/openapi.json")).json()["target"] == "/openapi.json"
    assert (await gateway.get("/api/orders/openapi.json")).json()["target"] == "/openapi.json"


async def test_status_headers_and_body_come_back_without_what_belongs_to_one_connection(
    gateway: httpx2.AsyncClient,
) -> None:
    answer = await gateway.patch("/api/orders/orders/1", content=b'{"notes": "x"}', headers={"If-Match": '"3"'})
    assert answer.status_code == 207
    assert answer.json()["body"] == '{"notes": "x"}'
    assert answer.json()["headers"]["if-match"] == '"3"'
    assert "x-private" not in answer.headers
    assert len(answer.headers.get_list("date")) == 1


async def test_the_sender_is_told_by_the_gateway_not_by_the_sender(gateway: httpx2.AsyncClient) -> None:
    claims = {"X-Forwarded-For": "10.0.0.1", "X-Forwarded-Proto": "https", "TE": "trailers", "Host": "panel.example"}
    told = (await gateway.get("/api/orders/orders", headers=claims)).json()["headers"]
    assert (told["x-forwarded-for"], told["x-forwarded-proto"]) == ("127.0.0.1", "http")
    assert told["x-forwarded-host"] == "panel.example"
    assert "te" not in told


async def test_a_request_id_is_kept_or_made(gateway: httpx2.AsyncClient) -> None:
    assert (await gateway.get("/api/orders/x", headers={"X-Request-ID": "abc"})).headers["x-request-id"] == "abc"
    assert len((await gateway.get("/api/orders/x")).headers["x-request-id"]) == 32


async def test_processes_take_turns(gateway: httpx2.AsyncClient) -> None:
    names = {(await gateway.get("/api/transport/vehicles")).json()["service"] for _ in range(4)}
    assert names == {"transport-0", "transport-1"}


async def test_a_dead_process_is_stepped_over_even_for_a_request_that_changes_something(
    gateway: httpx2.AsyncClient,
) -> None:
    for _ in range(4):
        answer = await gateway.post("/api/orders/orders", content=b"{}")
        assert (answer.status_code, answer.json()["body"]) == (207, "{}")


async def test_events_flow_as_they_happen_and_stop_when_the_reader_leaves(
    gateway: httpx2.AsyncClient, order_api: Service
) -> None:
    async with gateway.stream("GET", "/api/orders/stream") as answer:
        lines = answer.aiter_lines()
        assert await anext(lines) == "data: first"
        order_api.go_on.set()
        assert [await anext(lines) for _ in range(2)] == ["", "data: second"]
    await asyncio.wait_for(order_api.reader_left.wait(), timeout=10)


async def test_events_end_in_order_when_the_gateway_stops(order_api: Service) -> None:
    async with served(order_api.app) as orders:
        app = create_app([orders], [orders])
        async with served(app) as origin, httpx2.AsyncClient(base_url=origin, trust_env=False) as client:
            async with client.stream("GET", "/api/orders/stream") as answer:
                lines = answer.aiter_lines()
                assert await anext(lines) == "data: first"
                app.state.stopping.set()
                assert [line async for line in lines] == [""]
            await asyncio.wait_for(order_api.reader_left.wait(), timeout=10)


async def test_events_end_in_order_when_their_service_is_gone() -> None:
    async def begin_and_hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        head = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
        writer.write(head + b"d\r\ndata: first\n\n\r\n")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(begin_and_hang_up, "127.0.0.1", 0) as server:
        broken = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        async with (
            served(create_app([broken], [broken])) as origin,
            httpx2.AsyncClient(base_url=origin, trust_env=False) as client,
        ):
            assert (await client.get("/api/orders/events")).text == "data: first\n\n"


async def test_a_body_flows_on_before_it_is_complete(gateway: httpx2.AsyncClient, order_api: Service) -> None:
    async def body() -> AsyncIterator[bytes]:
        yield b"x" * 10
        await asyncio.wait_for(order_api.received.wait(), timeout=10)
        yield b"y" * 5

    assert (await gateway.post("/api/orders/upload", content=body())).text == "15"


async def test_a_large_body_gets_the_refusal_of_the_service(gateway: httpx2.AsyncClient) -> None:
    answer = await gateway.post("/api/orders/refuse", content=b"x" * 2_000_000)
    assert (answer.status_code, answer.text) == (413, "too large")


async def test_a_body_no_service_would_take_is_not_passed_on(gateway: httpx2.AsyncClient, order_api: Service) -> None:
    async def without_a_length() -> AsyncIterator[bytes]:
        for _ in range(30):
            yield b"x" * 100_000

    for content in (b"x" * 20_000_000, without_a_length()):
        answer = await gateway.post("/api/orders/upload", content=content)
        assert (answer.status_code, answer.json()["code"]) == (413, "body-too-large")


async def test_a_body_that_does_not_come_is_given_up_and_the_service_let_go(
    gateway: httpx2.AsyncClient, order_api: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arriving, "BODY_GRACE_S", 0.2)
    reader, writer = await asyncio.open_connection(gateway.base_url.host, gateway.base_url.port)
    writer.write(b"POST /api/orders/upload HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nx")
    answer = await asyncio.wait_for(reader.read(), timeout=10)
    writer.close()
    assert b" 408 " in answer
    assert b"body-too-slow" in answer
    assert order_api.received.is_set()
    await asyncio.wait_for(order_api.sender_left.wait(), timeout=10)


async def test_no_process_at_all_is_a_problem_document(dead: str) -> None:
    async with (
        served(create_app([dead, dead], [dead])) as origin,
        httpx2.AsyncClient(base_url=origin, trust_env=False) as client,
    ):
        answer = await client.get("/api/orders/orders", headers={"X-Request-ID": "abc"})
    assert answer.status_code == 503
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.json()["code"], answer.json()["request_id"]) == ("service-gone", "abc")


@asynccontextmanager
async def breaking() -> AsyncIterator[tuple[str, list[int]]]:
    """A process that takes every request and dies over it."""
    taken: list[int] = []

    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        taken.append(1)
        writer.close()

    server = await asyncio.start_server(hang_up, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", taken


async def test_a_change_that_may_have_happened_is_not_sent_twice(order_api: Service) -> None:
    async with (
        breaking() as (broken, taken),
        served(order_api.app) as healthy,
        served(create_app([broken, healthy], [healthy])) as origin,
        httpx2.AsyncClient(base_url=origin, trust_env=False) as client,
    ):
        answer = await client.post("/api/orders/orders", content=b"{}")
        assert (answer.status_code, answer.json()["code"], len(taken)) == (503, "answer-lost", 1)
        assert (await client.get("/api/orders/orders")).status_code == 207
        assert (await client.get("/api/orders/orders")).status_code == 207


@asynccontextmanager
async def stuck() -> AsyncIterator[tuple[str, list[int]]]:
    """A process that takes every connection and says nothing, as one that was stopped."""
    taken: list[int] = []

    async def say_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        taken.append(1)
        while await reader.read(1024):
            pass
        writer.close()

    server = await asyncio.start_server(say_nothing, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", taken


async def test_the_twin_answers_for_a_process_that_is_stuck_and_is_asked_first_from_then_on(
    order_api: Service,
) -> None:
    async with (
        stuck() as (silent, taken),
        served(order_api.app) as healthy,
        served(create_app([silent, healthy], [healthy])) as origin,
        httpx2.AsyncClient(base_url=origin, trust_env=False, timeout=30) as client,
    ):
        for _ in range(4):
            assert (await client.get("/api/orders/orders")).status_code == 207
            changed = await client.post("/api/orders/orders", content=b"{}")
            assert (changed.status_code, changed.json()["body"]) == (207, "{}")
        assert len(taken) == 1


async def test_a_read_that_takes_its_time_is_answered_once_by_whoever_was_asked(
    order_api: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("logistics.kit.turns.SILENT_AFTER_S", 0.2)
    async with (
        stuck() as (silent, taken),
        served(SlowService("slow").app) as slow,
        served(create_app([slow, silent], [slow])) as origin,
        httpx2.AsyncClient(base_url=origin, trust_env=False, timeout=30) as client,
    ):
        assert (await client.get("/api/orders/orders")).json()["service"] == "slow"
        assert len(taken) == 1


async def test_the_page_may_run_its_own_files_only(gateway: httpx2.AsyncClient) -> None:
    page = await gateway.get("/")
    assert page.status_code == 200
    assert "script-src 'self'" in page.headers["content-security-policy"]
    assert "unsafe" not in page.headers["content-security-policy"]
    assert (await gateway.get("/orders.js")).headers["content-type"].startswith("text/javascript")
    assert (await gateway.get("/orders.js", headers={"Range": "bytes=9-1,x"})).status_code == 200
    assert (await gateway.get("/orders.js", headers={"If-None-Match": page.headers["etag"]})).status_code == 200
    unchanged = await gateway.get("/", headers={"If-None-Match": page.headers["etag"]})
    assert unchanged.status_code == 304
    assert (await gateway.get("/nothing.js")).json()["code"] == "no-such-path"
    assert (await gateway.post("/")).status_code == 405
