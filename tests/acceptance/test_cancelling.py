"""A customer calls an order off, whatever is being done to it at that moment: no vehicle stays held."""

import pytest

from logistics.contracts.bookings import BookingStatus
from logistics.contracts.orders import OrderStatus
from logistics.kit.errors import Conflict
from tests.acceptance.desk import Desk, a_day_of_its_own
from tests.acceptance.steps import STEPS

HELD = (BookingStatus.CONFIRMED, BookingStatus.IN_TRANSIT, BookingStatus.DELIVERED)


@pytest.mark.parametrize("step", STEPS)
async def test_an_order_cancelled_at_any_step_holds_no_vehicle(desk: Desk, step: str) -> None:
    async with STEPS[step](desk) as order:
        assert (await desk.orders.cancel_order(order.id)).status is OrderStatus.CANCELLED
        told_before = {notification.event for notification in await desk.notifications(order.id)}

    await desk.until_told(order.id, "order_cancelled")
    await desk.until_nothing_is_left_to_do(order.id)
    assert (await desk.order(order.id)).status is OrderStatus.CANCELLED
    assert await desk.bookings(order.id, *HELD) == []
    happened = await desk.event_types(order.id)
    assert "order_booked" not in happened[happened.index("order_cancelled") :]
    told = [notification.event for notification in await desk.notifications(order.id)]
    assert sorted(told) == sorted({*told_before, "order_cancelled"})


async def test_the_vehicle_of_a_cancelled_order_is_free_for_the_next(desk: Desk) -> None:
    order = await desk.until_booked_and_told((await desk.place()).id)
    vehicle_id = (await desk.bookings(order.id))[0].vehicle_id

    async def is_free() -> bool:
        free = await desk.transport.available_vehicles(order.pickup_date)
        return vehicle_id in [vehicle.id for vehicle in free.data]

    assert not await is_free()
    await desk.orders.cancel_order(order.id)
    await desk.until_told(order.id, "order_cancelled")
    assert await is_free()


async def test_the_next_order_of_the_day_goes_with_what_was_freed_and_for_the_same_price(desk: Desk) -> None:
    day = a_day_of_its_own()
    first = await desk.until_booked_and_told((await desk.place(pickup_date=day)).id)
    vehicles = {booking.vehicle_id for booking in await desk.bookings(first.id)}
    await desk.orders.cancel_order(first.id)
    await desk.until_told(first.id, "order_cancelled")
    second = await desk.until_booked_and_told((await desk.place(pickup_date=day)).id)
    assert {booking.vehicle_id for booking in await desk.bookings(second.id)} == vehicles
    assert second.price == first.price


async def test_cancelling_again_changes_nothing(desk: Desk) -> None:
    order = await desk.place(auto_process=False)
    cancelled = [await desk.orders.cancel_order(order.id) for _ in range(2)]
    assert cancelled[0] == cancelled[1]
    await desk.until_told(order.id, "order_cancelled")
    assert (await desk.event_types(order.id)).count("order_cancelled") == 1


async def test_an_order_on_the_road_cannot_be_cancelled(desk: Desk) -> None:
    order = await desk.until_booked_and_told((await desk.place()).id)
    await desk.transport.move_booking(order.booking_ids[0], BookingStatus.IN_TRANSIT)
    await desk.until_status(order.id, OrderStatus.IN_TRANSIT)
    with pytest.raises(Conflict) as refused:
        await desk.orders.cancel_order(order.id)
    assert refused.value.code == "order-already-left"
