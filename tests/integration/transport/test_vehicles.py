"""The fleet: adding, finding, changing and blocking vehicles."""

from typing import Any

import pytest

from tests.integration.transport.world import World
from tests.support.builders.bodies import a_vehicle
from tests.support.builders.reads import PICKUP

CHRISTMAS = {"period": {"from": "2026-12-24", "to": "2026-12-27"}, "reason": "Brakes"}


async def _free(world: World, **params: Any) -> list[int]:
    answer = await world.http.get("/vehicles/available", params={"date": str(PICKUP)} | params)
    assert answer.status_code == 200, answer.text
    return [vehicle["id"] for vehicle in answer.json()["data"]]


async def test_a_vehicle_is_read_back_as_it_was_added(world: World) -> None:
    added = await world.vehicle()
    read = (await world.http.get(f"/vehicles/{added.id}")).json()
    defaults = {"refrigerated": False, "tail_lift": False, "currency": "EUR", "blocked": [], "door_sill_mm": 0}
    defaults |= dict.fromkeys(("min_temperature_c", "max_temperature_c", "axles", "balance", "door_left_mm"))
    assert read == a_vehicle() | defaults | {"id": added.id, "status": "active", "version": 1}


BODY = {
    "door_left_mm": 20,
    "door_sill_mm": 10,
    "min_temperature_c": -20,
    "max_temperature_c": 8,
    "blocked": [
        {"x_mm": 2000, "y_mm": 0, "dx_mm": 800, "dy_mm": 200, "dz_mm": 300, "z_mm": 0},
        {"x_mm": 2000, "y_mm": 2250, "dx_mm": 800, "dy_mm": 200, "dz_mm": 300, "z_mm": 1900},
    ],
    "axles": {
        **{"wheelbase_mm": 4200, "bulkhead_mm": -600, "tare_front_kg": "2700.5", "tare_rear_kg": "2000"},
        **{"max_front_kg": "3700", "max_rear_kg": "5300.125"},
        **{"min_front_share": 0.2, "min_rear_share": 0.25},
    },
    "balance": {"min_x_mm": 1000, "max_x_mm": None, "max_lateral_mm": 200, "from_kg": "0"},
}


async def test_a_body_is_read_back_as_it_was_described_and_can_be_taken_away(world: World) -> None:
    added = await world.vehicle(**BODY)
    path = f"/vehicles/{added.id}"
    one = (await world.http.get(path)).json()
    assert one.items() >= BODY.items()
    for listed in ("/vehicles", f"/vehicles/available?date={PICKUP}"):
        assert (await world.http.get(listed)).json()["data"] == [one]
    nothing = {"blocked": [], "door_sill_mm": 0}
    nothing |= dict.fromkeys(("min_temperature_c", "max_temperature_c", "axles", "balance", "door_left_mm"))
    assert (await world.http.patch(path, json=nothing)).json().items() >= nothing.items()
    again = await world.http.patch(path, json=BODY)
    assert again.json().items() >= BODY.items()


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"cargo_length_mm": 2700}, "/blocked/0/dx_mm", "vehicle-invalid"),
        ({"blocked": [BODY["blocked"][0]] * 2}, "/blocked/1", "vehicle-invalid"),
        ({"blocked": [BODY["blocked"][0] | {"dz_mm": 0}]}, "/blocked/0/dz_mm", "invalid-request"),
        ({"blocked": [BODY["blocked"][0] | {"z_mm": 2500}]}, "/blocked/0/dz_mm", "vehicle-invalid"),
        ({"blocked": [BODY["blocked"][0] | {"y1_mm": 0}]}, "/blocked/0/y1_mm", "invalid-request"),
        ({"axles": BODY["axles"] | {"min_front_share": 0.9}}, "/axles/min_front_share", "vehicle-invalid"),
        ({"axles": BODY["axles"] | {"min_front_share": 1.1}}, "/axles/min_front_share", "invalid-request"),
        ({"blocked": None}, "/blocked", "field-required"),
        ({"axles": BODY["axles"] | {"max_rear_kg": "1999"}}, "/axles/tare_rear_kg", "vehicle-invalid"),
        ({"axles": {"wheelbase_mm": 4200}}, "/axles/bulkhead_mm", "invalid-request"),
        ({"axles": BODY["axles"] | {"third_kg": 1}}, "/axles/third_kg", "invalid-request"),
        ({"balance": {"max_x_mm": 6200}}, "/balance/max_x_mm", "vehicle-invalid"),
        ({"balance": {"max_y_mm": 1}}, "/balance/max_y_mm", "invalid-request"),
        ({"max_temperature_c": -21}, "/min_temperature_c", "vehicle-invalid"),
        ({"max_temperature_c": None}, "/max_temperature_c", "vehicle-invalid"),
    ],
)
async def test_a_body_that_contradicts_itself_is_refused(
    world: World, change: dict[str, Any], pointer: str, code: str
) -> None:
    added = await world.vehicle(**BODY)
    refused = await world.http.patch(f"/vehicles/{added.id}", json=change)
    assert (refused.status_code, refused.json()["code"]) == (422, code), refused.text
    assert pointer in [error["pointer"] for error in refused.json()["errors"]]
    refused = await world.http.post("/vehicles", json=a_vehicle(**BODY, registration="B 2") | change)
    assert refused.status_code == 422
    assert pointer in [error["pointer"] for error in refused.json()["errors"]]
    assert [vehicle["version"] for vehicle in (await world.http.get("/vehicles")).json()["data"]] == [1]


