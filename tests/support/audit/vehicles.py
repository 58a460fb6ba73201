"""Vehicles are taken once, by bookings that orders know of."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from tests.support.audit.books import HOLDING, Books, Finding, Row

MOVING = frozenset({"booked", "in_transit", "delivered"})


def vehicles_are_taken_once(books: Books) -> Iterator[Finding]:
    """No two bookings have one vehicle on one day, and none has it on a day on which it is blocked."""
    taken = defaultdict[int, list[tuple[Row, str]]](list)
    for booking in books.bookings:
        if booking["status"] in HOLDING:
            taken[booking["vehicle_id"]].append((booking, f"booking {booking['id']}"))
    for hold in books.holds.values():
        if hold["active"] and hold["reason"] is not None:
            taken[hold["vehicle_id"]].append((hold, f"block {hold['id']}"))
    for vehicle_id, claims in taken.items():
        claims.sort(key=lambda claim: claim[0]["period"].lower)
        for (first, name), (second, other) in pairwise(claims):
            if second["period"].lower < first["period"].upper:
                detail = f"{name} has it on {first['period']}, {other} on {second['period']}."
                yield Finding("vehicle is taken twice", f"vehicle {vehicle_id}", detail)


def days_are_held_for_bookings(books: Books) -> Iterator[Finding]:
    """A booking that has its vehicle holds its days, and no other days are held."""
    held = {hold["id"] for hold in books.holds.values() if hold["active"] and hold["reason"] is None}
    wanted = {booking["hold_id"]: booking for booking in books.bookings if booking["status"] in HOLDING}
    for hold_id in sorted(held - wanted.keys()):
        yield Finding("vehicle is held for nobody", f"vehicle {books.holds[hold_id]['vehicle_id']}", "No booking.")
    for hold_id in sorted(wanted.keys() - held):
        yield Finding("booking holds no days", f"booking {wanted[hold_id]['id']}", "Its days are free to others.")


def idle_orders_hold_nothing(books: Books) -> Iterator[Finding]:
    """An order that is cancelled, or waits for somebody, has no vehicle."""
    for order_id, order in books.orders.items():
        if order["status"] not in MOVING and (own := books.bookings_of(order_id)):
            detail = f"It is {order['status']} and has the bookings {[booking['id'] for booking in own]}."
            yield Finding("vehicle is held by an idle order", f"order {order_id}", detail)
    for booking in books.bookings:
        if booking["order_id"] not in books.orders:
            yield Finding("vehicle is held by an idle order", f"order {booking['order_id']}", "There is none.")


def moving_orders_know_their_bookings(books: Books) -> Iterator[Finding]:
    """An order that is booked, or further, names exactly the bookings it has, their layout and their price."""
    for order_id, order in books.orders.items():
        if order["status"] not in MOVING:
            continue
        own = books.bookings_of(order_id)
        if not own or sorted(order["booking_ids"]) != sorted(booking["id"] for booking in own):
            detail = f"It names {order['booking_ids']} and has {[booking['id'] for booking in own]}."
            yield Finding("order and bookings disagree", f"order {order_id}", detail)
            continue
        layouts = {(b["layout_key"], b["layout_version"], b["layout_sha256"]) for b in own}
        layout = order["layout"]
        if layouts != {(layout["key"], layout["version"], layout["sha256"])}:
            yield Finding("order and bookings disagree", f"order {order_id}", f"It names {layout}, they {layouts}.")
        price = f"{sum(booking['price'] for booking in own):.2f}"
        if price != order["price"]["amount"]:
            detail = f"It costs {order['price']['amount']}, they cost {price}."
            yield Finding("order and bookings disagree", f"order {order_id}", detail)
