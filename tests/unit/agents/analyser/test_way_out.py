"""What a dispatcher is told when an order cannot be booked as it is."""

from datetime import timedelta

import pytest

from tests.support.builders.reads import PICKUP, a_vehicle, an_item, an_order
from tests.support.fakes.orders import FakeOrders
from tests.support.fakes.transport import FakeTransport

DAYS = (PICKUP, PICKUP + timedelta(days=1))
BEAM = {"description": "Steel beam", "length_mm": 15_000, "width_mm": 200, "height_mm": 200}


@pytest.fixture
def analysis(world):
    async def analyse(order, fleet):
        return (await world(FakeOrders(order), fleet).work("analyser")).result

    return analyse


async def test_a_piece_longer_than_every_vehicle_is_named_with_the_longest_space(analysis):
    order = an_order(123, an_item(1, quantity=5), an_item(2, **BEAM))

    found = await analysis(order, FakeTransport(a_vehicle(3), a_vehicle(4, cargo_length_mm=13_620, rate_per_km="2")))

    assert found.layout is None
    assert found.reason == (
        "Item 2, Steel beam (15 000 mm), is longer than every vehicle in service; "
        "the longest cargo space is 13 620 mm."
    )
    assert found.remedy.detail == "Leave it out and the other 5 pieces fit LKW-3."
    assert (found.remedy.kind, found.remedy.items) == ("leave_out", ("123-2-1",))


async def test_when_the_rest_does_not_fit_what_is_free_that_is_said(analysis):
    fleet = FakeTransport(a_vehicle(3))
    fleet.take(3, *DAYS)

    found = await analysis(an_order(123, an_item(1), an_item(2, **BEAM)), fleet)

    assert found.remedy.detail == "Leave it out and the other piece fits LKW-3, once free on that day."


async def test_an_order_of_nothing_that_fits_has_nothing_left(analysis):
    found = await analysis(an_order(123, an_item(1, **BEAM)), FakeTransport(a_vehicle()))

    assert found.remedy.detail == "Leave it out; nothing else is in this order."


async def test_chilled_goods_without_a_cold_vehicle_are_said_to_need_one(analysis):
    order = an_order(123, an_item(1, quantity=2, requires_refrigeration=True))

    found = await analysis(order, FakeTransport(a_vehicle()))

    assert found.reason == "Item 1, Crate (1 200 mm), needs refrigeration, and no vehicle in service has it."


async def test_chilled_goods_wait_for_the_cold_vehicle(analysis):
    fleet = FakeTransport(a_vehicle(1), a_vehicle(2, refrigerated=True))
    fleet.take(2, *DAYS)

    found = await analysis(an_order(123, an_item(1, requires_refrigeration=True)), fleet)

    assert found.reason == (
        "LKW-2 is not free on 2026-12-24, and the other vehicles do not take every piece. "
        "Item 1, Crate (1 200 mm), needs refrigeration, and no free vehicle has it."
    )
    assert found.remedy.detail == (
        "LKW-2 is free on 2026-12-26 and takes every piece: change the pickup date to 2026-12-26."
    )
    assert (found.remedy.pickup_date, found.remedy.vehicle_id) == (PICKUP + timedelta(days=2), 2)


async def test_a_piece_too_heavy_for_every_vehicle_is_weighed_against_the_strongest(analysis):
    found = await analysis(an_order(123, an_item(1, weight_kg="9000")), FakeTransport(a_vehicle()))

    assert found.reason == "Item 1, Crate (1 200 mm), weighs 9000 kg; the largest payload is 3000 kg."


async def test_a_piece_that_passes_no_door_is_said_so(analysis):
    order = an_order(123, an_item(1, orientation="fixed", height_mm=2200))

    found = await analysis(order, FakeTransport(a_vehicle(door_height_mm=2000)))

    assert found.reason == (
        "Item 1, Crate (2 200 mm), does not pass the doors of any vehicle in service it would fit into."
    )


async def test_more_goods_than_the_whole_fleet_carries_are_counted(analysis):
    order = an_order(123, an_item(1, quantity=4, weight_kg="1000"))

    found = await analysis(order, FakeTransport(a_vehicle()))

    assert found.reason == (
        "Item 1, Crate (1 200 mm), 1 of 4 pieces, finds no place beside the rest, even in the only suitable vehicle."
    )
    assert found.remedy.detail == "Leave it out and the other 3 pieces fit LKW-1."


