"""An order as a file: what is wrong with it, in a person's words."""

from typing import Any

import pytest

from logistics.cli.order_file import OrderUnreadable, order_from


@pytest.mark.parametrize(
    ("body", "pointer", "message"),
    [
        ({"pickup_dat": "2026-12-24"}, "/pickup_dat", "There is no such field; did you mean pickup_date?"),
        ({"items": [{"stackabel": False}]}, "/items/0/stackabel", "There is no such field; did you mean stackable?"),
        ({"zzz": 1}, "/zzz", "There is no such field."),
    ],
)
def test_a_misspelt_field_is_refused_with_the_name_that_was_meant(
    body: dict[str, Any], pointer: str, message: str
) -> None:
    with pytest.raises(OrderUnreadable) as refusal:
        order_from(body)
    assert (pointer, message) in [(fault.pointer, fault.message) for fault in refusal.value.errors]


def test_a_wrong_value_is_told_without_the_name_of_an_exception() -> None:
    crate = {"description": "Crate", "length_mm": 1200, "width_mm": 800, "height_mm": 900, "weight_kg": "1_000"}
    with pytest.raises(OrderUnreadable) as refusal:
        order_from({"items": [crate]})
    said = {fault.pointer: fault.message for fault in refusal.value.errors}
    assert said["/items/0/weight_kg"] == "must be a number in plain digits, such as 85.5"
