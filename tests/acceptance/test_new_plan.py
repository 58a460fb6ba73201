"""A vehicle is taken between planning and booking: nothing is booked by halves, and a new plan is made."""

import pytest

from logistics.contracts.layout_ref import LayoutRef
from logistics.contracts.orders import OrderRead
from logistics.contracts.vehicles import VehicleRead
from logistics.kit.errors import Conflict
from logistics.layouts.store import layout_key
from tests.acceptance.desk import Desk
from tests.support.builders.bodies import a_crate
from tests.support.builders.layouts import a_layout, a_price_request

SEMIS = ("HH-LM 701", "HH-LM 702", "HH-LM 703")
TWO_VEHICLES = [{"sku": "PAL-CEMENT", "quantity": 30}]


async def take(desk: Desk, vehicle: VehicleRead, order: OrderRead) -> None:
    """Another order gets this vehicle on the order's day."""
    other = await desk.place(pickup_date=order.pickup_date, auto_process=False)
    document = a_layout(other, vehicle)
    stored = await desk.system.layouts.put(layout_key(other.id), document.model_dump_json().encode())
    quote = await desk.transport.calculate_price(a_price_request(other, document.loads[0]))
    await desk.transport.book(other.id, stored, [quote.quote_id])


async def planned(desk: Desk, order: OrderRead) -> tuple[LayoutRef, list[int]]:
    """The layout that waits to be booked, and a quote for each of its loads."""
    layout = await desk.system.layouts.find_latest(layout_key(order.id))
    assert layout is not None
    loads = (await desk.orders.get_layout(order.id)).loads
    quotes = [await desk.transport.calculate_price(a_price_request(order, load)) for load in loads]
    return layout, [quote.quote_id for quote in quotes]


async def test_when_one_of_two_vehicles_is_taken_none_is_booked_and_a_new_plan_is_made(desk: Desk) -> None:
    with desk.system.paused("transport-agent"):
        order = await desk.place(items=TWO_VEHICLES)
        await desk.until_event(order.id, "layout_saved")
        layout, quote_ids = await planned(desk, order)
        assert len(quote_ids) == 2
        lost_id = (await desk.orders.get_layout(order.id)).loads[1].space.vehicle_id
        await take(desk, await desk.transport.get_vehicle(lost_id), order)

        with pytest.raises(Conflict) as refused:
            await desk.transport.book(order.id, layout, quote_ids)
        assert refused.value.code == "vehicle-already-booked"
        assert await desk.bookings(order.id) == []

    booked = await desk.until_booked_and_told(order.id)
    bookings = await desk.bookings(order.id)
    assert len(bookings) == 2
    assert lost_id not in [booking.vehicle_id for booking in bookings]
    assert booked.layout is not None
    assert int(booked.layout.version) > int(layout.version)


async def test_when_every_vehicle_that_is_long_enough_is_taken_a_person_hears_when_it_is_free(desk: Desk) -> None:
    with desk.system.paused("transport-agent"):
        order = await desk.place(items=[a_crate(description="Mast", length_mm=9000, quantity=1)])
        await desk.until_event(order.id, "layout_saved")
        for registration in SEMIS:
            await take(desk, await desk.vehicle(registration), order)
    decided = await desk.until_decided(order.id)
    assert decided.status == "needs_attention"
    assert decided.status_reason
    assert decided.remedy is not None
    assert decided.remedy.kind == "next_free_date"
    assert await desk.bookings(order.id) == []
