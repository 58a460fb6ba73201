"""Whoever starts, reports and changes at the same moment waits for the other, and never each for each."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import httpx2
import psycopg

from tests.integration.orders.story import a_step, bearer, start_run

STEPS = {"steps": [a_step("run_packing", milestone="load_analysed")]}


async def test_a_run_that_reports_and_one_that_starts_do_not_wait_for_each_other(
    placed: httpx2.AsyncClient, orders_database_url: str
) -> None:
    first = await start_run(placed)
    async with held(orders_database_url, "SELECT FROM runs WHERE id = 1 FOR NO KEY UPDATE") as waiting:
        reporting = asyncio.create_task(placed.post(f"/runs/{first['id']}/steps", json=STEPS, headers=bearer(first)))
        await waiting(1)
        starting = asyncio.create_task(start_run(placed))
        await waiting(2)
    reported, second = await asyncio.gather(reporting, starting)
    assert reported.status_code == 201, reported.text
    assert second["id"] == 2
    runs = (await placed.get("/runs")).json()["data"]
    assert [(run["id"], run["status"]) for run in runs] == [(2, "running"), (1, "stopped")]


@asynccontextmanager
async def held(url: str, statement: str) -> AsyncIterator[Callable[[int], Awaitable[None]]]:
    """Rows that somebody holds until the end of the block, and a way to wait until so many wait for them."""
    async with (
        await psycopg.AsyncConnection.connect(url) as holder,
        await psycopg.AsyncConnection.connect(url, autocommit=True) as watcher,
    ):
        await holder.execute(statement)

        async def waiting(count: int) -> None:
            async with asyncio.timeout(20):
                while True:
                    found = await watcher.execute(
                        "SELECT count(*) FROM pg_stat_activity"
                        " WHERE datname = current_database() AND wait_event_type = 'Lock'"
                    )
                    row = await found.fetchone()
                    if row is not None and row[0] >= count:
                        return
                    await asyncio.sleep(0.02)

        yield waiting
