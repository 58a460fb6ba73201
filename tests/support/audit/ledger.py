"""Customers are told what happened, once, and nothing else."""

from collections import Counter
from collections.abc import Iterator
from email import message_from_bytes

from tests.support.audit.books import Books, Finding

NEWS = {
    "order_booked": "order_booked",
    "order_unbooked": "needs_attention",
    "order_in_transit": "order_departed",
    "order_delivered": "order_delivered",
    "order_cancelled": "order_cancelled",
}
"""A message, and the event it is about."""

DUE = {
    "booked": {"order_booked"},
    "in_transit": {"order_booked", "order_in_transit"},
    "delivered": {"order_booked", "order_in_transit", "order_delivered"},
    "cancelled": {"order_cancelled"},
}
"""What the customer of an order in a status must know. One that is cancelled may not have heard it was booked."""


def customers_are_told_once(books: Books) -> Iterator[Finding]:
    """One message for each order, event and set of bookings: those that are due, none about what never happened."""
    messages = Counter(
        (message["order_id"], message["event"], message["occasion"]) for message in books.notifications
    )
    told = {(order_id, event) for order_id, event, _ in messages}
    for (order_id, event, _), count in messages.items():
        if count > 1:
            yield Finding("customer is told twice", f"order {order_id}", f"{count} times that {event}.")
        if NEWS[event] not in books.happened(order_id):
            yield Finding("customer is told of nothing", f"order {order_id}", f"{event} never happened.")
    for order_id, order in books.orders.items():
        for event in sorted(DUE.get(order["status"], set())):
            if (order_id, event) not in told:
                detail = f"It is {order['status']} and there is no {event} on the ledger."
                yield Finding("customer is not told", f"order {order_id}", detail)


def messages_are_delivered_once(books: Books) -> Iterator[Finding]:
    """Each message that is still so was sent, noted once as an event, and lies once in the outbox."""
    delivered = Counter[str]()
    for file in books.outbox.glob("*.eml"):
        delivered[message_from_bytes(file.read_bytes())["Message-ID"]] += 1
    noted = Counter(
        event["data"]["notification_id"]
        for events in books.events.values()
        for event in events
        if event["type"] == "customer_notified"
    )
    for message in books.notifications:
        copies = delivered.pop(f"<notification-{message['id']}@logistics-manager>", 0)
        if message["status"] == "superseded" and noted[message["id"]] == 0:
            continue
        if (message["status"], noted[message["id"]], copies) != ("sent", 1, 1):
            detail = f"It is {message['status']}, noted {noted[message['id']]} times, {copies} times in the outbox."
            where = f"message {message['id']} of order {message['order_id']}"
            yield Finding("message is not delivered once", where, detail)
    for stray in delivered:
        yield Finding("message is not delivered once", stray, "It is in the outbox and not on the ledger.")
