"""What a description of goods must agree on within itself."""

from typing import Any

import pytest

from logistics.contracts.goods import Handling
from logistics.products.handling import handling_faults


@pytest.mark.parametrize(
    ("given", "pointer", "code"),
    [
        ({"min_temperature_c": 2}, "/items/3/max_temperature_c", "required"),
        ({"max_temperature_c": 8}, "/items/3/min_temperature_c", "required"),
        ({"min_temperature_c": 9, "max_temperature_c": 8}, "/items/3/min_temperature_c", "above_the_warmest"),
        ({"tags": ["Food"], "incompatible_tags": ["paint", "food"]}, "/items/3/incompatible_tags/1", "own_tag"),
    ],
)
def test_each_contradiction_is_pointed_at(given: dict[str, Any], pointer: str, code: str) -> None:
    faults = handling_faults(Handling.model_validate(given), "items", 3)
    assert [(fault.pointer, fault.code) for fault in faults] == [(pointer, code)]


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"min_temperature_c": -18, "max_temperature_c": -18},
        {"tags": ["food"], "incompatible_tags": ["paint"]},
        {"stack_code": "a", "carries_codes": [], "max_layers": 1},
    ],
)
def test_what_agrees_is_no_fault(given: dict[str, Any]) -> None:
    assert handling_faults(Handling.model_validate(given)) == []
