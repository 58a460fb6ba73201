"""An order and its bookings are one fact: it is told of every change, and what it does not want is not held."""

from typing import Any

import psycopg
import pytest

from tests.integration.transport.world import World
from tests.support.builders.reads import PICKUP


async def booked(world: World, *registrations: str, **order: Any) -> list[dict[str, Any]]:
    """The bookings of order 123, one load in each vehicle."""
    vans = [await world.vehicle(registration=name) for name in registrations or ("B 1",)]
    answer = await world.book(await world.plan(world.order(**order), *vans))
    assert answer.status_code == 201, answer.text
    return list(answer.json()["data"])


async def move(world: World, booking_id: int, status: str, reason: str = "asked for") -> Any:
    return await world.http.patch(f"/bookings/{booking_id}/status", json={"status": status, "reason": reason})


async def settle(world: World) -> dict[int, str]:
    answer = await world.http.post("/bookings/settle", json={"order_id": 123})
    assert answer.status_code == 200, answer.text
    return {booking["id"]: booking["status"] for booking in answer.json()["data"]}


async def untold(world: World) -> list[int]:
    return [b["id"] for b in (await world.http.get("/bookings", params={"told": False})).json()["data"]]


async def test_whoever_books_the_order_is_told_what_for_and_at_what_price(world: World) -> None:
    first, second = await booked(world, "B 1", "B 2", plan_version=4)
    (report,) = world.orders.told
    assert world.orders.heard() == [{first["id"]: "confirmed", second["id"]: "confirmed"}]
    assert (report["plan_version"], report["layout"]) == (4, first["layout"])
    assert float(report["price"]["amount"]) == float(first["price"]["amount"]) + float(second["price"]["amount"])
    assert first["made_for"]["plan_version"] == 4
    assert first["made_for"]["pickup_date"] == str(PICKUP)
    assert first["made_for"]["destination"]["city"] == "Prague"
    assert await untold(world) == []


@pytest.mark.parametrize("code", ["order-already-cancelled", "plan-changed"])
async def test_an_order_that_was_called_off_or_changed_meanwhile_is_not_booked(world: World, code: str) -> None:
    van = await world.vehicle()
    plan = await world.plan(world.order(), van)
    world.orders.says_no = code
    refused = await world.book(plan, idempotency_key="k")
    assert (refused.status_code, refused.json()["code"]) == (409, "order-disagrees")
    assert refused.json()["order_code"] == code
    free = await world.http.get("/vehicles/available", params={"date": str(PICKUP)})
    assert [vehicle["id"] for vehicle in free.json()["data"]] == [van.id]
    assert await settle(world) == {1: "cancelled"}
    # The answer that did not last is not given again.
    world.orders.says_no = None
    assert (await world.book(plan, idempotency_key="k")).json()["code"] == "quote-already-used"


async def test_a_booking_whose_order_cannot_be_told_is_told_later(world: World) -> None:
    world.orders.deaf = True
    [booking] = await booked(world)
    assert (world.orders.told, await untold(world)) == ([], [booking["id"]])
    world.orders.deaf = False
    assert await settle(world) == {booking["id"]: "confirmed"}
    assert (world.orders.heard(), await untold(world)) == ([{booking["id"]: "confirmed"}], [])


async def test_booking_again_what_was_not_told_tells_it(world: World) -> None:
    world.orders.deaf = True
    await booked(world)
    world.orders.deaf = False
    again = await world.book(await world.plan(world.order(), await world.vehicle(registration="B 9")))
    assert again.json()["code"] == "order-already-booked"
    assert len(world.orders.told) == 1


async def test_no_vehicle_leaves_for_an_order_that_was_called_off(world: World) -> None:
    [booking] = await booked(world)
    world.orders.says_no = "order-already-cancelled"
    refused = await move(world, booking["id"], "in_transit")
    assert (refused.status_code, refused.json()["code"]) == (409, "order-disagrees")
    assert (await world.http.get(f"/bookings/{booking['id']}")).json()["status"] == "confirmed"
    assert await settle(world) == {booking["id"]: "cancelled"}


async def test_no_vehicle_leaves_while_nobody_answers_for_its_order(world: World) -> None:
    [booking] = await booked(world)
    world.orders.down = True
    refused = await move(world, booking["id"], "in_transit")
    assert (refused.status_code, refused.json()["code"]) == (503, "orders-unavailable")
    world.orders.down = False
    assert (await move(world, booking["id"], "in_transit")).json()["status"] == "in_transit"


async def test_every_step_is_told(world: World) -> None:
    [booking] = await booked(world)
    await move(world, booking["id"], "in_transit")
    await move(world, booking["id"], "delivered")
    assert [report[booking["id"]] for report in world.orders.heard()] == ["confirmed", "in_transit", "delivered"]


async def test_cancelling_one_load_cancels_them_all_in_one_step(world: World) -> None:
    first, second = await booked(world, "B 1", "B 2")
    await move(world, second["id"], "cancelled", "breakdown")
    assert world.orders.heard()[1:] == [{first["id"]: "cancelled", second["id"]: "cancelled"}]
    assert world.orders.told[-1]["reason"].endswith("was cancelled: breakdown")


async def test_a_load_that_stays_behind_is_cancelled_alone(world: World) -> None:
    first, second = await booked(world, "B 1", "B 2")
    await move(world, first["id"], "in_transit")
    await move(world, second["id"], "cancelled")
    assert world.orders.heard()[-1] == {first["id"]: "in_transit", second["id"]: "cancelled"}


@pytest.mark.parametrize("there", ["in_transit", "delivered", "cancelled"])
async def test_a_step_that_the_order_knows_of_is_completed(world: World, there: str) -> None:
    [booking] = await booked(world)
    world.orders.ahead = {booking["id"]: there}
    assert await settle(world) == {booking["id"]: there}


async def test_an_order_that_has_no_booking_hears_so(world: World) -> None:
    world.order()
    assert await settle(world) == {}
    assert world.orders.heard() == [{}]


@pytest.mark.parametrize(
    "change",
    ["price = 0.01", "order_id = 9", "layout_version = '9'", "made_for = '{}'", "period = '[2027-01-01,2027-01-02)'"],
)
async def test_a_booking_keeps_what_it_was_made_for(world: World, transport_database_url: str, change: str) -> None:
    await booked(world)
    with psycopg.connect(transport_database_url) as connection, pytest.raises(psycopg.errors.RaiseException):
        connection.execute(f"UPDATE bookings SET {change}")
