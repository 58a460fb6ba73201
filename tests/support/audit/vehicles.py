"""Vehicles are taken once, by bookings that orders know of."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
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
        currencies = {booking["currency"] for booking in own}
        if price != order["price"]["amount"] or currencies != {order["price"]["currency"]}:
            detail = f"It costs {order['price']}, they cost {price} in {sorted(currencies)}."
            yield Finding("order and bookings disagree", f"order {order_id}", detail)


def orders_are_where_their_bookings_are(books: Books) -> Iterator[Finding]:
    """An order is on its way from its first load's leaving to its last load's arriving."""
    for order_id, order in books.orders.items():
        statuses = {booking["status"] for booking in books.bookings_of(order_id)}
        if order["status"] in MOVING and statuses and order["status"] != _where(statuses):
            detail = f"It is {order['status']}, its bookings are {sorted(statuses)}."
            yield Finding("order is not where its bookings are", f"order {order_id}", detail)


def _where(statuses: set[str]) -> str:
    if statuses == {"delivered"}:
        return "delivered"
    return "in_transit" if statuses & {"in_transit", "delivered"} else "booked"


def bookings_are_for_what_is_ordered(books: Books) -> Iterator[Finding]:
    """A booking that holds was made, and priced, for the goods, route, day and priority that its order has now."""
    for order_id, order in books.orders.items():
        for booking in books.bookings_of(order_id):
            quote = books.quotes.get(booking["quote_id"])
            said = [_as_ordered(order, books.items[order_id]), _as_booked(booking), _as_quoted(booking, quote)]
            for other in said[1:]:
                differs = sorted(name for name, value in other.items() if value != said[0][name])
                if differs:
                    detail = f"Other than the order: {', '.join(differs)}."
                    yield Finding("booking is for something else", f"booking {booking['id']}", detail)


def _as_ordered(order: Row, items: list[Row]) -> Row:
    return {
        "plan_version": order["plan_version"],
        "pieces": sum(item["quantity"] for item in items),
        "weight_g": sum(item["quantity"] * item["weight_g"] for item in items),
        **_terms(order["pickup_date"], order["priority"], order["origin"], order["destination"]),
    }


def _as_booked(booking: Row) -> Row:
    made_for = booking["made_for"]
    if made_for is None:
        return {}
    return {
        "plan_version": made_for["plan_version"],
        "pieces": made_for["pieces"],
        "weight_g": int(Decimal(made_for["weight_kg"]) * 1000),
        **_terms(
            date.fromisoformat(made_for["pickup_date"]),
            made_for["priority"],
            made_for["origin"],
            made_for["destination"],
        ),
    }


def _as_quoted(booking: Row, quote: Row | None) -> Row:
    if quote is None:
        return {}
    ends = [{"lat": quote[f"{end}_lat"], "lon": quote[f"{end}_lon"]} for end in ("origin", "destination")]
    return _terms(booking["period"].lower, quote["priority"], *ends)


def _terms(day: date, priority: str, origin: Row, destination: Row) -> Row:
    ends = {"origin": origin, "destination": destination}
    return {"day": day, "priority": priority} | {name: (end["lat"], end["lon"]) for name, end in ends.items()}
