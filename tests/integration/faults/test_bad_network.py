"""The bad network does to real connections what it says, so that a campaign which finds nothing says something."""

import asyncio
import random
from collections.abc import AsyncIterator

import httpx2
import pytest

from tests.support.faults.proxy import HOST, BadNetwork, Mischief


class Neighbour:
    """Answers each request with how many it has had, and its body."""

    def __init__(self) -> None:
        self.asked = 0
        self.port = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        assert b"connection: close" in head
        body = await reader.readexactly(int(head.partition(b"content-length: ")[2].partition(b"\r\n")[0] or b"0"))
        self.asked += 1
        answer = b"%d %s" % (self.asked, body)
        writer.write(b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: %d\r\n\r\n" % len(answer) + answer)
        writer.close()


@pytest.fixture
async def neighbour() -> AsyncIterator[Neighbour]:
    neighbour = Neighbour()
    server = await asyncio.start_server(neighbour.serve, HOST, 0)
    neighbour.port = server.sockets[0].getsockname()[1]
    yield neighbour
    server.close()


async def ask(neighbour: Neighbour, *mischief: Mischief) -> str:
    """What a client gets who posts `hello` while this mischief befalls every request."""
    network = BadNetwork(lambda name: neighbour.port, random.Random(1), dict.fromkeys(mischief, 1.0))
    network.begin()
    async with network.between("it"), httpx2.AsyncClient(trust_env=False) as http:
        answer = await http.post(f"http://{HOST}:{network.ports['it']}/x", content=b"hello")
        answer.raise_for_status()
        return answer.text


async def test_what_is_spared_is_passed_on_whole(neighbour: Neighbour) -> None:
    assert await ask(neighbour) == "1 hello"


async def test_what_is_delayed_arrives(neighbour: Neighbour) -> None:
    assert await ask(neighbour, "delayed") == "1 hello"


async def test_what_is_doubled_is_done_twice_and_answered_once(neighbour: Neighbour) -> None:
    assert await ask(neighbour, "doubled") in ("1 hello", "2 hello")
    assert neighbour.asked == 2


@pytest.mark.parametrize(("mischief", "asked"), [("request lost", 0), ("answer lost", 1), ("answer cut", 1)])
async def test_what_is_lost_breaks_the_connection(neighbour: Neighbour, mischief: Mischief, asked: int) -> None:
    with pytest.raises(httpx2.TransportError):
        await ask(neighbour, mischief)
    assert neighbour.asked == asked


async def test_a_neighbour_that_is_not_there_is_said_to_be_unreachable() -> None:
    with pytest.raises(httpx2.HTTPStatusError, match="503"):
        await ask(Neighbour())


async def test_no_mischief_is_done_before_the_beginning_and_after_the_end(neighbour: Neighbour) -> None:
    network = BadNetwork(lambda name: neighbour.port, random.Random(1), {"request lost": 1.0})
    async with network.between("it"), httpx2.AsyncClient(trust_env=False) as http:
        url = f"http://{HOST}:{network.ports['it']}/x"
        assert (await http.get(url)).text == "1 "
        network.begin()
        with pytest.raises(httpx2.TransportError):
            await http.get(url)
        network.end()
        assert (await http.get(url)).text == "2 "
    assert network.done == {"passed on": 2, "request lost": 1}
