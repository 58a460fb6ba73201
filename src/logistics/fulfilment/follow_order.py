"""What became of an order's bookings reaches the order and the customer.

An order is in transit when its first load departs and delivered when its last arrives. When a booking is
cancelled behind the order's back, the order needs attention, and the vehicles of its other loads are
released: an order is booked whole or not at all.
"""

from logistics.clients.orders import OrdersClient
from logistics.clients.transport import TransportClient
from logistics.contracts.orders import NotificationEvent, OrderPatch, OrderRead, OrderStatus
from logistics.contracts.transport import BookingRead, BookingStatus
from logistics.fulfilment.release_order import release_bookings
from logistics.fulfilment.reporting import report_needs_attention

DEPARTED = frozenset({BookingStatus.IN_TRANSIT, BookingStatus.DELIVERED})

NEWS: dict[OrderStatus, NotificationEvent] = {
    OrderStatus.IN_TRANSIT: "order_in_transit",
    OrderStatus.DELIVERED: "order_delivered",
}


async def follow_order(order_id: int, orders: OrdersClient, transport: TransportClient) -> None:
    """Bring an order to where its bookings are. May be repeated."""
    order = await orders.get_order(order_id)
    if order.status not in (OrderStatus.BOOKED, OrderStatus.IN_TRANSIT, OrderStatus.DELIVERED):
        return
    known = (await transport.list_bookings(order_id=order_id)).data
    bookings = [booking for booking in known if booking.id in order.booking_ids]
    cancelled = [booking for booking in bookings if booking.status is BookingStatus.CANCELLED]
    departed = [booking for booking in bookings if booking.status in DEPARTED]
    if order.status is OrderStatus.BOOKED and not bookings:
        await report_needs_attention(order, "The vehicles it was booked on are not booked any more.", orders)
        return
    if order.status is OrderStatus.BOOKED and cancelled and not departed:
        await _back_to_people(order, bookings, cancelled[0], orders, transport)
        return
    if departed:
        order = await _move_to(order, OrderStatus.IN_TRANSIT, orders)
    if departed and all(b.status is BookingStatus.DELIVERED for b in bookings if b not in cancelled):
        await _move_to(order, OrderStatus.DELIVERED, orders)


async def _move_to(order: OrderRead, status: OrderStatus, orders: OrdersClient) -> OrderRead:
    """Move on and tell. Telling is repeated too, for a worker that died between the two."""
    behind = {OrderStatus.IN_TRANSIT: OrderStatus.BOOKED, OrderStatus.DELIVERED: OrderStatus.IN_TRANSIT}
    if order.status is behind[status]:
        order = await orders.change_order(order.id, OrderPatch(status=status))
    await orders.notify(order.id, NEWS[status])
    return order


async def _back_to_people(
    order: OrderRead,
    bookings: list[BookingRead],
    cancelled: BookingRead,
    orders: OrdersClient,
    transport: TransportClient,
) -> None:
    others = [booking for booking in bookings if booking.status is BookingStatus.CONFIRMED]
    await release_bookings(others, f"Booking {cancelled.number} of the same order was cancelled.", transport)
    because = f": {cancelled.status_reason}" if cancelled.status_reason else "."
    await report_needs_attention(order, f"Booking {cancelled.number} was cancelled{because}", orders)
