"""The words customers read. No model writes to a customer."""

from logistics.contracts.orders import NotificationEvent
from logistics.orders.model import Order, OrderStatus

TOLD_WHEN: dict[NotificationEvent, frozenset[OrderStatus]] = {
    "order_booked": frozenset({OrderStatus.BOOKED, OrderStatus.IN_TRANSIT, OrderStatus.DELIVERED}),
    "order_in_transit": frozenset({OrderStatus.IN_TRANSIT, OrderStatus.DELIVERED}),
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
    "order_in_transit": ("is on its way", "Your goods have left {origin}."),
    "order_delivered": ("has arrived", "Your goods have arrived in {destination}."),
    "order_cancelled": ("is cancelled", "Your order has been cancelled; nothing will be picked up."),
}


def compose(event: NotificationEvent, order: Order, customer_name: str) -> tuple[str, str]:
    """Subject and body of the message about `event`."""
    headline, news = _NEWS[event]
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
        *([f"Price:   {order.price['amount']} {order.price['currency']}"] if order.price else []),
        "",
        "Logistics Manager",
        "",
    ]
    return f"Your order {order.reference or order.number} {headline}", "\n".join(lines)
