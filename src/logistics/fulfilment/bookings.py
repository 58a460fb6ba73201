"""Orders and bookings agree: all once, for what happened while no worker ran, then whatever was not told."""

from datetime import UTC, datetime, timedelta

from logistics.clients.orders import OrdersClient
from logistics.clients.transport import TransportClient
from logistics.contracts.orders import OrderStatus
from logistics.fulfilment.watching import orders_in, watch
from logistics.kit import logs
from logistics.kit.errors import LogisticsError, TooMany, Unavailable

log = logs.get(__name__)

LOOK_EVERY_S = 1.0
IN_HAND = timedelta(seconds=2)
"""As long as this, whoever made a booking is about to tell its order."""


async def watch_bookings(orders: OrdersClient, transport: TransportClient) -> None:
    """Have orders hear of their bookings, until cancelled."""
    caught_up = False

    async def look() -> None:
        nonlocal caught_up
        if not caught_up:
            await _settle_all(orders, transport)
            caught_up = True
        for booking in (await transport.list_bookings(told=False)).data:
            if datetime.now(UTC) - booking.created_at > IN_HAND:
                await _settle(transport, booking.order_ids[0])

    await watch("bookings", look, LOOK_EVERY_S)


async def _settle_all(orders: OrdersClient, transport: TransportClient) -> None:
    """Settle every order that has vehicles, or says so."""
    for status in (OrderStatus.BOOKED, OrderStatus.IN_TRANSIT):
        async for order in orders_in(status, orders):
            await _settle(transport, order.id)


async def _settle(transport: TransportClient, order_id: int) -> None:
    """Settle one order; one that cannot be, for instance because nobody has it, holds up no other."""
    try:
        await transport.settle_order(order_id)
    except (Unavailable, TooMany):
        raise
    except LogisticsError as error:
        log.warning("order.not_settled", order_id=order_id, code=error.code, reason=error.message)
