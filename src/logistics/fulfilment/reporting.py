"""Telling the order, and the customer, what is true. Each may be repeated."""

from collections.abc import Sequence

from logistics.clients.orders import OrdersClient
from logistics.contracts.common import Money
from logistics.contracts.orders import Booked, OrderPatch, OrderRead, OrderStatus, Remedy
from logistics.contracts.transport import BookingRead


async def report_booked(order: OrderRead, bookings: Sequence[BookingRead], orders: OrdersClient) -> None:
    """Make the order say what is booked, and the customer know."""
    facts = booked_facts(bookings)
    if (order.status, list(order.booking_ids)) != (OrderStatus.BOOKED, list(facts.booking_ids)):
        await orders.change_order(order.id, OrderPatch(status=OrderStatus.BOOKED, booked=facts))
    await orders.notify(order.id, "order_booked")


async def report_needs_attention(order: OrderRead, reason: str, orders: OrdersClient) -> None:
    """Make the order say what a person has to look at."""
    remedy = Remedy(kind="retry", detail="Have the order processed again.")
    await orders.change_order(
        order.id, OrderPatch(status=OrderStatus.NEEDS_ATTENTION, status_reason=reason, remedy=remedy)
    )


def booked_facts(bookings: Sequence[BookingRead]) -> Booked:
    """What an order keeps of its bookings.

    Raises:
        CurrenciesDiffer: They were booked in several currencies.
    """
    price = Money.sum(b.price for b in bookings)
    return Booked(booking_ids=[b.id for b in bookings], layout=bookings[0].layout, price=price)
