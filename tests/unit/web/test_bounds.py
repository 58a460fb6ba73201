import asyncio
import json
from collections.abc import AsyncIterator, Callable

import httpx2
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route, Router
from starlette.types import Message, Scope

from logistics.web import arriving, bounds
from logistics.web.bodies import MAX_BODY_BYTES
from logistics.web.bounds import Bounded


class Service:
    """Answers when it is told to."""

    def __init__(self, answer_within_s: float = 60) -> None:
        self.go_on = asyncio.Event()
        self.cancelled = False
        self.streaming = 0
        routes = [
            Route("/wait", self._wait),
            Route("/read", self._read, methods=["POST"]),
            Route("/stream", self._stream),
            Route("/fail", self._fail),
        ]
        app = Router(routes)
        self.app = Bounded(app, answer_within_s=answer_within_s)

    async def _wait(self, request: Request) -> Response:
        try:
            await self.go_on.wait()
        except asyncio.CancelledError:
            self.cancelled = True
            raise
        return PlainTextResponse("done")

    async def _read(self, request: Request) -> Response:
        return PlainTextResponse(str(len(await request.body())))

    async def _stream(self, request: Request) -> Response:
        async def lines() -> AsyncIterator[str]:
            yield "data: first\n\n"
            self.streaming += 1
            await self.go_on.wait()

        return StreamingResponse(lines(), media_type="text/event-stream")

    async def _fail(self, request: Request) -> Response:
        raise TimeoutError("of its own")

    @property
    def at_work(self) -> int:
        return self.app._work.taken

    async def get(self, path: str, address: str = "127.0.0.1") -> httpx2.Response:
        transport = httpx2.ASGITransport(self.app, client=(address, 4711))
        async with httpx2.AsyncClient(transport=transport, base_url="http://s") as http:
            return await http.get(path)


async def settled(condition: Callable[[], bool]) -> None:
    while not condition():
        await asyncio.sleep(0)


async def test_work_beyond_the_limit_is_refused_at_once_and_taken_again_later(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bounds, "MAX_IN_WORK", 3)
    service = Service()
    working = asyncio.gather(*(service.get("/wait") for _ in range(3)))
    await settled(lambda: service.at_work == 3)
    refused = await service.get("/wait")
    assert (refused.status_code, refused.json()["code"], refused.headers["retry-after"]) == (503, "service-busy", "1")
    service.go_on.set()
    assert [answer.status_code for answer in await working] == [200, 200, 200]
    assert (await service.get("/wait")).status_code == 200


async def test_one_address_leaves_room_for_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "MAX_IN_WORK_OF_ONE_ADDRESS", 2)
    service = Service()
    working = [asyncio.create_task(service.get("/wait", "192.0.2.7")) for _ in range(2)]
    await settled(lambda: service.at_work == 2)
    refused = await service.get("/wait", "192.0.2.7")
    assert (refused.status_code, refused.json()["code"], refused.headers["retry-after"]) == (429, "share-taken", "1")
    working.append(asyncio.create_task(service.get("/wait", "192.0.2.8")))
    await settled(lambda: service.at_work == 3)
    service.go_on.set()
    assert [answer.status_code for answer in await asyncio.gather(*working)] == [200, 200, 200]


async def test_open_streams_are_no_work() -> None:
    service = Service()
    streams = asyncio.gather(*(service.get("/stream") for _ in range(3)))
    await settled(lambda: service.streaming == 3)
    assert service.at_work == 0
    service.go_on.set()
    await streams


class Sender:
    """A request whose body comes when it is told to."""

    def __init__(self, service: Service, **headers: str) -> None:
        self.parts = asyncio.Queue[Message]()
        self.said: list[Message] = []
        scope: Scope = {
            "type": "http",
            "method": "POST",
            "path": "/read",
            "raw_path": b"/read",
            "query_string": b"",
            "client": ("192.0.2.7", 4711),
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        }
        self.done = asyncio.create_task(service.app(scope, self.parts.get, self._note))

    def send(self, part: bytes, *, more: bool = True) -> None:
        self.parts.put_nowait({"type": "http.request", "body": part, "more_body": more})

    async def answer(self) -> tuple[int, str | None]:
        """The status, and the code of a refusal."""
        await self.done
        body = json.loads(self.said[1]["body"])
        return self.said[0]["status"], body["code"] if isinstance(body, dict) else None

    async def _note(self, message: Message) -> None:
        self.said.append(message)


async def test_who_sends_slowly_takes_nobodys_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "MAX_IN_WORK", 1)
    service = Service()
    service.go_on.set()
    slow = [Sender(service) for _ in range(5)]
    for sender in slow:
        sender.send(b"{")
    await settled(lambda: all(sender.parts.empty() for sender in slow))
    assert (await service.get("/wait")).status_code == 200
    for sender in slow:
        sender.send(b"}", more=False)
        assert await sender.answer() == (200, None)


async def test_a_body_that_does_not_come_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arriving, "BODY_GRACE_S", 0.05)
    silent, trickling = Sender(Service()), Sender(Service())
    for _ in range(100):
        if trickling.done.done():
            break
        trickling.send(b"x")
        await asyncio.sleep(0.01)
    assert await silent.answer() == await trickling.answer() == (408, "body-too-slow")
    assert (b"connection", b"close") in silent.said[0]["headers"]


async def test_a_body_that_comes_steadily_may_take_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arriving, "BODY_GRACE_S", 0.05)
    service = Service(answer_within_s=0.05)
    service.go_on.set()
    steady = Sender(service)
    for _ in range(5):
        await asyncio.sleep(0.02)
        steady.send(b" " * 64 * 1024)
    steady.send(b"", more=False)
    assert await steady.answer() == (200, None)


async def test_a_body_without_end_is_refused_announced_or_not() -> None:
    announced = Sender(Service(), **{"content-length": str(MAX_BODY_BYTES + 1)})
    endless = Sender(Service())
    for _ in range(MAX_BODY_BYTES // 1_000_000 + 1):
        endless.send(b" " * 1_000_000)
    assert await announced.answer() == await endless.answer() == (413, "body-too-large")


async def test_what_takes_too_long_is_cancelled_and_answered() -> None:
    service = Service(answer_within_s=0.01)
    answer = await service.get("/wait")
    assert (answer.status_code, answer.json()["code"]) == (503, "took-too-long")
    assert "retry-after" not in answer.headers
    assert service.cancelled
    assert service.at_work == 0


async def test_a_stream_may_take_as_long_as_it_likes() -> None:
    service = Service(answer_within_s=0.01)
    reading = asyncio.create_task(service.get("/stream"))
    await settled(lambda: service.streaming == 1)
    await asyncio.sleep(0.05)
    assert not reading.done()
    service.go_on.set()
    assert (await reading).status_code == 200


async def test_a_timeout_of_the_service_itself_is_left_to_it() -> None:
    with pytest.raises(TimeoutError, match="of its own"):
        await Service().get("/fail")
