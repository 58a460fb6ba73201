"""What drivers and dispatchers do to bookings reaches the order, and the customer once."""

from logistics.contracts.bookings import BookingStatus
from logistics.contracts.orders import OrderRead, OrderStatus
from tests.acceptance.desk import Desk
from tests.acceptance.mailbox import Mailbox

TWO_VEHICLES = [{"sku": "PAL-CEMENT", "quantity": 30}]


async def two_loads(desk: Desk) -> OrderRead:
    order = await desk.until_booked_and_told((await desk.place(items=TWO_VEHICLES)).id)
    assert len(order.booking_ids) == 2
    return order


async def test_an_order_leaves_with_its_first_load_and_arrives_with_its_last(desk: Desk) -> None:
    order = await two_loads(desk)
    first, last = order.booking_ids
    await desk.transport.move_booking(first, BookingStatus.IN_TRANSIT)
    await desk.until_told(order.id, "order_in_transit")
    await desk.transport.move_booking(first, BookingStatus.DELIVERED)
    await desk.transport.move_booking(last, BookingStatus.IN_TRANSIT)
    await desk.until_nothing_is_left_to_do(order.id)
    assert (await desk.order(order.id)).status is OrderStatus.IN_TRANSIT
    await desk.transport.move_booking(last, BookingStatus.DELIVERED)
    await desk.until_told(order.id, "order_delivered")
    await desk.until_nothing_is_left_to_do(order.id)
    assert (await desk.order(order.id)).status is OrderStatus.DELIVERED
    told = [notification.event for notification in await desk.notifications(order.id)]
    assert sorted(told) == ["order_booked", "order_delivered", "order_in_transit"]
    happened = await desk.event_types(order.id)
    assert [happened.count(kind) for kind in ("order_departed", "order_delivered")] == [1, 1]


async def test_a_booking_cancelled_by_a_dispatcher_frees_the_other_loads_and_asks_for_attention(desk: Desk) -> None:
    order = await two_loads(desk)
    await desk.transport.move_booking(order.booking_ids[0], BookingStatus.CANCELLED, "The engine is broken.")
    asks = await desk.until_status(order.id, OrderStatus.NEEDS_ATTENTION)
    assert asks.status_reason is not None
    assert "The engine is broken." in asks.status_reason
    assert asks.booking_ids == []
    assert asks.price is None
    assert {booking.status for booking in await desk.bookings(order.id)} == {BookingStatus.CANCELLED}
    told = await desk.until_told(order.id, "order_unbooked")
    assert "will not take place" in told.body


async def test_an_order_whose_booking_was_cancelled_can_be_booked_again(desk: Desk) -> None:
    order = await desk.until_booked_and_told((await desk.place()).id)
    await desk.transport.move_booking(order.booking_ids[0], BookingStatus.CANCELLED)
    await desk.until_status(order.id, OrderStatus.NEEDS_ATTENTION)
    await desk.orders.process_order(order.id)
    again = await desk.until_status(order.id, OrderStatus.BOOKED)
    assert again.booking_ids != order.booking_ids
    confirmed = await desk.bookings(order.id, BookingStatus.CONFIRMED)
    assert [booking.id for booking in confirmed] == again.booking_ids
    await desk.until_nothing_is_left_to_do(order.id)
    told = {(n.event, n.status) for n in await desk.notifications(order.id)}
    assert ("order_booked", "sent") in told
    assert ("order_unbooked", "sent") not in told
    assert [n.event for n in await desk.notifications(order.id) if n.status == "sent"] == ["order_booked"] * 2


async def test_a_customer_whose_address_does_not_exist_is_on_the_order(desk: Desk, mailbox: Mailbox) -> None:
    mailbox.refusals[desk.email] = "550 5.1.1 No such user"
    order = await desk.place()
    await desk.until_event(order.id, "notification_failed")
    (failed,) = await desk.notifications(order.id)
    assert (failed.status, failed.attempts) == ("failed", 1)
    assert failed.error is not None
    assert "No such user" in failed.error
