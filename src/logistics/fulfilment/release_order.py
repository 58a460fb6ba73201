"""An order was called off: its vehicles become free, and the customer knows."""

from collections.abc import Sequence

from logistics.clients.orders import OrdersClient
from logistics.clients.transport import TransportClient
from logistics.contracts.orders import OrderStatus
from logistics.contracts.transport import BookingRead, BookingStatus
from logistics.kit import logs
from logistics.kit.errors import Conflict

log = logs.get(__name__)


async def release_order(order_id: int, orders: OrdersClient, transport: TransportClient) -> None:
    """Cancel whatever is still held for a cancelled order."""
    order = await orders.get_order(order_id)
    if order.status is not OrderStatus.CANCELLED:
        return
    bookings = (await transport.list_bookings(order_id=order_id, status=BookingStatus.CONFIRMED)).data
    await release_bookings(bookings, "The order was cancelled.", transport)
    await orders.notify(order_id, "order_cancelled")


async def release_bookings(bookings: Sequence[BookingRead], reason: str, transport: TransportClient) -> None:
    """Cancel bookings that are still confirmed; one that departed meanwhile is left to people."""
    for booking in bookings:
        try:
            await transport.move_booking(booking.id, BookingStatus.CANCELLED, reason)
        except Conflict as error:
            log.warning("booking.not_released", booking_id=booking.id, code=error.code)
