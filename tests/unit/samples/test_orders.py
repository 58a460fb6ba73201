"""The orders are what their comments say, and the fleet can carry them.

How much fits is estimated here from volume, floor and weight; packing itself is tested elsewhere.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import permutations
from typing import Any

import pytest

from logistics.contracts.orders import OrderCreate
from logistics.geo.distance import road_km, transit_days
from logistics.geo.places import find_place
from logistics.samples.customers import CUSTOMERS
from logistics.samples.orders import sample_orders
from logistics.samples.products import PRODUCTS
from logistics.samples.vehicles import VEHICLES

TODAY = date(2026, 11, 22)
ORDERS = {order["reference"]: order for order in sample_orders(TODAY)}
PRODUCT = {product["sku"]: product for product in PRODUCTS}
IMPOSSIBLE = "PO-4724"
NEED_TURNING = {"PO-4721", "PO-4722"}
NEED_TWO_VEHICLES = {"PO-4717", "PO-4723", "PO-4728"}
# What a loader gets out of a vehicle with mixed goods, carefully estimated.
USABLE_VOLUME = 0.65
USABLE_FLOOR = 0.9

Goods = dict[str, Any]


def pieces_of(order: Goods) -> list[Goods]:
    return [PRODUCT.get(line.get("sku"), line) for line in order["items"] for _ in range(line["quantity"])]


def turns(piece: Goods) -> Iterator[tuple[int, int, int]]:
    length, width, height = piece["length_mm"], piece["width_mm"], piece["height_mm"]
    match piece["orientation"]:
        case "fixed":
            return iter([(length, width, height)])
        case "upright":
            return iter([(length, width, height), (width, length, height)])
        case _:
            return permutations((length, width, height))


def goes_in(size: tuple[int, int, int], vehicle: Goods) -> bool:
    length, width, height = size
    return (
        length <= vehicle["cargo_length_mm"]
        and width <= vehicle["door_width_mm"]
        and height <= vehicle["door_height_mm"]
    )


def keeps(piece: Goods, vehicle: Goods) -> bool:
    if "min_temperature_c" not in piece:
        return True
    coldest, warmest = piece["min_temperature_c"], piece["max_temperature_c"]
    return vehicle.get("min_temperature_c", 99) <= warmest and coldest <= vehicle.get("max_temperature_c", -99)


def suits(piece: Goods, vehicle: Goods) -> bool:
    cold_enough = vehicle["refrigerated"] or not piece.get("requires_refrigeration")
    return cold_enough and keeps(piece, vehicle) and any(goes_in(size, vehicle) for size in turns(piece))


def weight_kg(pieces: list[Goods]) -> Decimal:
    return sum((Decimal(piece["weight_kg"]) for piece in pieces), Decimal(0))


def volume_m3(pieces: list[Goods]) -> float:
    return sum(piece["length_mm"] * piece["width_mm"] * piece["height_mm"] for piece in pieces) / 1e9


def floor_m2(pieces: list[Goods]) -> float:
    """The floor under goods that take a place of their own."""
    alone = [piece for piece in pieces if not piece.get("stackable", True) or piece.get("bottom_only")]
    return sum(piece["length_mm"] * piece["width_mm"] for piece in alone) / 1e6


def room_m3(vehicle: Goods) -> float:
    return vehicle["cargo_length_mm"] * vehicle["cargo_width_mm"] * vehicle["cargo_height_mm"] / 1e9


def room_m2(vehicle: Goods) -> float:
    return vehicle["cargo_length_mm"] * vehicle["cargo_width_mm"] / 1e6


def carries(vehicle: Goods, pieces: list[Goods]) -> bool:
    return (
        all(suits(piece, vehicle) for piece in pieces)
        and weight_kg(pieces) <= Decimal(vehicle["max_payload_kg"])
        and volume_m3(pieces) <= USABLE_VOLUME * room_m3(vehicle)
        and floor_m2(pieces) <= USABLE_FLOOR * room_m2(vehicle)
    )


def loads_of(pieces: list[Goods], vehicles: list[Goods]) -> list[Goods] | None:
    """The cheapest vehicle that carries everything, else the largest filled and the rest likewise."""
    for vehicle in sorted(vehicles, key=lambda vehicle: Decimal(vehicle["rate_per_km"])):
        if carries(vehicle, pieces):
            return [vehicle]
    if not vehicles:
        return None
    largest = max(vehicles, key=room_m3)
    share = next((n for n in range(len(pieces), 0, -1) if carries(largest, pieces[:n])), 0)
    rest = loads_of(pieces[share:], [vehicle for vehicle in vehicles if vehicle is not largest])
    return [largest, *rest] if share and rest else None


def days_of(order: Goods) -> set[date]:
    origin, destination = (
        find_place(order[end]["city"], order[end]["country_code"]) for end in ("origin", "destination")
    )
    pickup = date.fromisoformat(order["pickup_date"])
    return {pickup + timedelta(days=day) for day in range(transit_days(road_km(origin, destination)))}


def test_every_order_keeps_the_contract():
    emails = {customer["email"] for customer in CUSTOMERS}
    for order in ORDERS.values():
        assert order["customer_email"] in emails
        OrderCreate.model_validate(order)
    assert len(ORDERS) == 20


def test_every_named_product_exists_and_every_product_is_ordered():
    ordered = {line["sku"] for order in ORDERS.values() for line in order["items"] if "sku" in line}

    assert ordered == set(PRODUCT)


def test_pickups_lie_in_the_next_two_weeks_and_in_order():
    pickups = [date.fromisoformat(order["pickup_date"]) for order in ORDERS.values()]

    assert pickups == sorted(pickups)
    assert (pickups[0], pickups[-1]) == (TODAY + timedelta(days=1), TODAY + timedelta(days=14))


def test_the_orders_have_every_priority():
    assert {order["priority"] for order in ORDERS.values()} == {"standard", "express", "critical"}


def test_exactly_one_order_has_a_piece_that_no_vehicle_takes():
    impossible = {
        reference
        for reference, order in ORDERS.items()
        if not any(all(suits(piece, vehicle) for piece in pieces_of(order)) for vehicle in VEHICLES)
    }

    assert impossible == {IMPOSSIBLE}
    longest = max(piece["length_mm"] for piece in pieces_of(ORDERS[IMPOSSIBLE]))
    assert longest > max(vehicle["cargo_length_mm"] for vehicle in VEHICLES)


def test_some_goods_go_in_only_when_turned():
    def goes_as_given(piece: Goods) -> bool:
        size = piece["length_mm"], piece["width_mm"], piece["height_mm"]
        return any(goes_in(size, vehicle) for vehicle in VEHICLES)

    turned = {
        reference
        for reference, order in ORDERS.items()
        if reference != IMPOSSIBLE and not all(goes_as_given(piece) for piece in pieces_of(order))
    }

    assert turned == NEED_TURNING


def test_some_orders_are_more_than_the_largest_vehicle_holds():
    def exceeds_every_vehicle(pieces: list[Goods]) -> bool:
        return (
            weight_kg(pieces) > max(Decimal(vehicle["max_payload_kg"]) for vehicle in VEHICLES)
            or volume_m3(pieces) > max(map(room_m3, VEHICLES))
            or floor_m2(pieces) > max(map(room_m2, VEHICLES))
        )

    exceeding = {reference for reference, order in ORDERS.items() if exceeds_every_vehicle(pieces_of(order))}

    assert exceeding == NEED_TWO_VEHICLES


def test_the_tiles_have_room_in_every_vehicle_but_are_too_heavy_for_a_van():
    tiles = pieces_of(ORDERS["PO-4714"])
    vans = [vehicle for vehicle in VEHICLES if vehicle["vehicle_type"].startswith("van-")]

    assert all(volume_m3(tiles) * 8 < room_m3(vehicle) for vehicle in vans)
    assert all(weight_kg(tiles) > Decimal(vehicle["max_payload_kg"]) for vehicle in vans)


def test_the_large_chilled_load_is_left_to_the_refrigerated_semi():
    chilled = pieces_of(ORDERS["PO-4715"])

    assert [vehicle["vehicle_type"] for vehicle in VEHICLES if carries(vehicle, chilled)] == ["semi-13.6-reefer"]


@pytest.mark.parametrize(("reference", "too_small"), [("PO-4725", "van-"), ("PO-4727", "truck-7.5")])
def test_a_piece_is_too_tall_or_too_long_for_smaller_vehicles(reference, too_small):
    pieces = pieces_of(ORDERS[reference])

    for vehicle in VEHICLES:
        if vehicle["vehicle_type"].startswith(too_small):
            assert not any(suits(piece, vehicle) for piece in pieces)
            assert weight_kg(pieces) <= Decimal(vehicle["max_payload_kg"])


@pytest.mark.parametrize("today", [TODAY, date(2028, 2, 20)])
def test_the_fleet_carries_all_but_the_impossible_order_on_their_days(today):
    busy: dict[str, set[date]] = {vehicle["registration"]: set() for vehicle in VEHICLES}
    vehicles_used = {}
    for order in sample_orders(today):
        days = days_of(order)
        free = [vehicle for vehicle in VEHICLES if not busy[vehicle["registration"]] & days]
        loads = loads_of(pieces_of(order), free) or []
        for vehicle in loads:
            busy[vehicle["registration"]] |= days
        vehicles_used[order["reference"]] = len(loads)

    assert vehicles_used == {
        reference: 0 if reference == IMPOSSIBLE else 2 if reference in NEED_TWO_VEHICLES else 1
        for reference in ORDERS
    }
