"""An order knows its layout from the moment it is saved, and for as long as somebody may book it."""

from pathlib import Path

import httpx2
import pytest

from logistics.contracts.layout_ref import LayoutRef
from logistics.contracts.orders import OrderRead
from logistics.layouts.store import DirectoryLayouts
from tests.integration.orders.story import bearer, start_run, told
from tests.support.builders.bodies import an_order
from tests.support.builders.layouts import a_layout
from tests.support.builders.reads import a_vehicle


@pytest.fixture
async def saved(placed: httpx2.AsyncClient, tmp_path: Path) -> LayoutRef:
    """The layout that the analyser saved for order 1, and told it of."""
    run = await start_run(placed)
    order = OrderRead.model_validate_json((await placed.get("/orders/1")).content)
    layout = a_layout(order, a_vehicle())
    ref = await DirectoryLayouts(tmp_path).put("order-1.json", layout.model_dump_json().encode())
    noted = await placed.put("/orders/1/layout", json=ref.model_dump(), headers=bearer(run))
    assert noted.status_code == 200, noted.text
    assert noted.json()["layout"] == ref.model_dump()
    return ref


async def test_a_layout_that_changed_before_anything_was_booked_is_not_served(
    placed: httpx2.AsyncClient, saved: LayoutRef, tmp_path: Path
) -> None:
    assert (await placed.get("/orders/1/layout")).status_code == 200
    stored = tmp_path / saved.key / saved.version
    stored.write_bytes(stored.read_bytes().replace(b'"x_mm":0', b'"x_mm":9', 1))
    refused = await placed.get("/orders/1/layout")
    assert (refused.status_code, refused.json()["code"]) == (422, "layout-changed")


async def test_an_order_whose_booking_was_cancelled_says_with_which_layout_it_can_be_booked_again(
    placed: httpx2.AsyncClient, saved: LayoutRef
) -> None:
    layout = saved.model_dump()
    await told(placed, {5: "confirmed"}, layout=layout)
    unbooked = (await told(placed, {5: "cancelled"})).json()
    assert (unbooked["status"], unbooked["booking_ids"], unbooked["layout"]) == ("needs_attention", [], layout)
    assert (await placed.get("/orders/1/layout")).status_code == 200
    again = (await told(placed, {5: "cancelled", 6: "confirmed"}, layout=unbooked["layout"])).json()
    assert (again["status"], again["layout"]) == ("booked", layout)


async def test_an_order_that_has_its_vehicles_keeps_the_layout_they_were_booked_with(
    placed: httpx2.AsyncClient, saved: LayoutRef
) -> None:
    booked = (await told(placed, {5: "confirmed"}, layout=saved.model_dump())).json()
    later = {**saved.model_dump(), "version": "2", "sha256": "1" * 64}
    assert (await placed.put("/orders/1/layout", json=later)).json() == booked


async def test_another_orders_layout_is_none_of_this_one(placed: httpx2.AsyncClient, saved: LayoutRef) -> None:
    foreign = await placed.put("/orders/1/layout", json={**saved.model_dump(), "key": "order-2.json"})
    assert (foreign.status_code, foreign.json()["errors"][0]["pointer"]) == (422, "/key")
    await placed.post("/orders", json=an_order())
    run = await start_run(placed, 2)
    refused = await placed.put("/orders/1/layout", json=saved.model_dump(), headers=bearer(run))
    assert (refused.status_code, refused.json()["code"]) == (403, "not-your-order")
