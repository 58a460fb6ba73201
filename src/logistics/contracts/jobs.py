"""The jobs that the Order API defers and the worker does: their names, their arguments, their locks."""

PROCESS_ORDER = "process_order"
"""order_id: plan and book it."""

RELEASE_ORDER = "release_order"
"""order_id: cancel the bookings of a cancelled order."""

FOLLOW_ORDER = "follow_order"
"""order_id: bring what became of its bookings to the order and the customer."""

TELL_CUSTOMER = "tell_customer"
"""order_id, event: put the message on the ledger if it is still so."""

DELIVER_NOTIFICATION = "deliver_notification"
"""notification_id: send it."""

QUEUE = "fulfilment"


def order_lock(order_id: int) -> str:
    """One job at a time for each order."""
    return f"order-{order_id}"