async def test_turning_is_proposed_before_leaving_out(analysis):
    order = an_order(123, an_item(1, length_mm=2500, width_mm=900, height_mm=1300, orientation="fixed", quantity=3))

    found = await analysis(order, FakeTransport(a_vehicle(cargo_length_mm=2600)))

    assert found.reason == (
        "Item 1, Crate (2 500 mm), 1 of 3 pieces, would find a place if it might be turned any way."
    )
    assert (found.remedy.kind, found.remedy.items) == ("allow_turning", ("123-1-3",))
    assert found.remedy.detail == "Let item 1 be turned any way, and every piece finds a place."


async def test_what_other_pieces_may_not_carry_is_the_reason(analysis):
    order = an_order(123, an_item(1, length_mm=2500, width_mm=2300, height_mm=1190, quantity=2, stackable=False))
    tower = a_vehicle(cargo_length_mm=2600, cargo_width_mm=2350, door_width_mm=2350)

    found = await analysis(order, FakeTransport(tower))

    assert found.reason == (
        "Item 1, Crate (2 500 mm), 1 of 2 pieces, would find a place if more might rest on other pieces."
    )


async def test_layers_codes_and_pressure_that_keep_a_piece_out_are_the_reason(analysis):
    tower = a_vehicle(cargo_length_mm=2600, cargo_width_mm=2350, door_width_mm=2350)
    big = {"length_mm": 2500, "width_mm": 2300, "height_mm": 1190, "quantity": 2}

    layers = await analysis(an_order(123, an_item(1, **big, max_layers=1)), FakeTransport(tower))
    codes = await analysis(
        an_order(123, an_item(1, **big, stack_code="a", carries_codes=["b"])), FakeTransport(tower)
    )

    pressure = await analysis(an_order(123, an_item(1, **big, max_pressure_kg_per_m2="1")), FakeTransport(tower))

    who = "Item 1, Crate (2 500 mm), 1 of 2 pieces, would find a place"
    assert pressure.reason == f"{who} if other pieces bore more for each square metre."
    assert layers.reason == f"{who} if more layers might stand on each other."
    assert codes.reason == f"{who} if pieces carried other stack codes."


async def test_goods_that_need_a_temperature_are_said_to_need_a_vehicle_that_keeps_it(analysis):
    order = an_order(123, an_item(1, min_temperature_c=2, max_temperature_c=8))

    found = await analysis(order, FakeTransport(a_vehicle(min_temperature_c=-25, max_temperature_c=-18)))

    assert found.reason == "Item 1, Crate (1 200 mm), needs 2 to 8 °C, and no vehicle in service keeps that."


async def test_goods_of_two_temperatures_need_two_vehicles(analysis):
    order = an_order(
        123,
        an_item(1, quantity=2, min_temperature_c=2, max_temperature_c=8),
        an_item(2, description="Ice", min_temperature_c=-25, max_temperature_c=-18),
    )

    found = await analysis(order, FakeTransport(a_vehicle(min_temperature_c=-25, max_temperature_c=10)))

    assert found.reason == (
        "Item 2, Ice (1 200 mm), needs -25 to -18 °C, and no vehicle in service is left for it beside goods that "
        "need other temperatures."
    )


async def test_goods_that_may_not_travel_together_are_named_with_the_tag(analysis):
    order = an_order(
        123,
        an_item(1, description="Apples", quantity=2, tags=["food"]),
        an_item(2, description="Paint", incompatible_tags=["Food"]),
    )

    one = await analysis(order, FakeTransport(a_vehicle()))
    two = await analysis(order, FakeTransport(a_vehicle(1), a_vehicle(2)))

    assert one.reason == (
        "Item 2, Paint (1 200 mm), may not travel with item 1, Apples, because of food, "
        "and no vehicle in service is left for it."
    )
    assert (one.remedy.kind, one.remedy.items) == ("leave_out", ("123-2-1",))
    assert sorted(load.pieces for load in two.loads) == [1, 2]


async def test_axle_loads_that_no_place_of_a_piece_keeps_are_the_reason(analysis):
    weak = {"wheelbase_mm": 4000, "bulkhead_mm": 500, "tare_front_kg": "2000", "tare_rear_kg": "2000"}
    vehicle = a_vehicle(axles={**weak, "max_front_kg": "2100", "max_rear_kg": "2100"})

    found = await analysis(an_order(123, an_item(1, weight_kg="900")), FakeTransport(vehicle))

    assert (
        found.reason == "Item 1, Crate (1 200 mm), would find a place but for the vehicles' axle loads and balance."
    )


TALL = {"length_mm": 2500, "width_mm": 900, "height_mm": 1300, "quantity": 3}


