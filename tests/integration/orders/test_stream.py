"""The stream of events skips nothing, whatever commits late."""

import asyncio
import secrets
from datetime import UTC, datetime

import httpx2
import pytest
from fastapi import FastAPI
from starlette.types import Message, Scope

from logistics.kit.database import Database, DatabaseUnavailable
from logistics.orders import events
from logistics.orders.events import OrderEvents, Position
from logistics.orders.stream import MAX_STREAMS_OF_ONE, _lines
from logistics.web.shares import Shares
from tests.support.builders.bodies import a_customer, an_order
from tests.support.identity import OPERATOR, a_key

NOW = datetime(2026, 11, 22, tzinfo=UTC)


async def _always() -> bool:
    return True


async def test_an_event_that_commits_late_is_not_skipped(http: httpx2.AsyncClient, orders_database_url: str) -> None:
    await http.post("/customers", json=a_customer())
    await http.post("/orders", json=an_order())
    slow, quick = Database(orders_database_url), Database(orders_database_url)
    await slow.open()
    await quick.open()
    async with quick.transaction() as tx:
        start = await OrderEvents(tx).newest()
    async with slow.transaction() as late:
        await OrderEvents(late).add(1, "first", OPERATOR, NOW)
        async with quick.transaction() as tx:
            await OrderEvents(tx).add(1, "second", OPERATOR, NOW)
        async with quick.transaction() as tx:
            early = await OrderEvents(tx).list_since(start, 10)
    async with quick.transaction() as tx:
        everything = await OrderEvents(tx).list_since(start, 10)
        rest = await OrderEvents(tx).list_since(everything[0][0], 10)
    await slow.close()
    await quick.close()
    assert early == []
    assert [event.type for _, event in everything] == ["first", "second"]
    assert [event.type for _, event in rest] == ["second"]


async def test_large_events_come_a_few_at_a_time(
    http: httpx2.AsyncClient, orders_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "MAX_BYTES_AT_ONCE", 1000)
    await http.post("/customers", json=a_customer())
    await http.post("/orders", json=an_order())
    database = Database(orders_database_url)
    await database.open()
    async with database.transaction() as tx:
        position = await OrderEvents(tx).newest()
    async with database.transaction() as tx:
        for _ in range(5):
            await OrderEvents(tx).add(1, "order_changed", OPERATOR, NOW, said=secrets.token_hex(500))
    batches = []
    async with database.transaction() as tx:
        while batch := await OrderEvents(tx).list_since(position, 200):
            position, _ = batch[-1]
            batches.append(len(batch))
    await database.close()
    assert batches == [1] * 5


async def test_a_reader_resumes_where_it_was_and_ends_with_the_service(
    http: httpx2.AsyncClient, orders_database_url: str
) -> None:
    await http.post("/customers", json=a_customer())
    database = Database(orders_database_url)
    await database.open()
    stopping = asyncio.Event()
    lines = _lines(database, Position(0, 0), stopping, _always)
    assert await anext(lines) == b"retry: 1000\n\n"
    await http.post("/orders", json=an_order())
    first = await anext(lines)
    assert b"event: order_created\n" in first
    stopping.set()
    assert [line async for line in lines] == []
    await database.close()


async def test_nothing_is_shown_while_nobody_knows_whether_the_reader_still_may(
    http: httpx2.AsyncClient, orders_database_url: str
) -> None:
    """The database went away after the news was read, and the right with it."""
    await http.post("/customers", json=a_customer())
    await http.post("/orders", json=an_order())
    database = Database(orders_database_url)
    await database.open()
    answers = iter([True, DatabaseUnavailable("Gone.", retry_after_s=1), False])

    async def may_read() -> bool:
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    lines = _lines(database, Position(0, 0), asyncio.Event(), may_read)
    assert [line async for line in lines] == [b"retry: 1000\n\n"]
    await database.close()


async def test_a_position_we_never_gave_out_is_refused(http: httpx2.AsyncClient) -> None:
    for value in ("x", "1-", "99999999999999999999-1"):
        refused = await http.get("/events", headers={"Last-Event-ID": value})
        assert (refused.status_code, refused.json()["code"]) == (422, "invalid-last-event-id")


class Reader:
    """Somebody who follows events until they leave."""

    def __init__(self, app: FastAPI, key: str) -> None:
        self.leaves = asyncio.Event()
        self._said: list[Message] = []
        self._begun = asyncio.Event()
        scope: Scope = {
            "type": "http",
            "method": "GET",
            "path": "/events",
            "raw_path": b"/events",
            "query_string": b"",
            "client": ("192.0.2.7", 4711),
            "headers": [(b"authorization", f"Bearer {key}".encode())],
        }
        self.reading = asyncio.create_task(app(scope, self._receive, self._note))

    async def status(self) -> int:
        await self._begun.wait()
        return int(self._said[0]["status"])

    async def leave(self) -> None:
        self.leaves.set()
        await self.reading

    async def _receive(self) -> Message:
        await self.leaves.wait()
        return {"type": "http.disconnect"}

    async def _note(self, message: Message) -> None:
        self._said.append(message)
        self._begun.set()


async def test_one_reader_leaves_streams_to_others_and_everybody_else_is_answered(
    app: FastAPI, http: httpx2.AsyncClient, orders_database_url: str
) -> None:
    loader, dispatcher = [await a_key(orders_database_url, role) for role in ("loader", "dispatcher")]
    readers = [Reader(app, loader) for _ in range(MAX_STREAMS_OF_ONE)]
    assert {await reader.status() for reader in readers} == {200}
    assert await Reader(app, loader).status() == 429
    other = Reader(app, dispatcher)
    assert await other.status() == 200
    assert (await http.get("/orders")).status_code == 200
    await readers[0].leave()
    again = Reader(app, loader)
    assert await again.status() == 200
    for reader in (*readers[1:], other, again):
        await reader.leave()
    assert app.state.streams.taken == 0


async def test_when_all_streams_are_taken_other_requests_are_answered(
    app: FastAPI, http: httpx2.AsyncClient, orders_database_url: str
) -> None:
    app.state.streams = Shares("event streams", most=1, most_of_one=1)
    key = await a_key(orders_database_url, "loader")
    reader = Reader(app, key)
    assert await reader.status() == 200
    refused = await http.get("/events")
    assert (refused.status_code, refused.json()["code"], refused.headers["retry-after"]) == (503, "service-busy", "1")
    assert (await http.get("/orders")).status_code == 200
    await reader.leave()
