"""Prices as they are asked for over HTTP."""

from typing import Any

import psycopg
import pytest

from tests.integration.transport.world import World
from tests.support.builders.bodies import HAMBURG, PRAGUE


def _question(vehicle_id: int, **given: Any) -> dict[str, Any]:
    return {
        "vehicle_id": vehicle_id,
        "origin": HAMBURG,
        "destination": PRAGUE,
        "date": "2026-12-24",
        "weight_kg": "579",
        "volume_m3": "12",
    } | given


async def _ask(world: World, **given: Any) -> Any:
    van = await world.vehicle()
    return await world.http.post("/bookings/calculate-price", json=_question(van.id) | given)


async def test_a_quote_says_what_it_is_made_of(world: World) -> None:
    quote = (await _ask(world, priority="express")).json()
    assert quote["valid_until"] == "2026-12-01T09:15:00Z"
    assert quote["distance_source"] == "haversine x 1.22"
    assert [line["code"] for line in quote["lines"]] == ["base", "distance", "priority"]
    cents = sum(round(float(line["amount"]) * 100) for line in quote["lines"])
    assert cents == round(float(quote["total"]["amount"]) * 100)


async def test_the_same_question_gets_the_same_price(world: World) -> None:
    van = await world.vehicle()
    first, second = [
        (await world.http.post("/bookings/calculate-price", json=_question(van.id))).json() for _ in range(2)
    ]
    assert first.pop("quote_id") != second.pop("quote_id")
    assert first == second


async def test_a_vehicle_is_away_one_day_for_every_600_km_begun(world: World) -> None:
    lisbon = {"city": "Lisbon", "country_code": "PT"}
    quote = (await _ask(world, destination=lisbon)).json()
    assert 2400 < float(quote["distance_km"]) < 3000
    assert quote["period"] == {"from": "2026-12-24", "to": "2026-12-29"}


async def test_today_can_be_priced_and_yesterday_cannot(world: World) -> None:
    assert (await _ask(world, date="2026-12-01")).status_code == 201
    van = (await world.http.get("/vehicles")).json()["data"][0]["id"]
    answer = await world.http.post("/bookings/calculate-price", json=_question(van, date="2026-11-30"))
    assert (answer.status_code, answer.json()["code"]) == (422, "date-in-the-past")
    assert answer.json()["errors"][0]["pointer"] == "/date"


@pytest.mark.parametrize(
    ("given", "pointer"),
    [
        ({"origin": {"city": "Hambrugg", "country_code": "DE"}}, "/origin/city"),
        ({"destination": {"city": "Nowhere at all", "country_code": "CZ"}}, "/destination/city"),
        ({"origin": {**HAMBURG, "lat": 53.5}}, "/origin/lon"),
        ({"weight_kg": "2800.001"}, "/weight_kg"),
        ({"volume_m3": "35.868000001"}, "/volume_m3"),
        ({"vehicle_id": 999}, "/vehicle_id"),
        ({"priority": "urgent"}, "/priority"),
        ({"fast": True}, "/fast"),
    ],
)
async def test_what_is_wrong_is_said_where_it_stands(world: World, given: dict[str, Any], pointer: str) -> None:
    answer = await _ask(world, **given)
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


async def test_a_vehicle_out_of_service_is_not_priced(world: World) -> None:
    van = await world.vehicle()
    await world.http.patch(f"/vehicles/{van.id}", json={"status": "maintenance"})
    answer = await world.http.post("/bookings/calculate-price", json=_question(van.id))
    assert (answer.status_code, answer.json()["code"]) == (409, "vehicle-not-active")


async def test_a_price_nobody_can_mean_is_refused(world: World) -> None:
    van = await world.vehicle(base_charge="9999999.99", rate_per_km="1000")
    answer = await world.http.post("/bookings/calculate-price", json=_question(van.id))
    assert (answer.status_code, answer.json()["code"]) == (422, "price-out-of-range")


async def test_old_quotes_that_nobody_booked_make_room_for_new_ones(
    world: World, transport_database_url: str
) -> None:
    van = await world.vehicle()
    booked = await world.plan(world.order(), van)
    assert (await world.book(booked)).status_code == 201
    question = _question(van.id)
    for _ in range(5):
        await world.http.post("/bookings/calculate-price", json=question)
    world.later(days=8)
    newest = [
        (await world.http.post("/bookings/calculate-price", json=question)).json()["quote_id"] for _ in range(3)
    ]
    async with await psycopg.AsyncConnection.connect(transport_database_url) as connection:
        cursor = await connection.execute("SELECT id FROM quotes ORDER BY id")
        left = [quote_id for (quote_id,) in await cursor.fetchall()]
    assert left == [*booked.quote_ids, *newest]
