"""When customers are told, and the words they read. No model writes to a customer."""

from logistics.contracts.money import Money
from logistics.contracts.notifications import NotificationEvent
from logistics.kit.text import cleaned, one_line
from logistics.orders.model import Order
from logistics.words import BOOKABLE, HELD, LEFT, OrderStatus

OF_BOOKINGS: frozenset[NotificationEvent] = frozenset({"order_booked", "order_in_transit", "order_delivered"})
"""Events of certain bookings: with others the same may happen again, and is told again."""

TOLD_WHEN: dict[NotificationEvent, frozenset[OrderStatus]] = {
    "order_booked": HELD,
    "order_unbooked": BOOKABLE,
    "order_in_transit": LEFT,
    "order_delivered": frozenset({OrderStatus.DELIVERED}),
    "order_cancelled": frozenset({OrderStatus.CANCELLED}),
}
"""Statuses in which an event has really happened."""

NEWS: dict[OrderStatus, NotificationEvent] = {
    OrderStatus.BOOKED: "order_booked",
    OrderStatus.IN_TRANSIT: "order_in_transit",
    OrderStatus.DELIVERED: "order_delivered",
    OrderStatus.CANCELLED: "order_cancelled",
}
"""What the customer is told when an order comes there."""

_NEWS: dict[NotificationEvent, tuple[str, str]] = {
    "order_booked": ("is booked", "We have booked transport for your order. Pickup is on {pickup}."),
    "order_unbooked": (
        "is being planned again",
        "The transport that we had booked for your order will not take place as we told you. "
        "We are planning it anew and will tell you once it is booked.",
    ),
    "order_in_transit": ("is on its way", "Your goods have left {origin}."),
    "order_delivered": ("has arrived", "Your goods have arrived in {destination}."),
    "order_cancelled": ("is cancelled", "Your order has been cancelled; nothing will be picked up."),
}


_IN_PART: dict[NotificationEvent, tuple[str, str]] = {
    "order_in_transit": ("is on its way in part", "A part of your goods has left {origin}; the rest has not."),
    "order_delivered": (
        "has arrived in part",
        "A part of your goods has arrived in {destination}; the rest has not left {origin}.",
    ),
}
"""The words when a load stayed behind."""


def booking_of(order: Order) -> int:
    """What stands for the bookings that an order has: the first of them; 0 for none.

    Without those that stayed behind they are others, and told again; the last of those, below zero, stands for that.
    """
    return -max(order.left_behind) if order.left_behind else min(order.booking_ids, default=0)


def no_longer_so(event: NotificationEvent, occasion: int, order: Order) -> str | None:
    """Why a message that was true is not any more; None when it is."""
    if order.status not in TOLD_WHEN[event]:
        return f"The order is {order.status.replace('_', ' ')} by now."
    if event in OF_BOOKINGS and occasion != booking_of(order):
        return "Other vehicles are booked by now."
    return None


def compose(event: NotificationEvent, order: Order, customer_name: str) -> tuple[str, str]:
    """Subject and body of the message about `event`, from the order as it is."""
    headline, news = (_IN_PART if order.left_behind and event in _IN_PART else _NEWS)[event]
    facts = {
        "pickup": f"{order.pickup_date:%d %B %Y}",
        "origin": order.origin["city"],
        "destination": order.destination["city"],
    }
    lines = [
        f"Dear {customer_name},",
        "",
        news.format(**facts),
        "",
        f"Order:   {order.number}",
        *([f"Yours:   {order.reference}"] if order.reference else []),
        f"Route:   {facts['origin']} - {facts['destination']}",
        f"Goods:   {order.pieces} pieces, {order.weight_g / 1000:.1f} kg",
        # Of what is not moved nothing is owed, so a price would only be misread.
        *([f"Price:   {Money.model_validate(order.price)}"] if order.price and event in OF_BOOKINGS else []),
        "",
        "Logistics Manager",
        "",
    ]
    subject = f"Your order {order.reference or order.number} {headline}"
    # What was stored before texts were held to one line must not break one now.
    return one_line(subject), cleaned("\n".join(lines))
