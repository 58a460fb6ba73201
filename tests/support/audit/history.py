"""Orders are there, once, and came to where they are by legal moves; so did their bookings."""

from collections import Counter
from collections.abc import Iterator

from tests.support.audit.books import Books, Finding, Row

MOVES = {
    "order_created": "pending",
    "processing_started": "processing",
    "approval_requested": "awaiting_approval",
    "needs_attention": "needs_attention",
    "order_booked": "booked",
    "order_departed": "in_transit",
    "order_delivered": "delivered",
    "order_cancelled": "cancelled",
}
"""Events that move an order, and where to; others only tell."""

NEXT: dict[str | None, set[str]] = {
    None: {"pending"},
    "pending": {"processing", "booked", "needs_attention", "cancelled"},
    # A run that died is followed by another one.
    "processing": {"processing", "booked", "awaiting_approval", "needs_attention", "cancelled"},
    "awaiting_approval": {"processing", "booked", "cancelled"},
    "needs_attention": {"processing", "booked", "cancelled"},
    "booked": {"in_transit", "needs_attention", "cancelled"},
    "in_transit": {"delivered"},
    "delivered": set(),
    "cancelled": set(),
}

BOOKING_NEXT: dict[str | None, set[str]] = {
    None: {"confirmed"},
    "confirmed": {"in_transit", "cancelled"},
    "in_transit": {"delivered"},
    "delivered": set(),
    "cancelled": set(),
}


def accepted_orders_exist(books: Books) -> Iterator[Finding]:
    """Whoever was answered 201 has an order."""
    for order_id in sorted(books.accepted - books.orders.keys()):
        yield Finding("accepted order is missing", f"order {order_id}", "A client was told that it is taken.")


def orders_are_placed_once(books: Books) -> Iterator[Finding]:
    """A client that asks again with the same key gets the same order; each of its orders has its own reference."""
    references = Counter(order["reference"] for order in books.orders.values() if order["reference"])
    for reference, count in references.items():
        if count > 1:
            yield Finding("order is placed twice", f"reference {reference}", f"There are {count} orders.")


def orders_moved_legally(books: Books) -> Iterator[Finding]:
    """Each order's events are legal moves, one after the other, and end where the order is."""
    for order_id, order in books.orders.items():
        moves = [MOVES[kind] for kind in books.happened(order_id) if kind in MOVES]
        yield from _illegal(f"order {order_id}", moves, order["status"], NEXT)


def bookings_moved_legally(books: Books) -> Iterator[Finding]:
    """The same of bookings."""
    for booking in books.bookings:
        moves = [move["to_status"] for move in books.moves[booking["id"]]]
        yield from _illegal(_name(booking), moves, booking["status"], BOOKING_NEXT)


def _illegal(where: str, moves: list[str], status: str, legal: dict[str | None, set[str]]) -> Iterator[Finding]:
    before: str | None = None
    for move in moves:
        if move not in legal[before]:
            yield Finding("history is illegal", where, f"It went from {before} to {move}: {', '.join(moves)}.")
        before = move
    if before != status:
        yield Finding("history is illegal", where, f"It is {status} and its history ends with {before}.")


def _name(booking: Row) -> str:
    return f"booking {booking['id']} of order {booking['order_id']}"
