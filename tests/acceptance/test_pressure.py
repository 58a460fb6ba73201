"""More is asked of a process than it can do at once: it refuses what is too much, and loses nothing."""

import asyncio
from collections import Counter
from typing import Any

import httpx2
import pytest

from logistics.web.bounds import MAX_IN_WORK
from tests.acceptance.desk import Desk, a_day_of_its_own
from tests.support.builders.bodies import an_order

CROWD = 4 * MAX_IN_WORK
FEWER = MAX_IN_WORK // 2


async def ask_at_once(desk: Desk, name: str, *requests: tuple[str, str, Any]) -> list[httpx2.Response]:
    """The answers of one process, past the gateway, to requests that all come at the same moment."""
    async with httpx2.AsyncClient(
        base_url=f"http://127.0.0.1:{desk.system.record.ports[name]}",
        headers={"Authorization": f"Bearer {desk.system.admin_key}"},
        limits=httpx2.Limits(max_connections=None),
        trust_env=False,
        timeout=60,
    ) as http:
        return await asyncio.gather(*(http.request(method, path, json=body) for method, path, body in requests))


@pytest.mark.parametrize("crowd", [CROWD, FEWER], ids=["too many", "not too many"])
async def test_a_crowd_is_answered_at_once_whether_served_or_refused(desk: Desk, crowd: int) -> None:
    body = an_order(desk.customer_id, a_day_of_its_own(), auto_process=False)
    answers = await ask_at_once(desk, "order-0", *[("POST", "/orders", body)] * crowd)
    counts = Counter(answer.status_code for answer in answers)
    if crowd == FEWER:
        assert counts == {201: crowd}
    else:
        assert set(counts) == {201, 503}
    refused = [answer for answer in answers if answer.status_code == 503]
    assert {(answer.json()["code"], answer.headers["Retry-After"]) for answer in refused} <= {("service-busy", "1")}
    page = await desk.orders.list_orders(customer_id=desk.customer_id, limit=200)
    while page.next_cursor:
        more = await desk.orders.list_orders(customer_id=desk.customer_id, limit=200, cursor=page.next_cursor)
        page = more.model_copy(update={"data": [*page.data, *more.data]})
    placed = {answer.json()["id"] for answer in answers if answer.status_code == 201}
    assert {order.id for order in page.data} == placed


async def test_a_client_that_is_refused_gets_through_later(desk: Desk) -> None:
    crowd = asyncio.create_task(ask_at_once(desk, "order-0", *[("GET", "/orders?limit=200", None)] * CROWD))
    order = await desk.place(auto_process=False)
    await crowd
    assert (await desk.order(order.id)).id == order.id