async def test_lists_say_what_the_vehicle_says_of_itself(world: World) -> None:
    added = await world.vehicle(
        name='Ünïmog "4"', max_payload_kg="99999.999", refrigerated=True, tail_lift=True, rate_per_km="1.1500"
    )
    one = (await world.http.get(f"/vehicles/{added.id}")).json()
    for path in ("/vehicles", f"/vehicles/available?date={PICKUP}"):
        assert (await world.http.get(path)).json() == {"data": [one], "next_cursor": None}


async def test_registrations_are_unique_whatever_their_capitals(world: World) -> None:
    first = await world.vehicle()
    answer = await world.http.post("/vehicles", json=a_vehicle(registration="hh-lm 1042"))
    assert (answer.status_code, answer.json()["code"]) == (409, "registration-taken")
    second = await world.vehicle(registration="B 2")
    answer = await world.http.patch(f"/vehicles/{second.id}", json={"registration": "HH-LM 1042"})
    assert answer.json()["code"] == "registration-taken"
    found = await world.http.get("/vehicles", params={"registration": "Hh-Lm 1042"})
    assert [vehicle["id"] for vehicle in found.json()["data"]] == [first.id]


async def test_adding_with_the_same_key_adds_once(world: World) -> None:
    answers = [
        await world.http.post("/vehicles", json=a_vehicle(), headers={"Idempotency-Key": "k"}) for _ in range(2)
    ]
    assert answers[0].json() == answers[1].json()
    assert answers[1].headers["idempotent-replayed"] == "true"


async def test_a_change_counts_versions_and_minds_if_match(world: World) -> None:
    van = await world.vehicle()
    path = f"/vehicles/{van.id}"
    changed = await world.http.patch(path, json={"max_payload_kg": "3000.5"}, headers={"If-Match": '"1"'})
    assert (changed.json()["version"], changed.json()["max_payload_kg"]) == (2, "3000.5")
    stale = await world.http.patch(path, json={"name": "Other"}, headers={"If-Match": '"1"'})
    assert (stale.status_code, stale.json()["code"]) == (412, "vehicle-changed")
    emptied = await world.http.patch(path, json={"name": None})
    assert (emptied.status_code, emptied.json()["errors"][0]["pointer"]) == (422, "/name")


@pytest.mark.parametrize(
    "change", [{"status": "maintenance"}, {"status": "retired"}, {"max_payload_kg": "2000"}, {"axles": BODY["axles"]}]
)
async def test_a_vehicle_keeps_its_promises_to_the_bookings_ahead(world: World, change: dict[str, Any]) -> None:
    van = await world.vehicle()
    [booking] = (await world.book(await world.plan(world.order(), van))).json()["data"]
    refused = await world.http.patch(f"/vehicles/{van.id}", json=change)
    assert (refused.status_code, refused.json()["code"]) == (409, "vehicle-has-bookings")
    assert refused.json()["booking_ids"] == [booking["id"]]
    assert booking["number"] in refused.json()["detail"]
    world.later(days=40)
    assert (await world.http.patch(f"/vehicles/{van.id}", json=change)).status_code == 200


async def test_a_booked_vehicle_may_change_in_what_nobody_relies_on(world: World) -> None:
    van = await world.vehicle()
    await world.book(await world.plan(world.order(), van))
    answer = await world.http.patch(f"/vehicles/{van.id}", json={"name": "Other", "rate_per_km": "9.9999"})
    assert answer.status_code == 200


