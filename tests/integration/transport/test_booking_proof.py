"""What is refused before a vehicle is booked, each with a code of its own."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from logistics.contracts.layout import LayoutDocument
from tests.integration.transport.world import Plan, World
from tests.support.builders.layouts import a_layout
from tests.support.builders.reads import an_item


def changed_placement(document: LayoutDocument, index: int = 0, **changes: Any) -> LayoutDocument:
    """The layout with one placement of its first load changed."""
    load = document.loads[0]
    placements = list(load.placements)
    placements[index] = placements[index].model_copy(update=changes)
    return _with_placements(document, placements)


def _with_placements(document: LayoutDocument, placements: list[Any]) -> LayoutDocument:
    loads = [document.loads[0].model_copy(update={"placements": placements}), *document.loads[1:]]
    return document.model_copy(update={"loads": loads})


async def refusal(world: World, plan: Plan) -> tuple[int, str]:
    """Status and code of the answer, once it is certain that nothing was booked."""
    answer = await world.book(plan)
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    bookings = await world.http.get("/bookings", params={"order_id": plan.order.id})
    assert bookings.json()["data"] == []
    return answer.status_code, answer.json()["code"]


@pytest.fixture
async def plan(world: World) -> Plan:
    return await world.plan(world.order(), await world.vehicle())


async def test_a_sound_plan_is_booked_at_its_quotes_price(world: World, plan: Plan) -> None:
    answer = await world.book(plan)
    assert answer.status_code == 201, answer.text
    [booking] = answer.json()["data"]
    assert booking["number"].startswith("BKG-2026-")
    assert booking["order_ids"] == [123]
    assert booking["period"] == {"from": "2026-12-24", "to": "2026-12-25"}
    assert booking["layout"] == plan.layout.model_dump()
    assert booking["status"] == "confirmed"
    assert booking["price"] == {"amount": "778.28", "currency": "EUR"}
    read = await world.http.get(f"/bookings/{booking['id']}")
    assert read.json() == booking


async def test_bytes_changed_in_the_store_are_refused(world: World, plan: Plan) -> None:
    stored = world.layouts_dir / plan.layout.key / plan.layout.version
    stored.write_bytes(stored.read_bytes().replace(b'"z_mm":0', b'"z_mm":1', 1))
    assert await refusal(world, plan) == (422, "layout-changed")


async def test_bytes_that_are_no_layout_are_refused(world: World, plan: Plan) -> None:
    plan.layout = await world.layouts.put(plan.layout.key, b'{"schema": 2}')
    assert await refusal(world, plan) == (422, "layout-unreadable")


@pytest.mark.parametrize("version", ["2", "..", "x" * 900, "x"])
async def test_a_layout_that_is_not_there_is_not_found(world: World, plan: Plan, version: str) -> None:
    plan.layout = plan.layout.model_copy(update={"version": version})
    assert await refusal(world, plan) == (404, "layout-not-found")


@pytest.mark.parametrize(
    "false",
    [
        {"metrics": {"filled_share": 0.9}},
        {"metrics": {"weight_kg": "1"}},
        {"metrics": {"centre_of_gravity_mm": (0, 0, 0)}},
        {"placements": {"supported_share": 0.5}},
        {"placements": {"load_on_top_kg": "40"}},
        {"space": {"balance": {"min_x_mm": 9, "max_x_mm": 8}}},
        {"space": {"blocked": [{"x_mm": 29_000, "y_mm": 0, "dx_mm": 10, "dy_mm": 10, "dz_mm": 10}]}},
        {"space": {"min_temperature_c": 8, "max_temperature_c": 2}},
    ],
)
async def test_a_layout_that_says_of_itself_what_is_not_so_is_refused(
    world: World, plan: Plan, false: dict[str, Any]
) -> None:
    written = plan.document.model_dump(mode="json")
    load = written["loads"][0]
    load["metrics"] |= false.get("metrics", {})
    load["placements"][0] |= false.get("placements", {})
    load["space"] |= false.get("space", {})
    plan.layout = await world.store(LayoutDocument.model_validate(written))
    # The price is for what the load weighs, whatever it says.
    assert await refusal(world, plan) == (422, "layout-does-not-fit")


FAULTS: dict[str, Callable[[LayoutDocument], LayoutDocument]] = {
    "shrunken": lambda d: changed_placement(d, dx_mm=1100),
    "lighter": lambda d: changed_placement(d, weight_kg=Decimal(80)),
    "fragile": lambda d: changed_placement(d, fragile=True),
    "missing": lambda d: _with_placements(d, d.loads[0].placements[:-1]),
    "duplicated": lambda d: _with_placements(d, [*d.loads[0].placements, d.loads[0].placements[0]]),
    "foreign": lambda d: changed_placement(d, item="124-1-1", order_id=124),
    "renamed": lambda d: changed_placement(d, sku="OTHER"),
    "another order's": lambda d: d.model_copy(update={"order_ids": [124]}),
    "an empty load": lambda d: d.model_copy(
        update={"loads": [*d.loads, d.loads[0].model_copy(update={"placements": []})]}
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
async def test_pieces_that_are_not_exactly_the_orders_are_refused(world: World, plan: Plan, fault: str) -> None:
    plan.layout = await world.store(FAULTS[fault](plan.document))
    plan.layout = await world.layouts.put(
        "order-123.json", await world.layouts.get(plan.layout.key, plan.layout.version)
    )
    assert await refusal(world, plan) == (422, "layout-not-of-this-order")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"x_mm": 600}, "overlap"),
        ({"z_mm": 50}, "unsupported"),
        ({"y_mm": 2000}, "outside"),
        ({"load_step": 2}, "load_order"),
    ],
)
async def test_a_layout_the_checker_objects_to_is_refused_with_every_violation(
    world: World, plan: Plan, change: dict[str, int], code: str
) -> None:
    plan.layout = await world.store(changed_placement(plan.document, index=2, **change))
    answer = await world.book(plan)
    assert (answer.status_code, answer.json()["code"]) == (422, "layout-does-not-fit")
    violations = answer.json()["violations"]
    assert {"load_index": 0, "code": code}.items() <= violations[0].items()
    assert [error["code"] for error in answer.json()["errors"]] == [v["code"] for v in violations]


async def test_the_vehicle_counts_as_it_is_not_as_the_layout_says(world: World) -> None:
    order, van = world.order(), await world.vehicle(cargo_length_mm=3600)
    plan = await world.plan(order, van)
    await world.http.patch(f"/vehicles/{van.id}", json={"cargo_length_mm": 3500})
    assert await refusal(world, plan) == (422, "layout-does-not-fit")


async def test_goods_that_must_be_cold_do_not_travel_warm(world: World) -> None:
    order = world.order(123, an_item(requires_refrigeration=True))
    plan = await world.plan(order, await world.vehicle())
    assert await refusal(world, plan) == (422, "layout-does-not-fit")


COLD = {"min_temperature_c": 2, "max_temperature_c": 8}
LEVER = {"wheelbase_mm": 4000, "bulkhead_mm": 0, "tare_front_kg": "0", "tare_rear_kg": "0", "max_front_kg": "9000"}


@pytest.mark.parametrize(
    ("goods", "vehicle", "code"),
    [
        (COLD, {}, "temperature"),
        (COLD, {"min_temperature_c": 9, "max_temperature_c": 20}, "temperature"),
        ({}, {"blocked": [{"x_mm": 0, "y_mm": 200, "dx_mm": 9, "dy_mm": 9, "dz_mm": 9}]}, "blocked_room"),
        ({}, {"axles": LEVER | {"max_rear_kg": "1"}}, "axle_load"),
        ({}, {"balance": {"min_x_mm": 6000}}, "off_balance"),
    ],
)
async def test_goods_and_vehicle_are_held_to_the_rules_of_the_dock(
    world: World, goods: dict[str, Any], vehicle: dict[str, Any], code: str
) -> None:
    order = world.order(123, an_item(quantity=3, **goods))
    plan = await world.plan(order, await world.vehicle(**vehicle))
    answer = await world.book(plan)
    assert (answer.status_code, answer.json()["code"]) == (422, "layout-does-not-fit")
    assert {violation["code"] for violation in answer.json()["violations"]} == {code}


async def test_goods_that_may_not_travel_together_are_not_booked_on_one_vehicle(world: World) -> None:
    order = world.order(123, an_item(1, tags=["food"]), an_item(2, incompatible_tags=["food"]))
    vehicles = [await world.vehicle(registration=f"B {n}") for n in range(2)]
    assert await refusal(world, await world.plan(order, vehicles[0])) == (422, "layout-does-not-fit")
    assert (await world.book(await world.plan(order, *vehicles))).status_code == 201


async def test_goods_that_got_a_rule_after_they_were_packed_are_not_those_of_the_layout(world: World) -> None:
    plan = await world.plan(world.order(), await world.vehicle())
    world.order(123, an_item(quantity=3, max_layers=3))
    answer = await world.book(plan)
    assert (answer.status_code, answer.json()["code"]) == (422, "layout-not-of-this-order")
    assert "max_layers" in answer.json()["detail"]


async def test_a_ruled_load_in_a_vehicle_that_keeps_the_rules_is_booked(world: World) -> None:
    rules = {"max_layers": 1, "stack_code": "a", "carries_codes": [], "tags": ["food"], **COLD}
    order = world.order(123, an_item(quantity=3, **rules))
    arch = {"x_mm": 0, "y_mm": 2250, "dx_mm": 800, "dy_mm": 200, "dz_mm": 300}
    vehicle = {"min_temperature_c": -5, "max_temperature_c": 5, "blocked": [arch], "balance": {"max_x_mm": 3000}}
    plan = await world.plan(order, await world.vehicle(**vehicle, axles=LEVER | {"max_rear_kg": "300"}))
    assert (await world.book(plan)).status_code == 201


async def test_alternatives_keep_the_goods_as_cold_as_they_must_be(world: World) -> None:
    cold = {"min_temperature_c": 0, "max_temperature_c": 2}
    order = world.order(123, an_item(quantity=3, **COLD))
    van = await world.vehicle(**cold)
    plan = await world.plan(order, van)
    period = {"period": {"from": "2026-12-24", "to": "2026-12-25"}, "reason": "Brakes"}
    await world.http.post(f"/vehicles/{van.id}/blocks", json=period)
    await world.vehicle(registration="B 1")
    await world.vehicle(registration="B 2", min_temperature_c=-25, max_temperature_c=1)
    other = await world.vehicle(registration="B 3", **cold)
    answer = await world.book(plan)
    assert [vehicle["id"] for vehicle in answer.json()["alternatives"]] == [other.id]


async def test_a_vehicle_that_does_not_exist_is_refused(world: World, plan: Plan) -> None:
    van = (await world.vehicle(registration="B 1")).model_copy(update={"id": 999})
    plan.layout = await world.store(a_layout(plan.order, van))
    assert await refusal(world, plan) == (422, "layout-does-not-fit")


async def test_a_vehicle_that_left_service_is_refused(world: World, plan: Plan) -> None:
    await world.http.patch(f"/vehicles/{plan.document.loads[0].space.vehicle_id}", json={"status": "retired"})
    assert await refusal(world, plan) == (409, "vehicle-not-active")


async def test_a_quote_older_than_15_minutes_is_refused(world: World, plan: Plan) -> None:
    world.later(minutes=15)
    assert await refusal(world, plan) == (409, "quote-expired")


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"date": "2026-12-25"}, "date"),
        ({"origin": {"city": "Berlin", "country_code": "DE"}}, "route"),
        ({"destination": {"city": "Brno", "country_code": "CZ"}}, "route"),
        ({"priority": "express"}, "priority"),
        ({"weight_kg": "256.4"}, "weight"),
        ({"volume_m3": "2.591"}, "volume"),
    ],
)
async def test_a_quote_for_something_else_is_refused(
    world: World, plan: Plan, given: dict[str, Any], code: str
) -> None:
    load = plan.document.loads[0]
    plan.quote_ids = [await world.quote(load.space.vehicle_id, plan.order, load, **given)]
    answer = await world.book(plan)
    assert (answer.status_code, answer.json()["code"]) == (409, "quote-does-not-match")
    assert [(e["pointer"], e["code"]) for e in answer.json()["errors"]] == [("/loads/0/quote_id", code)]


async def test_a_quote_for_another_vehicle_is_refused(world: World, plan: Plan) -> None:
    other = await world.vehicle(registration="B 1")
    plan.quote_ids = [await world.quote(other.id, plan.order, plan.document.loads[0])]
    assert await refusal(world, plan) == (409, "quote-does-not-match")


async def test_the_same_place_by_another_name_is_the_same_route(world: World) -> None:
    order = world.order(origin={"city": "Köln", "country_code": "DE"})
    plan = await world.plan(order, await world.vehicle())
    load = plan.document.loads[0]
    cologne = {"city": "Cologne", "country_code": "DE"}
    plan.quote_ids = [await world.quote(load.space.vehicle_id, order, load, origin=cologne)]
    assert (await world.book(plan)).status_code == 201


async def test_an_unknown_quote_is_refused_where_it_stands(world: World, plan: Plan) -> None:
    plan.quote_ids = [999]
    answer = await world.book(plan)
    assert (answer.status_code, answer.json()["code"]) == (422, "unknown-quote")
    assert answer.json()["errors"][0]["pointer"] == "/loads/0/quote_id"


@pytest.mark.parametrize("indexes", [[0], [0, 0], [0, 1, 2], [1, 2], [0, 1, 1]])
async def test_every_load_is_booked_once_or_nothing_is(world: World, indexes: list[int]) -> None:
    plan = await world.plan(world.order(), await world.vehicle(), await world.vehicle(registration="B 1"))
    body = plan.request() | {"loads": [{"quote_id": plan.quote_ids[0], "load_index": index} for index in indexes]}
    answer = await world.http.post("/bookings", json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "loads-incomplete")


@pytest.mark.parametrize("status", ["booked", "in_transit", "delivered", "cancelled"])
async def test_an_order_that_is_gone_or_cancelled_is_refused(world: World, plan: Plan, status: str) -> None:
    world.order(status=status)
    assert await refusal(world, plan) == (409, "order-not-bookable")


async def test_an_order_that_does_not_exist_is_refused(world: World, plan: Plan) -> None:
    world.orders.orders.clear()
    assert await refusal(world, plan) == (422, "unknown-order")


async def test_without_the_order_api_nothing_is_booked(world: World, plan: Plan) -> None:
    world.orders.down = True
    assert await refusal(world, plan) == (503, "orders-unavailable")


async def test_a_run_books_for_its_own_order_only(world: World, plan: Plan) -> None:
    answer = await world.book(plan, authorization=f"Bearer {world.run_token(124)}")
    assert (answer.status_code, answer.json()["code"]) == (403, "not-your-order")
    answer = await world.book(plan, authorization=f"Bearer {world.run_token(123)}")
    assert answer.status_code == 201


async def test_loads_priced_in_different_currencies_are_not_booked_together(world: World) -> None:
    euros = await world.vehicle()
    yen = await world.vehicle(registration="HH-LM 1043", currency="JPY")
    plan = await world.plan(world.order(), euros, yen)

    assert await refusal(world, plan) == (409, "currencies-differ")


async def test_alternatives_come_by_what_they_cost_cooling_included(world: World) -> None:
    order = world.order()
    van = await world.vehicle()
    plan = await world.plan(order, van)
    period = {"period": {"from": "2026-12-24", "to": "2026-12-25"}, "reason": "Brakes"}
    await world.http.post(f"/vehicles/{van.id}/blocks", json=period)
    cold = await world.vehicle(registration="B 1", rate_per_km="1.05", refrigerated=True)
    plain = await world.vehicle(registration="B 2", rate_per_km="1.15")
    answer = await world.book(plan)
    assert [vehicle["id"] for vehicle in answer.json()["alternatives"]] == [plain.id, cold.id]
