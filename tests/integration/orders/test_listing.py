"""Lists of orders: PostgreSQL writes them, and they say what each order says of itself."""

from typing import Any

import httpx2
import psycopg
import pytest

from logistics.contracts.base import Page
from logistics.contracts.orders import OrderSummary, Remedy
from logistics.orders import events
from tests.integration.orders.test_placing import RULES
from tests.support.builders.bodies import a_crate, an_order

HEAVY = {"length_mm": 13_600, "width_mm": 2_450, "height_mm": 2_700, "weight_kg": "24000", "quantity": 2_000}
TINY = {"length_mm": 11, "width_mm": 13, "height_mm": 17, "weight_kg": "0.001", "max_load_on_top_kg": "0.25"}
GATE = {"city": "Prague", "country_code": "CZ", "name": 'Gate "4"', "line1": "K Letišti 6", "lat": 50.1, "lon": 14.0}
BOOKED = f"""UPDATE orders SET status = 'booked', booking_ids = '{{3,4}}', version = 2,
    layout = '{{"key": "order-1.json", "version": "1", "sha256": "{"0" * 64}"}}',
    price = '{{"amount": "822.70", "currency": "EUR"}}', status_reason = 'Müller said "yes".',
    remedy = '{Remedy(kind="retry", detail="Again.").model_dump_json()}',
    updated_at = '2026-12-01 09:00:00+00' WHERE id = %s"""


@pytest.fixture
async def customer(http: httpx2.AsyncClient) -> int:
    answer = await http.post("/customers", json={"name": "Alster Trade", "email": "desk@alster.example"})
    return int(answer.json()["id"])


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"reference": 'PO \\ 1 "2"', "notes": "\u2603\n</script>", "priority": "critical", "auto_process": False},
        {"destination": GATE, "items": [a_crate(), a_crate(**TINY)]},
        {"items": [a_crate(**HEAVY)]},
        {"items": [a_crate(**RULES), a_crate(carries_codes=[])]},
    ],
    ids=["plain", "text", "lines", "large", "rules"],
)
async def test_a_list_says_what_the_order_says_of_itself(
    http: httpx2.AsyncClient, customer: int, changes: dict[str, Any]
) -> None:
    placed = await http.post("/orders", json=an_order(customer_id=customer, **changes))
    assert placed.status_code == 201, placed.text
    assert (await http.get("/orders")).json() == {"data": [placed.json()], "next_cursor": None}


async def test_what_became_of_an_order_is_in_the_list(
    http: httpx2.AsyncClient, customer: int, orders_database_url: str
) -> None:
    order_id = (await http.post("/orders", json=an_order(customer_id=customer))).json()["id"]
    async with await psycopg.AsyncConnection.connect(orders_database_url, autocommit=True) as connection:
        await connection.execute(BOOKED, [order_id])
    one = (await http.get(f"/orders/{order_id}")).json()
    assert (one["booking_ids"], one["updated_at"]) == ([3, 4], "2026-12-01T09:00:00Z")
    listed = (await http.get("/orders")).json()
    assert listed["data"] == [one]
    Page[OrderSummary].model_validate(listed)


async def test_pages_follow_each_other_without_a_gap(http: httpx2.AsyncClient, customer: int) -> None:
    placed = [(await http.post("/orders", json=an_order(customer_id=customer))).json()["id"] for _ in range(3)]
    first = (await http.get("/orders", params={"limit": 2})).json()
    second = (await http.get("/orders", params={"limit": 2, "cursor": first["next_cursor"]})).json()
    assert [order["id"] for order in first["data"] + second["data"]] == placed[::-1]
    assert second["next_cursor"] is None


async def test_a_list_shows_the_first_lines_of_a_large_order(http: httpx2.AsyncClient, customer: int) -> None:
    lines = [a_crate(description=f"Crate {n}", quantity=1) for n in range(1, 2001)]
    placed = (await http.post("/orders", json=an_order(customer_id=customer, items=lines))).json()
    assert len((await http.get("/orders/1")).json()["items"]) == 2000
    answer = await http.get("/orders")
    assert answer.json()["data"] == [{**placed, "items": placed["items"][:3]}]
    assert placed["line_count"] == 2000
    assert len(answer.content) < 4_000


async def test_a_page_of_events_has_room_for_so_many_bytes(
    placed: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    for lines in range(1, 4):
        edited = {"items": [a_crate(description=f"Crate {n}") for n in range(lines)]}
        assert (await placed.patch("/orders/1", json=edited)).status_code == 200
    everything = (await placed.get("/orders/1/events")).json()
    monkeypatch.setattr(events, "MAX_BYTES_AT_ONCE", 100)
    pages, cursor = [], None
    while not pages or cursor:
        page = (await placed.get("/orders/1/events", params={"cursor": cursor} if cursor else {})).json()
        pages.append(page["data"])
        cursor = page["next_cursor"]
    assert [event for page in pages for event in page] == everything["data"]
    assert everything["next_cursor"] is None
    assert [len(page) for page in pages] == [2, 1, 1]
