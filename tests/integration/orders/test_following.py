"""An order is where its bookings are: whoever booked them, whatever else is said, and whatever is tried meanwhile."""

import asyncio
from typing import Any

import httpx2
import psycopg
import pytest

from tests.integration.orders.story import BOOKED, LAYOUT, PRICE, bearer, jobs, start_run, statuses, told
from tests.support.builders.bodies import a_crate

PLAN: list[dict[str, Any]] = [
    {"items": [a_crate(quantity=1)]},
    {"priority": "critical"},
    {"pickup_date": "2027-03-01"},
    {"destination": {"city": "Lisbon", "country_code": "PT"}},
]
"""Changes of what a booking is made for."""


async def order(http: httpx2.AsyncClient) -> dict[str, Any]:
    return dict((await http.get("/orders/1")).json())


async def messages(http: httpx2.AsyncClient) -> list[str]:
    return [message["event"] for message in reversed((await http.get("/notifications")).json()["data"])]


async def test_a_booking_made_by_hand_ends_as_one_made_by_agents_does(placed: httpx2.AsyncClient) -> None:
    booked = (await told(placed, {5: "confirmed"})).json()
    assert (booked["status"], booked["booking_ids"], booked["price"]) == ("booked", [5], PRICE)
    assert booked["layout"] == LAYOUT
    assert await messages(placed) == ["order_booked"]
    assert await statuses(placed) == ["order_created", "order_booked"]


async def test_being_told_again_changes_nothing(placed: httpx2.AsyncClient, orders_database_url: str) -> None:
    await told(placed, {5: "in_transit"})
    before = await order(placed)
    known = jobs(orders_database_url)
    assert (await told(placed, {5: "in_transit"})).json() == before
    assert jobs(orders_database_url) == known


async def test_an_order_leaves_with_its_first_load_and_arrives_with_its_last(placed: httpx2.AsyncClient) -> None:
    await told(placed, {5: "confirmed", 6: "confirmed"})
    for states, status in (
        ({5: "in_transit", 6: "confirmed"}, "in_transit"),
        ({5: "delivered", 6: "confirmed"}, "in_transit"),
        ({5: "delivered", 6: "in_transit"}, "in_transit"),
        ({5: "delivered", 6: "delivered"}, "delivered"),
    ):
        assert (await told(placed, states)).json()["status"] == status
    assert await messages(placed) == ["order_booked", "order_in_transit", "order_delivered"]


async def test_an_order_that_heard_of_nothing_catches_up(placed: httpx2.AsyncClient) -> None:
    assert (await told(placed, {5: "delivered"})).json()["status"] == "delivered"
    assert await statuses(placed) == ["order_created", "order_booked", "order_departed", "order_delivered"]


async def test_a_cancelled_booking_sends_its_order_back_to_people(placed: httpx2.AsyncClient) -> None:
    await told(placed, {5: "confirmed"})
    back = (await told(placed, {5: "cancelled"}, reason="Booking BKG-5 was cancelled: breakdown")).json()
    assert (back["status"], back["status_reason"]) == ("needs_attention", "Booking BKG-5 was cancelled: breakdown")
    assert (back["remedy"]["kind"], back["booking_ids"], back["price"]) == ("retry", [], None)
    again = (await told(placed, {5: "cancelled", 6: "confirmed"})).json()
    assert (again["status"], again["booking_ids"]) == ("booked", [6])


@pytest.mark.parametrize("change", PLAN)
async def test_what_was_booked_for_other_goods_or_another_day_is_not_wanted(
    placed: httpx2.AsyncClient, change: dict[str, Any]
) -> None:
    assert (await placed.patch("/orders/1", json=change)).json()["plan_version"] == 2
    refused = await told(placed, {5: "confirmed"})
    assert (refused.status_code, refused.json()["code"]) == (409, "plan-changed")
    assert (await told(placed, {5: "confirmed"}, plan_version=2)).json()["status"] == "booked"


async def test_words_may_change_without_a_new_plan(placed: httpx2.AsyncClient) -> None:
    assert (await placed.patch("/orders/1", json={"notes": "ring twice"})).json()["plan_version"] == 1


@pytest.mark.parametrize("change", PLAN)
async def test_what_is_booked_does_not_change(placed: httpx2.AsyncClient, change: dict[str, Any]) -> None:
    await told(placed, {5: "confirmed"})
    refused = await placed.patch("/orders/1", json=change)
    assert (refused.status_code, refused.json()["code"]) == (409, "order-not-editable")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE orders SET pickup_date = pickup_date + 1",
        "UPDATE orders SET priority = 'critical'",
        "UPDATE orders SET plan_version = plan_version + 1",
        "UPDATE orders SET booking_ids = '{}'",
        "UPDATE orders SET price = NULL",
        "UPDATE order_items SET quantity = quantity + 1",
        "DELETE FROM order_items",
        "INSERT INTO order_items SELECT order_id, line + 1, sku, description FROM order_items",
    ],
)
async def test_the_database_itself_keeps_what_is_booked(
    placed: httpx2.AsyncClient, orders_database_url: str, statement: str
) -> None:
    await told(placed, {5: "confirmed"})
    with psycopg.connect(orders_database_url) as connection, pytest.raises(psycopg.Error):
        connection.execute(statement)


