"""Orders wait to be planned: each of them once, and customers take turns."""

import asyncio
from typing import Any

import httpx2
import psycopg
import pytest

from tests.support.builders.bodies import an_order

A, B, C = 1, 2, 3


class Desk:
    """Customers who place orders, and a worker that takes one job after the other."""

    def __init__(self, http: httpx2.AsyncClient, url: str) -> None:
        self._http = http
        self._url = url

    async def place(self, customer_id: int) -> int:
        placed = await self._http.post("/orders", json=an_order(customer_id=customer_id))
        assert placed.status_code == 201, placed.text
        return int(placed.json()["id"])

    async def press(self, order_id: int) -> None:
        pressed = await self._http.post(f"/orders/{order_id}/process")
        assert pressed.status_code == 200, pressed.text

    def sql(self, statement: str, *parameters: Any) -> list[tuple[Any, ...]]:
        with psycopg.connect(self._url) as connection:
            cursor = connection.execute(statement, parameters)
            return cursor.fetchall() if cursor.description else []

    def waiting(self) -> int:
        return int(self.sql("SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo'")[0][0])

    def begin(self) -> int | None:
        """The order whose job a worker takes next."""
        return self.sql("SELECT (procrastinate_fetch_job_v2(NULL, NULL)).args ->> 'order_id'")[0][0]

    def end(self) -> None:
        self.sql("DELETE FROM procrastinate_jobs WHERE status = 'doing'")

    def next_customer(self) -> int | None:
        """Whose order is planned next, from beginning to end."""
        order_id = self.begin()
        self.end()
        return self.sql("SELECT customer_id FROM orders WHERE id = %s", order_id)[0][0] if order_id else None


@pytest.fixture
async def desk(http: httpx2.AsyncClient, orders_database_url: str) -> Desk:
    for name in ("A", "B", "C"):
        made = await http.post("/customers", json={"name": name, "email": f"{name}@desk.example"})
        assert made.status_code == 201, made.text
    return Desk(http, orders_database_url)


async def test_an_order_waits_once_however_often_it_is_pressed(desk: Desk) -> None:
    order = await desk.place(A)
    await asyncio.gather(*(desk.press(order) for _ in range(4)))
    assert desk.waiting() == 1


async def test_an_order_that_is_being_planned_waits_once_more(desk: Desk) -> None:
    order = await desk.place(A)
    assert int(desk.begin() or 0) == order
    for _ in range(5):
        await desk.press(order)
    assert desk.waiting() == 1


async def test_pressing_ends_the_wait_for_another_attempt(desk: Desk) -> None:
    order = await desk.place(A)
    desk.sql("UPDATE procrastinate_jobs SET scheduled_at = now() + interval '1 hour', attempts = 1")
    assert desk.begin() is None
    await desk.press(order)
    assert int(desk.begin() or 0) == order


async def test_a_flood_of_one_customer_delays_anothers_order_by_no_more_than_what_runs(desk: Desk) -> None:
    for _ in range(30):
        await desk.place(A)
    running = [desk.begin() for _ in range(5)]
    await desk.place(B)
    await desk.place(B)
    desk.end()
    assert len(running) == 5
    turns = [desk.next_customer() for _ in range(27)]
    assert turns[0] == B
    assert turns.count(B) == 2
    assert turns.index(B, 1) <= 7
    assert turns.count(A) == 25


async def test_the_oldest_order_is_planned_although_new_ones_never_end(desk: Desk) -> None:
    for _ in range(10):
        await desk.place(A)
    last_of_a = desk.sql("SELECT max(id) FROM orders")[0][0]
    served = []
    for _ in range(40):
        await desk.place(B)
        await desk.place(C)
        await desk.place(A)
        served.append(int(desk.begin() or 0))
        desk.end()
    assert last_of_a in served


async def test_an_order_that_is_tried_again_later_keeps_nobodys_turn_back(desk: Desk) -> None:
    tried = await desk.place(C)
    desk.sql("UPDATE procrastinate_jobs SET scheduled_at = now() + interval '1 hour', attempts = 1")
    for _ in range(3):
        await desk.place(A)
    last_of_a = desk.sql("SELECT max(id) FROM orders")[0][0]
    served = []
    for _ in range(12):
        await desk.place(B)
        served.append(int(desk.begin() or 0))
        desk.end()
    assert last_of_a in served
    assert tried not in served
