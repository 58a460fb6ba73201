"""A layout proves a load only with exactly the order's own pieces, in the vehicle as it is."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from logistics.contracts.layout import LayoutDocument
from logistics.contracts.orders import Piece
from logistics.contracts.vehicles import VehicleRead
from logistics.layouts.proof import figure_faults, fit_violations, piece_faults, space_faults

PIECES = [
    Piece(
        item=f"1-1-{number}",
        order_id=1,
        sku=None,
        description="Crate",
        length_mm=1000,
        width_mm=800,
        height_mm=600,
        weight_kg=Decimal(50),
    )
    for number in (1, 2)
]

VAN = VehicleRead.model_validate(
    {
        "id": 3,
        "registration": "HH-LM 3",
        "name": "Van",
        "vehicle_type": "van",
        "cargo_length_mm": 3200,
        "cargo_width_mm": 1780,
        "cargo_height_mm": 1900,
        "door_width_mm": 1550,
        "door_height_mm": 1820,
        "max_payload_kg": 1200,
        "base_charge": 35,
        "rate_per_km": "0.55",
        "status": "active",
        "version": 1,
    }
)


def a_layout() -> dict[str, Any]:
    def placed(number: int, x_mm: int) -> dict[str, Any]:
        return {
            "item": f"1-1-{number}",
            "order_id": 1,
            "sku": None,
            "description": "Crate",
            "x_mm": x_mm,
            "y_mm": 0,
            "z_mm": 0,
            "dx_mm": 1000,
            "dy_mm": 800,
            "dz_mm": 600,
            "weight_kg": "50",
            "load_step": number,
            "fragile": False,
            "supported_share": 1,
            "load_on_top_kg": 0,
        }

    space = {"vehicle_id": 3, "length_mm": 3200, "width_mm": 1780, "height_mm": 1900, "max_payload_kg": 1200}
    metrics = {
        "filled_share": 0.1,
        "weight_kg": 100,
        "volume_m3": "0.96",
        "centre_of_gravity_mm": [1000, 400, 300],
        "floor_share": 0.2,
    }
    return {
        "schema": 1,
        "order_ids": [1],
        "loads": [{"space": space, "placements": [placed(1, 0), placed(2, 1000)], "metrics": metrics, "checks": []}],
        "unplaced": [],
        "engine": {"name": "x", "version": "1", "seed": 0, "ms": 1},
        "created_at": datetime(2026, 11, 22, tzinfo=UTC),
    }


def document(change: Callable[[list[dict[str, Any]]], object] = lambda placements: None) -> LayoutDocument:
    layout = a_layout()
    change(layout["loads"][0]["placements"])
    return LayoutDocument.model_validate(layout)


def violations(change: Callable[[list[dict[str, Any]]], object] = lambda placements: None) -> set[str]:
    load = document(change).loads[0]
    return {violation.code for violation in fit_violations(load, VAN, {piece.item: piece for piece in PIECES})}


def test_figures_that_the_placements_do_not_bear_out_are_named() -> None:
    van_mm3, floor_mm2 = 3200 * 1780 * 1900, 3200 * 1780
    layout = a_layout()
    load = layout["loads"][0]
    load["metrics"] |= {"filled_share": 960_000_000 / van_mm3, "floor_share": 1_600_000 / floor_mm2}
    assert figure_faults(LayoutDocument.model_validate(layout).loads[0]) == []
    load["metrics"] |= {"weight_kg": 99, "centre_of_gravity_mm": [1001, 400, 300]}
    load["placements"][1] |= {"supported_share": 0.5, "load_on_top_kg": 1}
    assert figure_faults(LayoutDocument.model_validate(layout).loads[0]) == [
        "weight_kg is 100, not 99.",
        "centre_of_gravity_mm is (1000, 400, 300), not (1001, 400, 300).",
        "supported_share of 1-1-2 is 1.0, not 0.5.",
        "load_on_top_kg of 1-1-2 is 0, not 1.",
    ]


def test_the_orders_own_pieces_in_a_van_that_takes_them_are_a_proof() -> None:
    assert piece_faults(document(), PIECES) == []
    assert violations() == set()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda p: p.pop(), "1-1-2 is not in the layout."),
        (lambda p: p.append(p[0]), "1-1-1 is placed 2 times."),
        (lambda p: p[1].update(item="9-1-1"), "9-1-1 is not a piece of this order."),
        (lambda p: p[0].update(dz_mm=500), "1-1-1 measures 600 x 800 x 1000 mm, not 500 x 800 x 1000 mm."),
        (lambda p: p[0].update(weight_kg="5"), "1-1-1 weighs 50 kg, not 5 kg."),
        (lambda p: p[0].update(fragile=True), "1-1-1 is not fragile."),
        (lambda p: p[0].update(sku="TV"), "1-1-1 is no product of order 1."),
        (lambda p: p[0].update(order_id=2), "1-1-1 is no product of order 1."),
        (lambda p: p[0].update(description="Feathers"), "1-1-1 is not what it is described as."),
        (lambda p: p[0].update(max_layers=2), "1-1-1 has max_layers unset, not 2."),
        (lambda p: p[0].update(stack_code="a"), "1-1-1 has stack_code unset, not a."),
        (lambda p: p[0].update(carries_codes=[]), "1-1-1 has carries_codes unset, not none."),
        (lambda p: p[0].update(tags=["food"]), "1-1-1 has tags none, not food."),
        (lambda p: p[0].update(incompatible_tags=["a", "b"]), "1-1-1 has incompatible_tags none, not a, b."),
        (lambda p: p[0].update(min_temperature_c=2), "1-1-1 has min_temperature_c unset, not 2."),
    ],
)
def test_each_difference_from_the_order_is_said(change: Callable[[Any], object], words: str) -> None:
    assert words in piece_faults(document(change), PIECES)


def test_a_proof_leaves_nothing_out_and_does_not_say_so() -> None:
    layout = a_layout() | {"unplaced": [{"item": "1-1-3", "reason": "payload", "detail": "Too heavy."}]}
    assert piece_faults(LayoutDocument.model_validate(layout), PIECES) == ["It says that 1-1-3 has no place."]


@pytest.mark.parametrize(
    "change",
    [
        {"cargo_length_mm": 3300},
        {"cargo_width_mm": 1800},
        {"cargo_height_mm": 1950},
        {"max_payload_kg": Decimal(1300)},
        {"min_temperature_c": 2, "max_temperature_c": 8},
    ],
)
def test_a_layout_draws_the_vehicle_as_it_is(change: dict[str, Any]) -> None:
    space = document().loads[0].space
    assert space_faults(space, VAN) == []
    told = [fault.split()[0] for fault in space_faults(space, VAN.model_copy(update=change))]
    assert told == [name.removeprefix("cargo_") for name in change]


def test_the_order_in_which_tags_are_written_is_no_difference() -> None:
    pieces = [piece.model_copy(update={"tags": ("food", "glass")}) for piece in PIECES]
    assert piece_faults(document(lambda p: [placed.update(tags=["glass", "food"]) for placed in p]), pieces) == []


def test_a_layout_of_before_the_rules_says_nothing_of_them() -> None:
    assert piece_faults(document(), [PIECES[0].model_copy(update={"max_layers": 1}), PIECES[1]]) == [
        "1-1-1 has max_layers 1, not unset."
    ]


def test_turning_a_piece_is_no_difference() -> None:
    assert piece_faults(document(lambda p: p[0].update(dx_mm=800, dy_mm=1000)), PIECES) == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda p: p[0].update(x_mm=2500), "outside"),
        (lambda p: p[0].update(x_mm=900), "overlap"),
        (lambda p: p[0].update(z_mm=700), "unsupported"),
    ],
)
def test_the_vehicle_as_it_is_decides(change: Callable[[Any], object], code: str) -> None:
    assert code in violations(change)


def test_the_weight_of_the_order_counts_and_not_the_layouts_word_for_it() -> None:
    light = VAN.model_copy(update={"max_payload_kg": Decimal(60)})
    load = document(lambda p: [placed.update(weight_kg="1") for placed in p]).loads[0]
    found = fit_violations(load, light, {piece.item: piece for piece in PIECES})
    assert "payload" in {violation.code for violation in found}


def on_top(placements: list[dict[str, Any]]) -> None:
    placements[1].update(x_mm=0, z_mm=600)


LEVER = {"wheelbase_mm": 2000, "bulkhead_mm": 0, "tare_front_kg": 10, "tare_rear_kg": 10}
ARCH = {"x_mm": 1900, "y_mm": 0, "dx_mm": 500, "dy_mm": 200, "dz_mm": 300}


@pytest.mark.parametrize(
    ("first", "second", "vehicle", "code"),
    [
        ({"max_layers": 1}, {"max_layers": 1}, {}, "too_many_layers"),
        ({"carries_codes": ["b"]}, {"stack_code": "a"}, {}, "stack_code"),
        ({"carries_codes": ["a"]}, {"stack_code": "a"}, {}, None),
        ({"tags": ["food"]}, {"incompatible_tags": ["food"]}, {}, "incompatible"),
        ({"min_temperature_c": 2, "max_temperature_c": 8}, {}, {}, "temperature"),
        (
            {"min_temperature_c": 2, "max_temperature_c": 8},
            {},
            {"min_temperature_c": 0, "max_temperature_c": 2},
            None,
        ),
        ({}, {}, {"axles": LEVER | {"max_front_kg": 80, "max_rear_kg": 100}}, "axle_load"),
        ({}, {}, {"axles": LEVER | {"max_front_kg": 85, "max_rear_kg": 100}}, None),
        ({}, {}, {"balance": {"min_x_mm": 500}}, None),
        ({}, {}, {"balance": {"min_x_mm": 600}}, "off_balance"),
        ({}, {}, {"balance": {"min_x_mm": 600, "from_kg": "100.1"}}, None),
        ({}, {}, {"blocked": [ARCH | {"x_mm": 900}]}, "blocked_room"),
        ({}, {}, {"blocked": [ARCH]}, None),
    ],
)
def test_the_rules_of_the_dock_are_the_orders_and_the_vehicles(
    first: dict[str, Any], second: dict[str, Any], vehicle: dict[str, Any], code: str | None
) -> None:
    rules = zip(PIECES, (first, second), strict=True)
    pieces = [Piece.model_validate(piece.model_dump() | given) for piece, given in rules]
    van = VehicleRead.model_validate(VAN.model_dump() | vehicle)
    found = fit_violations(document(on_top).loads[0], van, {piece.item: piece for piece in pieces})
    assert [violation.code for violation in found] == ([code] if code else [])
