"""An order as a file: what is wrong with it, in a person's words."""

from typing import Any, cast

import pytest

from logistics.cli.order_file import OrderUnreadable, order_from
from logistics.clients.orders import OrdersClient

NOBODY_ASKS = cast("OrdersClient", None)


@pytest.mark.parametrize(
    ("body", "pointer", "message"),
    [
        ({"pickup_dat": "2026-12-24"}, "/pickup_dat", "There is no such field; did you mean pickup_date?"),
        ({"items": [{"stackabel": False}]}, "/items/0/stackabel", "There is no such field; did you mean stackable?"),
        ({"zzz": 1}, "/zzz", "There is no such field."),
    ],
)
async def test_a_misspelt_field_is_refused_with_the_name_that_was_meant(
    body: dict[str, Any], pointer: str, message: str
) -> None:
    with pytest.raises(OrderUnreadable) as refusal:
        await order_from(body, NOBODY_ASKS)
    assert (pointer, message) in [(fault.pointer, fault.message) for fault in refusal.value.errors]


async def test_a_wrong_value_is_told_without_the_name_of_an_exception() -> None:
    crate = {"description": "Crate", "length_mm": 1200, "width_mm": 800, "height_mm": 900, "weight_kg": "1_000"}
    with pytest.raises(OrderUnreadable) as refusal:
        await order_from({"items": [crate]}, NOBODY_ASKS)
    said = {fault.pointer: fault.message for fault in refusal.value.errors}
    assert said["/items/0/weight_kg"] == "must be a number in plain digits, such as 85.5"
