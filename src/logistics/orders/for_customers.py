"""What customers read about where an order is, in place of the reasons and remedies that dispatchers read."""

from logistics.orders.model import Order
from logistics.words import OrderStatus

IN_PART = " in part"
"""Behind a status, when a load stayed behind."""

_PLANNED = "We are planning the transport of your order."

SENTENCES: dict[str, str] = {
    OrderStatus.PENDING: "We have your order.",
    OrderStatus.PROCESSING: _PLANNED,
    OrderStatus.AWAITING_APPROVAL: _PLANNED,
    OrderStatus.NEEDS_ATTENTION: "We are looking into how your goods can be moved, and will be in touch.",
    OrderStatus.BOOKED: "Transport is booked. Your goods are picked up on the pickup date.",
    OrderStatus.IN_TRANSIT: "Your goods are on their way.",
    OrderStatus.IN_TRANSIT + IN_PART: "A part of your goods is on its way; the rest has not left.",
    OrderStatus.DELIVERED: "Your goods have arrived.",
    OrderStatus.DELIVERED + IN_PART: "A part of your goods has arrived; the rest has not left.",
    OrderStatus.CANCELLED: "Your order is cancelled; nothing will be picked up.",
}
"""By status; `documents` reads the same."""


def sentence_about(order: Order) -> str:
    """Where an order is, for its customer."""
    in_part = SENTENCES.get(order.status + IN_PART) if order.left_behind else None
    return in_part or SENTENCES[order.status]
