"""What a vehicle's body must agree on, each fault where it is."""

from dataclasses import replace

import pytest

from logistics.dock.body import Axles, Balance, Blocked
from logistics.transport.errors import VehicleInvalid
from tests.support.builders.models import a_vehicle

ARCH = {"x_mm": 2000, "y_mm": 0, "dx_mm": 800, "dy_mm": 200, "dz_mm": 300}
AXLES = {"wheelbase_mm": 4200, "bulkhead_mm": 600, "tare_front_g": 2_700_000, "tare_rear_g": 2_000_000}
LIMITS = {"min_x_mm": 1000, "max_x_mm": 4000, "max_lateral_mm": 150, "from_g": 500_000}


def arches(*changes: dict[str, int]) -> dict[str, object]:
    return {"blocked": tuple(Blocked(**(ARCH | change)) for change in changes)}


def axles(front_g: int, rear_g: int) -> dict[str, Axles]:
    return {"axles": Axles(**AXLES, max_front_g=front_g, max_rear_g=rear_g)}


def balance(**change: int | None) -> dict[str, object]:
    return {"balance": Balance(**(LIMITS | change))}


def faults(given: dict[str, object]) -> list[tuple[str, str]]:
    with pytest.raises(VehicleInvalid) as refusal:
        a_vehicle(**given).require_sound()
    return [(fault.pointer, fault.message) for fault in refusal.value.errors]


@pytest.mark.parametrize(
    "given",
    [
        {},
        arches({}, {"y_mm": 2250}),
        arches({}, {"x_mm": 2800}),
        arches({"x_mm": 5300}),
        arches({}, {"z_mm": 2100}),
        axles(2_700_000, 2_000_000),
        balance(min_x_mm=None, max_lateral_mm=1225),
        {"min_temperature_c": -20, "max_temperature_c": -20},
    ],
    ids=["plain", "both sides", "end to end", "to the doors", "above", "empty", "balance", "one temperature"],
)
def test_a_body_that_agrees_with_its_space_is_sound(given: dict[str, object]) -> None:
    a_vehicle(**given).require_sound()


@pytest.mark.parametrize(
    ("given", "pointer", "words"),
    [
        (
            arches({}, {"x_mm": 5301}),
            "/blocked/1/dx_mm",
            "It reaches to 6101 mm and the cargo space is 6100 mm long.",
        ),
        (arches({"y_mm": 2251}), "/blocked/0/dy_mm", "It reaches to 2451 mm and the cargo space is 2450 mm wide."),
        (arches({"dz_mm": 2401}), "/blocked/0/dz_mm", "It reaches to 2401 mm and the cargo space is 2400 mm high."),
        (arches({}, {"x_mm": 2799, "y_mm": 199}), "/blocked/1", "It takes the same room as /blocked/0."),
        (
            arches({"z_mm": 2101}),
            "/blocked/0/dz_mm",
            "It reaches to 2401 mm and the cargo space is 2400 mm high.",
        ),
        (
            {"axles": replace(axles(9_000_000, 9_000_000)["axles"], min_rear_share=0.5)},
            "/axles/min_rear_share",
            "The empty vehicle puts 0.426 of its weight on it, and not 0.5.",
        ),
        (
            axles(2_699_999, 9_000_000),
            "/axles/tare_front_kg",
            "The empty vehicle puts 2700 kg on it; permitted are 2700 kg.",
        ),
        (
            axles(9_000_000, 1_500_000),
            "/axles/tare_rear_kg",
            "The empty vehicle puts 2000 kg on it; permitted are 1500 kg.",
        ),
        (
            {"door_left_mm": 51},
            "/door_left_mm",
            "The door would reach to 2451 mm and the cargo space is 2450 mm wide.",
        ),
        (
            {"door_sill_mm": 101},
            "/door_sill_mm",
            "The door would reach to 2401 mm and the cargo space is 2400 mm high.",
        ),
        (balance(max_x_mm=6101), "/balance/max_x_mm", "It is 6101 mm, and the cargo space is 6100 mm."),
        (
            balance(max_lateral_mm=1226),
            "/balance/max_lateral_mm",
            "It is 1226 mm, and from the middle to a wall it is 1225 mm.",
        ),
        (balance(min_x_mm=4001), "/balance/min_x_mm", "At least 4001 and at most 4000 mm cannot both be kept."),
        ({"min_temperature_c": 2}, "/max_temperature_c", "Give the coldest and the warmest, or neither."),
        (
            {"min_temperature_c": 3, "max_temperature_c": 2},
            "/min_temperature_c",
            "The coldest, 3 °C, is not above the warmest, 2 °C.",
        ),
    ],
)
def test_each_fault_is_pointed_at_with_the_limit(given: dict[str, object], pointer: str, words: str) -> None:
    assert faults(given) == [(pointer, words)]


def test_every_fault_is_named_at_once() -> None:
    assert len(faults(arches({"x_mm": 6000, "dz_mm": 3000}) | {"max_temperature_c": 5})) == 3
