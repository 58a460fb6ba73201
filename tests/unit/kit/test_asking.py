"""By which way a neighbour is reached."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx2
import pytest

from logistics.kit.asking import asking
from logistics.kit.turns import in_turn


@asynccontextmanager
async def telling() -> AsyncIterator[tuple[str, list[bytes]]]:
    """A process that answers everything, and the first lines it was sent."""
    asked: list[bytes] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        asked.append(head.partition(b"\r\n")[0])
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nOK")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", asked


async def get(urls: str) -> str:
    async with httpx2.AsyncClient(base_url="http://service", transport=asking(urls)) as http:
        return (await http.get("orders")).text


async def test_this_machine_is_reached_without_the_proxy_and_others_through_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with telling() as (proxy, by_proxy), telling() as (here, directly):
        monkeypatch.setenv("http_proxy", proxy)
        monkeypatch.delenv("no_proxy", raising=False)
        monkeypatch.delenv("NO_PROXY", raising=False)
        assert await get(f"{here}/api") == "OK"
        assert await get("http://panel.example/api/orders") == "OK"
    assert directly == [b"GET /api/orders HTTP/1.1"]
    assert by_proxy == [b"GET http://panel.example/api/orders/orders HTTP/1.1"]


async def test_a_read_goes_to_the_twin_when_one_process_is_silent_and_to_nobody_twice() -> None:
    asked: list[str] = []

    async def silent_first(request: httpx2.Request) -> httpx2.Response:
        asked.append(request.url.host)
        raise httpx2.ReadTimeout("silent")

    processes = in_turn("http://first,http://second", httpx2.MockTransport(silent_first))
    async with httpx2.AsyncClient(base_url="http://service", transport=processes) as http:
        with pytest.raises(httpx2.ReadTimeout):
            await http.get("orders")
    assert asked == ["first", "second"]


async def test_a_body_that_is_on_its_way_is_not_sent_again() -> None:
    asked: list[str] = []

    def refused(request: httpx2.Request) -> httpx2.Response:
        asked.append(request.url.host)
        return httpx2.Response(503, headers={"Retry-After": "1"})

    async def body() -> AsyncIterator[bytes]:
        yield b"half of it"

    async with httpx2.AsyncClient(
        base_url="http://service", transport=asking("http://one", httpx2.MockTransport(refused))
    ) as http:
        assert (await http.post("orders", content=body())).status_code == 503
    assert asked == ["one"]
