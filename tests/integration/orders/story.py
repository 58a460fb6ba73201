"""The short words in which tests tell what happens to order 1."""

from typing import Any

import httpx2
import psycopg

LAYOUT = {"key": "order-1.json", "version": "1", "sha256": "0" * 64}
PRICE = {"amount": "512.40", "currency": "EUR"}
BOOKED = {"booking_ids": [5], "layout": LAYOUT, "price": PRICE}


async def start_run(http: httpx2.AsyncClient, order_id: int = 1) -> dict[str, Any]:
    started = await http.post("/runs", json={"order_id": order_id, "agent": "orchestrator", "model": "rules"})
    assert started.status_code == 201, started.text
    run: dict[str, Any] = started.json()
    return run


def a_step(tool: str, **said: Any) -> dict[str, Any]:
    return {"agent": "analyser", "tool": tool, "arguments": {}, "result": "ok", "ms": 3} | said


def bearer(run: dict[str, Any]) -> dict[str, str]:
    return {"Authorization": f"Bearer {run['token']}"}


async def told(http: httpx2.AsyncClient, states: dict[int, str], **report: Any) -> httpx2.Response:
    """What comes of it when the Transport API says where the bookings of order 1 are."""
    active = {"plan_version": 1, "layout": LAYOUT, "price": PRICE} if {*states.values()} - {"cancelled"} else {}
    bookings = [{"booking_id": booking_id, "status": status} for booking_id, status in states.items()]
    headers = {"Authorization": f"Bearer {await _key_of_transport(http)}"}
    return await http.put("/orders/1/bookings", json={"bookings": bookings, **active, **report}, headers=headers)


async def _key_of_transport(http: httpx2.AsyncClient) -> str:
    """A key that only the Transport API has; the administrator made it."""
    if not hasattr(http, "key_of_transport"):
        made = await http.post("/keys", json={"name": "transport", "grants": ["transport-api"]})
        assert made.status_code == 201, made.text
        http.key_of_transport = made.json()["key"]
    return http.key_of_transport


async def statuses(http: httpx2.AsyncClient) -> list[str]:
    return [event["type"] for event in (await http.get("/orders/1/events")).json()["data"]]


def jobs(url: str) -> list[tuple[str, str | None]]:
    with psycopg.connect(url) as connection:
        return connection.execute("SELECT task_name, lock FROM procrastinate_jobs ORDER BY id").fetchall()
