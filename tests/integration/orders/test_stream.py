"""The stream of events skips nothing, whatever commits late."""

import asyncio
from datetime import UTC, datetime

import httpx2

from logistics.kit.database import Database
from logistics.orders.events import OrderEvents, Position
from logistics.orders.stream import _lines
from tests.integration.orders.test_placing import an_order
from tests.support.identity import OPERATOR

NOW = datetime(2026, 11, 22, tzinfo=UTC)


async def _always() -> bool:
    return True


async def test_an_event_that_commits_late_is_not_skipped(http: httpx2.AsyncClient, orders_database_url: str) -> None:
    await http.post("/customers", json={"name": "Alster Trade", "email": "desk@alster.example"})
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


async def test_a_reader_resumes_where_it_was_and_ends_with_the_service(
    http: httpx2.AsyncClient, orders_database_url: str
) -> None:
    await http.post("/customers", json={"name": "Alster Trade", "email": "desk@alster.example"})
    database = Database(orders_database_url)
    await database.open()
    stopping = asyncio.Event()
    lines = _lines(database, Position(0, 0), stopping, _always)
    assert await anext(lines) == "retry: 1000\n\n"
    await http.post("/orders", json=an_order())
    first = await anext(lines)
    assert "event: order_created\n" in first
    stopping.set()
    assert [line async for line in lines] == []
    await database.close()


async def test_a_position_we_never_gave_out_is_refused(http: httpx2.AsyncClient) -> None:
    for value in ("x", "1-", "99999999999999999999-1"):
        refused = await http.get("/events", headers={"Last-Event-ID": value})
        assert (refused.status_code, refused.json()["code"]) == (422, "invalid-last-event-id")
