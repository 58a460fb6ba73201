"""Bookings once they are made: never two for one vehicle and day, never two for one load, and how they move."""

import asyncio
from collections import Counter
from datetime import timedelta
from typing import Any

import psycopg
import pytest

from tests.integration.transport.world import Plan, World
from tests.support.builders.reads import NOW, PICKUP


async def _booked(world: World, plan: Plan) -> list[dict[str, Any]]:
    answer = await world.book(plan)
    assert answer.status_code == 201, answer.text
    return list(answer.json()["data"])


async def _move(world: World, booking: dict[str, Any], status: str, **headers: str) -> Any:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    body = {"status": status, "reason": "asked for"}
    return await world.http.patch(f"/bookings/{booking['id']}/status", json=body, headers=named)


async def test_of_50_parallel_bookings_of_one_vehicle_and_day_one_wins(world: World) -> None:
    wanted = await world.vehicle()
    cheaper = await world.vehicle(registration="B 1", rate_per_km="0.9")
    dearer = await world.vehicle(registration="B 2", rate_per_km="2")
    await world.vehicle(registration="B 3", max_payload_kg="200")
    await world.vehicle(registration="B 4", cargo_height_mm=700)
    plans = [await world.plan(world.order(order_id), wanted) for order_id in range(1, 51)]
    answers = await asyncio.gather(*(world.book(plan) for plan in plans))
    assert Counter(answer.status_code for answer in answers) == {201: 1, 409: 49}
    for answer in answers:
        if answer.status_code == 409:
            assert answer.json()["code"] == "vehicle-already-booked"
            assert [v["id"] for v in answer.json()["alternatives"]] == [cheaper.id, dearer.id]


async def test_one_order_booked_by_many_at_once_is_booked_once(world: World) -> None:
    order = world.order()
    vans = [await world.vehicle(registration=f"B {number}") for number in range(6)]
    plans = [await world.plan(order, *pair) for pair in zip(vans[::2], vans[1::2], strict=True)]
    answers = await asyncio.gather(*(world.book(plan) for plan in plans * 4))
    assert Counter(answer.status_code for answer in answers) == {201: 1, 409: 11}
    [booked] = [answer.json()["data"] for answer in answers if answer.status_code == 201]
    for answer in answers:
        if answer.status_code == 409:
            assert answer.json()["code"] == "order-already-booked"
            assert answer.json()["bookings"] == booked


async def test_when_one_of_two_vehicles_is_taken_neither_is_booked(world: World) -> None:
    first, second = await world.vehicle(), await world.vehicle(registration="B 2")
    await _booked(world, await world.plan(world.order(1), second))
    plan = await world.plan(world.order(2), first, second)
    answer = await world.book(plan)
    assert (answer.json()["code"], answer.json()["vehicle_id"]) == ("vehicle-already-booked", second.id)
    assert answer.json()["load_index"] == 1
    free = await world.http.get("/vehicles/available", params={"date": str(PICKUP)})
    assert [vehicle["id"] for vehicle in free.json()["data"]] == [first.id]


async def test_a_layout_that_uses_a_vehicle_twice_is_refused(world: World) -> None:
    van = await world.vehicle()
    answer = await world.book(await world.plan(world.order(), van, van))
    assert answer.json()["code"] == "vehicle-already-booked"


async def test_bookings_of_many_pairs_of_vehicles_at_once_never_fail_otherwise(world: World) -> None:
    vans = [await world.vehicle(registration=f"B {number}") for number in range(4)]
    pairs = [(a, b) for a in vans for b in vans if a is not b]
    plans = [await world.plan(world.order(number), *pair) for number, pair in enumerate(pairs * 2, 1)]
    answers = await asyncio.gather(*(world.book(plan) for plan in plans))
    assert {answer.status_code for answer in answers} == {201, 409}
    taken = [booking["vehicle_id"] for a in answers if a.status_code == 201 for booking in a.json()["data"]]
    assert len(taken) == len(set(taken))


