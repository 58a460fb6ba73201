"""Lists of orders: PostgreSQL writes them, and they say what each order says of itself."""

from typing import Any

import httpx2
import psycopg
import pytest

from logistics.contracts.base import Page
from logistics.contracts.orders import OrderRead, Remedy
from logistics.orders import repository
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
    Page[OrderRead].model_validate(listed)


async def test_pages_follow_each_other_without_a_gap(http: httpx2.AsyncClient, customer: int) -> None:
    placed = [(await http.post("/orders", json=an_order(customer_id=customer))).json()["id"] for _ in range(3)]
    first = (await http.get("/orders", params={"limit": 2})).json()
    second = (await http.get("/orders", params={"limit": 2, "cursor": first["next_cursor"]})).json()
    assert [order["id"] for order in first["data"] + second["data"]] == placed[::-1]
    assert second["next_cursor"] is None


async def test_a_page_has_room_for_so_many_lines(
    http: httpx2.AsyncClient, customer: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(repository, "MAX_LINES_OF_PAGE", 3)
    for _ in range(5):
        await http.post("/orders", json=an_order(customer_id=customer, items=[a_crate(), a_crate()]))
    pages, cursor = [], None
    while not pages or cursor:
        page = (await http.get("/orders", params={"cursor": cursor} if cursor else {})).json()
        pages.append([order["id"] for order in page["data"]])
        cursor = page["next_cursor"]
    assert pages == [[5, 4], [3, 2], [1]]
    assert (await http.get("/orders", params={"limit": 1})).json()["next_cursor"] is not None