async def test_a_blocked_vehicle_is_neither_free_nor_bookable(world: World) -> None:
    van = await world.vehicle()
    plan = await world.plan(world.order(), van)
    block = await world.http.post(f"/vehicles/{van.id}/blocks", json=CHRISTMAS)
    assert block.json() == CHRISTMAS | {"id": block.json()["id"], "vehicle_id": van.id}
    assert await _free(world) == []
    assert (await world.book(plan)).json()["code"] == "vehicle-already-booked"
    listed = await world.http.get(f"/vehicles/{van.id}/blocks")
    assert listed.json()["data"] == [block.json()]
    path = f"/vehicles/{van.id}/blocks/{block.json()['id']}"
    assert (await world.http.delete(path)).status_code == 204
    assert (await world.http.delete(path)).json()["code"] == "block-not-found"
    assert (await world.book(plan)).status_code == 201


async def test_a_booked_vehicle_cannot_be_blocked_on_these_days(world: World) -> None:
    van = await world.vehicle()
    [booking] = (await world.book(await world.plan(world.order(), van))).json()["data"]
    answer = await world.http.post(f"/vehicles/{van.id}/blocks", json=CHRISTMAS)
    assert (answer.status_code, answer.json()["code"]) == (409, "vehicle-already-booked")
    hold = await world.http.delete(f"/vehicles/{van.id}/blocks/{booking['id']}")
    assert hold.status_code == 404


async def test_a_block_ends_after_it_begins(world: World) -> None:
    van = await world.vehicle()
    body = CHRISTMAS | {"period": {"from": "2026-12-24", "to": "2026-12-24"}}
    answer = await world.http.post(f"/vehicles/{van.id}/blocks", json=body)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/period/to")


async def test_vehicles_are_found_by_what_they_must_offer(world: World) -> None:
    truck = (await world.vehicle()).id
    van = (await world.vehicle(registration="B 2", cargo_length_mm=3000, max_payload_kg="1200")).id
    fridge = (await world.vehicle(registration="B 3", refrigerated=True, cargo_height_mm=1800)).id
    gone = await world.vehicle(registration="B 4")
    await world.http.patch(f"/vehicles/{gone.id}", json={"status": "maintenance"})
    assert await _free(world) == [truck, van, fridge]
    assert await _free(world, min_length_mm=3001) == [truck, fridge]
    assert await _free(world, min_height_mm=1801) == [truck, van]
    assert await _free(world, min_payload_kg="1200.001") == [truck, fridge]
    assert await _free(world, min_width_mm=2451) == []
    assert await _free(world, refrigerated=True) == [fridge]
    assert await _free(world, refrigerated=False) == [truck, van, fridge]


async def test_a_vehicle_is_free_up_to_the_day_it_is_away_and_from_the_day_it_is_back(world: World) -> None:
    van = await world.vehicle()
    await world.http.post(f"/vehicles/{van.id}/blocks", json=CHRISTMAS)
    days = {"2026-12-23": 1, "2026-12-24": 1, "2026-12-26": 1, "2026-12-27": 1}
    free = {day: bool(await _free(world, date=day, days=count)) for day, count in days.items()}
    assert free == {"2026-12-23": True, "2026-12-24": False, "2026-12-26": False, "2026-12-27": True}
    assert await _free(world, date="2026-12-23", days=2) == []


async def test_a_run_may_look_at_vehicles_but_not_change_them(world: World) -> None:
    van = await world.vehicle()
    as_run = {"Authorization": f"Bearer {world.run_token(123)}"}
    assert (await world.http.get(f"/vehicles/{van.id}", headers=as_run)).status_code == 200
    for method, path, body in (
        ("POST", "/vehicles", a_vehicle()),
        ("PATCH", f"/vehicles/{van.id}", {"name": "Mine"}),
        ("POST", f"/vehicles/{van.id}/blocks", CHRISTMAS),
        ("DELETE", f"/vehicles/{van.id}/blocks/1", None),
    ):
        answer = await world.http.request(method, path, json=body, headers=as_run)
        assert (answer.status_code, answer.json()["code"]) == (403, "not-allowed")


async def test_vehicles_are_listed_in_pages(world: World) -> None:
    added = [(await world.vehicle(registration=f"B {number}")).id for number in range(3)]
    first = (await world.http.get("/vehicles", params={"limit": 2})).json()
    second = (await world.http.get("/vehicles", params={"cursor": first["next_cursor"]})).json()
    assert [vehicle["id"] for vehicle in first["data"] + second["data"]] == added
    assert second["next_cursor"] is None