@pytest.mark.parametrize("credential", ["admin", "run"])
@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"status": "booked", "booked": BOOKED | {"booking_ids": [6]}}, "bookings-disagree"),
        (
            {"status": "booked", "booked": BOOKED | {"price": {"amount": "0.01", "currency": "EUR"}}},
            "bookings-disagree",
        ),
        ({"status": "needs_attention", "status_reason": "No."}, "order-is-booked"),
    ],
)
async def test_nobody_says_otherwise_of_a_booked_order(
    placed: httpx2.AsyncClient, change: dict[str, Any], code: str, credential: str
) -> None:
    run = await start_run(placed)
    await told(placed, {5: "confirmed"})
    before = await order(placed)
    refused = await placed.patch("/orders/1", json=change, headers=bearer(run) if credential == "run" else {})
    assert (refused.status_code, refused.json()["code"]) == (409, code)
    assert await order(placed) == before


async def test_nobody_calls_an_order_booked_that_is_not(placed: httpx2.AsyncClient) -> None:
    run = await start_run(placed)
    refused = await placed.patch("/orders/1", json={"status": "booked", "booked": BOOKED}, headers=bearer(run))
    assert (refused.status_code, refused.json()["code"]) == (409, "bookings-disagree")
    assert await messages(placed) == []


@pytest.mark.parametrize("status", ["in_transit", "delivered"])
async def test_nobody_sends_an_order_on_its_way_but_its_bookings(placed: httpx2.AsyncClient, status: str) -> None:
    await told(placed, {5: "confirmed"} if status == "in_transit" else {5: "in_transit"})
    refused = await placed.patch("/orders/1", json={"status": status})
    assert (refused.status_code, refused.json()["code"]) == (409, "decided-by-bookings")


async def test_goods_on_the_road_are_not_called_off(placed: httpx2.AsyncClient) -> None:
    await told(placed, {5: "in_transit"})
    assert (await placed.post("/orders/1/cancel")).json()["code"] == "order-already-left"
    assert (await told(placed, {5: "cancelled"})).json()["code"] == "order-already-left"


async def test_a_vehicle_does_not_leave_for_an_order_that_was_called_off(placed: httpx2.AsyncClient) -> None:
    await told(placed, {5: "confirmed"})
    await placed.post("/orders/1/cancel")
    assert (await told(placed, {5: "in_transit"})).json()["code"] == "order-already-cancelled"
    assert (await told(placed, {5: "cancelled"})).json()["status"] == "cancelled"


async def test_of_leaving_and_calling_off_at_once_one_happens(placed: httpx2.AsyncClient) -> None:
    await told(placed, {5: "confirmed"})
    left, called_off = await asyncio.gather(told(placed, {5: "in_transit"}), placed.post("/orders/1/cancel"))
    assert {left.status_code, called_off.status_code} == {200, 409}
    assert (await order(placed))["status"] == ("in_transit" if left.status_code == 200 else "cancelled")


async def test_a_run_that_was_stopped_changes_nothing_more(placed: httpx2.AsyncClient) -> None:
    first, second = await start_run(placed), await start_run(placed)
    change = {"status": "needs_attention", "status_reason": "No vehicle."}
    late = await placed.patch("/orders/1", json=change, headers=bearer(first))
    assert late.status_code in (401, 409), late.text
    assert (await order(placed))["status"] == "processing"
    assert (await placed.patch("/orders/1", json=change, headers=bearer(second))).status_code == 200


async def test_an_order_that_is_put_to_work_has_a_job(placed: httpx2.AsyncClient, orders_database_url: str) -> None:
    await placed.patch("/orders/1", json={"status": "needs_attention", "status_reason": "Wait."})
    with psycopg.connect(orders_database_url) as connection:
        connection.execute("DELETE FROM procrastinate_jobs")
    for _ in range(2):
        assert (await placed.patch("/orders/1", json={"status": "processing"})).json()["status"] == "processing"
    assert jobs(orders_database_url) == [("process_order", "order-1")]


async def test_a_report_of_no_booking_leaves_an_order_without_vehicles_as_it_is(placed: httpx2.AsyncClient) -> None:
    before = await order(placed)
    assert (await told(placed, {})).json() == before
    await told(placed, {5: "confirmed"})
    lost = (await told(placed, {})).json()
    assert (lost["status"], lost["booking_states"]) == ("needs_attention", [])