async def test_turning_is_proposed_before_another_day(analysis):
    fleet = FakeTransport(a_vehicle(1, cargo_length_mm=2600), a_vehicle(2))
    fleet.take(2, *DAYS)

    found = await analysis(an_order(123, an_item(1, orientation="fixed", **TALL)), fleet)

    assert found.reason == (
        "LKW-2 is not free on 2026-12-24, and the other vehicles do not take every piece. "
        "Item 1, Crate (2 500 mm), 1 of 3 pieces, would find a place if it might be turned any way."
    )
    assert found.remedy.kind == "allow_turning"


async def test_a_temperature_that_no_free_vehicle_keeps_is_told(analysis):
    fleet = FakeTransport(a_vehicle(1), a_vehicle(2, min_temperature_c=0, max_temperature_c=5))
    fleet.take(2, *DAYS)

    found = await analysis(an_order(123, an_item(1, min_temperature_c=2, max_temperature_c=8)), fleet)

    assert found.reason.endswith("Item 1, Crate (1 200 mm), needs 2 to 8 °C, and no free vehicle keeps that.")
    assert (found.remedy.kind, found.remedy.vehicle_id) == ("next_free_date", 2)


async def test_a_larger_vehicle_is_to_be_freed_when_no_day_in_reach_has_it(analysis):
    fleet = FakeTransport(a_vehicle(1, cargo_length_mm=1300), a_vehicle(2))
    fleet.take(2, *(PICKUP + timedelta(days=n) for n in range(30)))

    found = await analysis(an_order(123, an_item(1, height_mm=2000, orientation="fixed", quantity=6)), fleet)

    assert (found.remedy.kind, found.remedy.vehicle_id) == ("larger_vehicle", 2)
    assert found.remedy.detail.startswith("LKW-2 takes every piece: free it on 2026-12-24, since no day up to 202")


async def test_a_second_vehicle_comes_out_of_the_workshop_when_the_fleet_is_too_small(analysis):
    fleet = FakeTransport(a_vehicle(1), a_vehicle(2, status="maintenance"), a_vehicle(3, status="retired"))

    found = await analysis(an_order(123, an_item(1, quantity=4, weight_kg="1000")), fleet)

    assert (found.remedy.kind, found.remedy.vehicle_id, len(found.remedy.items)) == ("second_vehicle", 2, 1)
    assert found.remedy.detail == (
        "LKW-2 takes the piece without a place: put it back into service for 2026-12-24, and process the order again."
    )


async def test_a_larger_vehicle_comes_out_of_the_workshop_when_that_is_cheaper(analysis):
    fleet = FakeTransport(
        a_vehicle(1, cargo_length_mm=1300), a_vehicle(2, status="maintenance", base_charge="10", rate_per_km="0.1")
    )

    found = await analysis(an_order(123, an_item(1, height_mm=2000, orientation="fixed", quantity=6)), fleet)

    assert (found.remedy.kind, found.remedy.vehicle_id) == ("larger_vehicle", 2)


async def test_without_any_vehicle_in_service_that_is_the_reason(analysis):
    found = await analysis(an_order(), FakeTransport(a_vehicle(status="maintenance")))

    assert found.reason == "No vehicle is in service."


async def test_when_no_day_in_reach_helps_somebody_has_to_make_room(analysis):
    fleet = FakeTransport(a_vehicle(1))
    fleet.take(1, *(PICKUP + timedelta(days=n) for n in range(30)))

    found = await analysis(an_order(), fleet)

    assert found.remedy.kind == "retry"
    assert found.remedy.detail.endswith("Free LKW-1 and process the order again.")


async def test_no_day_that_has_passed_is_proposed(analysis):
    past = an_order(pickup_date="2026-11-20")
    fleet = FakeTransport(a_vehicle(1))
    fleet.take(1, past.pickup_date)

    found = await analysis(past, fleet)

    assert found.remedy.pickup_date > past.pickup_date + timedelta(days=1)


async def test_the_layout_of_what_fits_is_kept_for_people_to_see(world):
    agents = world(FakeOrders(an_order(123, an_item(1), an_item(2, **BEAM))))
    await agents.work("analyser")

    assert await agents.layouts.find_latest("order-123.json") is not None


async def test_that_only_a_mixture_of_currencies_takes_it_is_said(analysis):
    small = {"cargo_length_mm": 1200, "cargo_width_mm": 900, "cargo_height_mm": 950}
    fleet = FakeTransport(a_vehicle(1, currency="EUR", **small), a_vehicle(2, currency="JPY", **small))

    found = await analysis(an_order(123, an_item(quantity=2)), fleet)

    assert found.layout is None
    assert found.reason.startswith("Only vehicles priced in EUR and JPY together would take every piece")
    assert (found.remedy.kind, len(found.remedy.items)) == ("leave_out", 1)
