import asyncio
from collections.abc import AsyncIterator, Callable

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from logistics.kit import bounds
from logistics.kit.bounds import Bounded


class Service:
    """Answers when it is told to."""

    def __init__(self, answer_within_s: float = 60) -> None:
        self.go_on = asyncio.Event()
        self.cancelled = False
        app = Starlette(
            routes=[Route("/wait", self._wait), Route("/stream", self._stream), Route("/fail", self._fail)]
        )
        self.app = Bounded(app, answer_within_s=answer_within_s)

    async def _wait(self, request: Request) -> Response:
        try:
            await self.go_on.wait()
        except asyncio.CancelledError:
            self.cancelled = True
            raise
        return PlainTextResponse("done")

    async def _stream(self, request: Request) -> Response:
        async def lines() -> AsyncIterator[str]:
            yield "data: first\n\n"
            await self.go_on.wait()

        return StreamingResponse(lines(), media_type="text/event-stream")

    async def _fail(self, request: Request) -> Response:
        raise TimeoutError("of its own")

    async def get(self, path: str) -> httpx2.Response:
        async with httpx2.AsyncClient(transport=httpx2.ASGITransport(self.app), base_url="http://s") as http:
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
    await settled(lambda: service.app._in_work == 3)
    refused = await service.get("/wait")
    assert (refused.status_code, refused.json()["code"], refused.headers["retry-after"]) == (503, "service-busy", "1")
    service.go_on.set()
    assert [answer.status_code for answer in await working] == [200, 200, 200]
    assert (await service.get("/wait")).status_code == 200


async def test_open_streams_are_no_work_but_are_bounded_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "MAX_STREAMS", 2)
    service = Service()
    streams = asyncio.gather(*(service.get("/stream") for _ in range(2)))
    await settled(lambda: service.app._streams == 2)
    assert service.app._in_work == 0
    assert (await service.get("/stream")).json()["code"] == "service-busy"
    service.go_on.set()
    await streams
    assert service.app._streams == 0


async def test_what_takes_too_long_is_cancelled_and_answered() -> None:
    service = Service(answer_within_s=0.01)
    answer = await service.get("/wait")
    assert (answer.status_code, answer.json()["code"]) == (503, "took-too-long")
    assert "retry-after" not in answer.headers
    assert service.cancelled
    assert service.app._in_work == 0


async def test_a_stream_may_take_as_long_as_it_likes() -> None:
    service = Service(answer_within_s=0.01)
    reading = asyncio.create_task(service.get("/stream"))
    await settled(lambda: service.app._streams == 1)
    await asyncio.sleep(0.05)
    assert not reading.done()
    service.go_on.set()
    assert (await reading).status_code == 200


async def test_a_timeout_of_the_service_itself_is_left_to_it() -> None:
    with pytest.raises(TimeoutError, match="of its own"):
        await Service().get("/fail")
