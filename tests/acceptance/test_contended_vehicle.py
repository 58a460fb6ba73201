"""Many want the same vehicle on the same day."""

import asyncio
from collections import Counter
from datetime import date
from typing import Any

import httpx2

from logistics.contracts.bookings import BookingStatus
from logistics.contracts.orders import OrderRead, OrderStatus
from logistics.contracts.vehicles import VehicleRead
from logistics.layouts.store import layout_key
from logistics.samples.vehicles import VEHICLES
from tests.acceptance.desk import Desk, a_day_of_its_own
from tests.support.builders.layouts import a_layout, a_price_request

MANY = 50


async def a_booking_request(desk: Desk, order: OrderRead, vehicle: VehicleRead) -> dict[str, Any]:
    """Body of `POST /bookings` for a sound layout that is stored, with a quote for it."""
    document = a_layout(order, vehicle)
    stored = await desk.system.layouts.put(layout_key(order.id), document.model_dump_json().encode())
    quote = await desk.transport.calculate_price(a_price_request(order, document.loads[0]))
    return {
        "order_ids": [order.id],
        "layout_key": stored.key,
        "layout_version": stored.version,
        "layout_sha256": stored.sha256,
        "loads": [{"quote_id": quote.quote_id, "load_index": 0}],
    }


async def rivals(desk: Desk, count: int, day: date, vehicle: VehicleRead) -> list[dict[str, Any]]:
    """As many orders for one vehicle and day, each ready to be booked."""
    orders = [await desk.place(pickup_date=day, auto_process=False) for _ in range(count)]
    return [await a_booking_request(desk, order, vehicle) for order in orders]


async def test_of_fifty_bookings_at_once_one_wins_and_the_others_hear_what_else_is_free(desk: Desk) -> None:
    vehicle = await desk.vehicle("HH-LM 401")
    requests = await rivals(desk, MANY, a_day_of_its_own(), vehicle)
    async with desk.system.http() as http:
        answers = await asyncio.gather(*(http.post("/api/transport/bookings", json=body) for body in requests))
    assert Counter(answer.status_code for answer in answers) == {201: 1, 409: MANY - 1}
    for refused in (answer.json() for answer in answers if answer.status_code == 409):
        assert refused["code"] == "vehicle-already-booked"
        assert refused["alternatives"]
        assert vehicle.id not in [alternative["id"] for alternative in refused["alternatives"]]
    (winner,) = [answer.json()["data"][0] for answer in answers if answer.status_code == 201]
    orders = [body["order_ids"][0] for body in requests]
    booked = [booking for order_id in orders for booking in await desk.bookings(order_id)]
    assert [booking.id for booking in booked] == [winner["id"]]
    assert booked[0].status is BookingStatus.CONFIRMED


async def test_orders_that_compete_for_the_fleet_get_a_vehicle_each_and_the_rest_hear_when_one_is_free(
    desk: Desk,
) -> None:
    day, fleet = a_day_of_its_own(), len(VEHICLES)
    placed = await asyncio.gather(*(desk.place(pickup_date=day) for _ in range(fleet + 2)))
    decided = [await desk.until_decided(order.id) for order in placed]
    for order in decided:
        # Whoever lost every race is asked to try again; then nobody is in the way.
        if order.remedy is not None and order.remedy.kind == "retry":
            await desk.orders.process_order(order.id)
            await desk.until_nothing_is_left_to_do(order.id)
    decided = [await desk.until_decided(order.id) for order in placed]
    vehicles = [b.vehicle_id for order in decided for b in await desk.bookings(order.id, BookingStatus.CONFIRMED)]
    assert len(vehicles) == len(set(vehicles)) == fleet
    left = [order for order in decided if order.status is OrderStatus.NEEDS_ATTENTION]
    assert [order.remedy and order.remedy.kind for order in left] == ["next_free_date"] * 2


async def test_the_loser_of_a_race_books_what_it_is_offered(desk: Desk) -> None:
    vehicle = await desk.vehicle("HH-LM 401")
    first, second = await rivals(desk, 2, a_day_of_its_own(), vehicle)
    async with desk.system.http() as http:
        assert (await http.post("/api/transport/bookings", json=first)).status_code == 201
        refused: httpx2.Response = await http.post("/api/transport/bookings", json=second)
        offered = await desk.transport.get_vehicle(refused.json()["alternatives"][0]["id"])
        order = await desk.order(second["order_ids"][0])
        taken = await http.post("/api/transport/bookings", json=await a_booking_request(desk, order, offered))
    assert taken.status_code == 201, taken.text