async def test_a_repeat_with_the_same_key_gets_the_same_answer(world: World) -> None:
    plan = await world.plan(world.order(), await world.vehicle())
    answers = await asyncio.gather(*(world.book(plan, idempotency_key="k") for _ in range(5)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert sum("idempotent-replayed" in answer.headers for answer in answers) == 4


async def test_a_refused_booking_does_not_use_up_its_key(world: World) -> None:
    van = await world.vehicle()
    plan = await world.plan(world.order(1), van)
    world.orders.down = True
    assert (await world.book(plan, idempotency_key="k")).status_code == 503
    world.orders.down = False
    assert (await world.book(plan, idempotency_key="k")).status_code == 201


async def test_one_key_for_two_bookings_is_refused(world: World) -> None:
    first = await world.plan(world.order(1), await world.vehicle())
    second = await world.plan(world.order(2), await world.vehicle(registration="B 2"))
    await world.book(first, idempotency_key="k")
    assert (await world.book(second, idempotency_key="k")).json()["code"] == "idempotency-key-reused"


async def test_cancelling_frees_the_vehicle_and_the_order(world: World) -> None:
    van = await world.vehicle()
    [booking] = await _booked(world, await world.plan(world.order(), van))
    assert (await _move(world, booking, "cancelled")).json()["status_reason"] == "asked for"
    again = await world.plan(world.order(), van)
    [second] = await _booked(world, again)
    assert second["id"] != booking["id"]


async def test_a_quote_books_once(world: World) -> None:
    plan = await world.plan(world.order(), await world.vehicle())
    [booking] = await _booked(world, plan)
    await _move(world, booking, "cancelled")
    assert (await world.book(plan)).json()["code"] == "quote-already-used"


async def test_a_delivered_booking_keeps_its_days(world: World) -> None:
    van = await world.vehicle()
    [booking] = await _booked(world, await world.plan(world.order(1), van))
    await _move(world, booking, "in_transit")
    assert (await _move(world, booking, "delivered")).json()["version"] == 3
    assert (await world.book(await world.plan(world.order(2), van))).json()["code"] == "vehicle-already-booked"


async def test_an_illegal_move_names_the_allowed_ones(world: World) -> None:
    [booking] = await _booked(world, await world.plan(world.order(), await world.vehicle()))
    answer = await _move(world, booking, "delivered")
    assert (answer.status_code, answer.json()["code"]) == (409, "illegal-transition")
    assert answer.json()["allowed"] == ["in_transit", "cancelled"]


async def test_a_repeated_move_changes_nothing_even_with_the_version_before(world: World) -> None:
    [booking] = await _booked(world, await world.plan(world.order(), await world.vehicle()))
    first = await _move(world, booking, "in_transit", if_match='"1"')
    second = await _move(world, booking, "in_transit", if_match='"1"')
    assert first.json() == second.json()
    assert (await _move(world, booking, "delivered", if_match='"1"')).json()["code"] == "booking-changed"


async def test_a_run_moves_the_bookings_of_its_own_order_only(world: World) -> None:
    [booking] = await _booked(world, await world.plan(world.order(), await world.vehicle()))
    answer = await _move(world, booking, "cancelled", authorization=f"Bearer {world.run_token(124)}")
    assert answer.status_code == 403


async def test_who_moved_a_booking_when_and_why_is_kept(world: World, transport_database_url: str) -> None:
    [booking] = await _booked(world, await world.plan(world.order(), await world.vehicle()))
    world.later(hours=1)
    await _move(world, booking, "cancelled", authorization=f"Bearer {world.run_token(123)}")
    with psycopg.connect(transport_database_url) as connection:
        rows = connection.execute(
            "SELECT from_status, to_status, reason, actor_kind, actor_name, at FROM booking_history ORDER BY id"
        ).fetchall()
    assert rows == [
        (None, "confirmed", None, "key", "a key", NOW),
        ("confirmed", "cancelled", "asked for", "run", "run 7 (orchestrator)", NOW + timedelta(hours=1)),
    ]


async def test_bookings_are_listed_newest_first_in_pages(world: World) -> None:
    for number in range(1, 6):
        van = await world.vehicle(registration=f"B {number}")
        await _booked(world, await world.plan(world.order(number), van))
    seen, cursor = [], None
    while True:
        params = {"limit": 2} | ({"cursor": cursor} if cursor else {})
        page = (await world.http.get("/bookings", params=params)).json()
        seen += [booking["order_ids"][0] for booking in page["data"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == [5, 4, 3, 2, 1]


@pytest.mark.parametrize(
    ("params", "found"),
    [
        ({"order_id": 1}, [1]),
        ({"vehicle_id": 2}, [2]),
        ({"status": "confirmed"}, [2]),
        ({"status": "delivered"}, []),
        ({"from": "2026-12-25"}, [2]),
        ({"to": "2026-12-25"}, [1]),
        ({"from": "2026-12-24", "to": "2027-01-01"}, [2, 1]),
        ({"changed_after": "2026-12-01T09:30:00Z"}, [1]),
        ({"changed_after": "2026-12-01T12:30:00+03:00"}, [1]),
        ({"changed_after": "2026-12-01T10:00:00Z"}, []),
    ],
)
async def test_bookings_are_found_by(world: World, params: dict[str, Any], found: list[int]) -> None:
    first = await world.plan(world.order(1), await world.vehicle())
    later = world.order(2, pickup_date=PICKUP + timedelta(days=1))
    second = await world.plan(later, await world.vehicle(registration="B 2"))
    [booking] = await _booked(world, first)
    await _booked(world, second)
    world.later(hours=1)
    await _move(world, booking, "cancelled")
    answer = await world.http.get("/bookings", params=params)
    assert [booking["order_ids"][0] for booking in answer.json()["data"]] == found


async def test_a_list_of_bookings_between_days_out_of_order_is_refused(world: World) -> None:
    answer = await world.http.get("/bookings", params={"from": "2027-01-01", "to": "2026-01-01"})
    assert answer.status_code == 422
    assert (answer.json()["errors"][0]["pointer"], answer.json()["errors"][0]["location"]) == ("/to", "query")


async def test_no_connection_is_held_while_the_order_api_is_asked(world: World) -> None:
    plan = await world.plan(world.order(), await world.vehicle())
    held: list[int] = []

    def count() -> None:
        occupancy = world.app.state.database.occupancy()
        held.append(occupancy["pool_size"] - occupancy["pool_available"])

    world.orders.when_asked = count
    answer = await world.book(plan, Idempotency_Key="once")
    assert (answer.status_code, held) == (201, [0])


async def test_a_repeated_booking_gets_the_first_answer_without_asking_anybody(world: World) -> None:
    plan = await world.plan(world.order(), await world.vehicle())
    first = await world.book(plan, Idempotency_Key="once")
    world.orders.down = True
    again = await world.book(plan, Idempotency_Key="once")
    assert (again.status_code, again.content, again.headers["idempotent-replayed"]) == (201, first.content, "true")
