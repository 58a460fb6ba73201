"""Behind every booking there ever was stands a layout that holds exactly the order's goods and fits its vehicle."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from logistics.dock.body import Axles, Balance, Blocked
from logistics.packing.check import check
from logistics.packing.model import CargoSpace, Item, Orientation, Placement
from tests.support.audit.books import HOLDING, Books, Finding, Row

RULE = "booking without a proof"


def booked_layouts_are_kept(books: Books) -> Iterator[Finding]:
    """Each layout that was ever booked is stored, byte by byte as it was proven."""
    for booking in books.bookings:
        found = _stored(books, booking)
        if found is None or hashlib.sha256(found).hexdigest() != booking["layout_sha256"]:
            file = f"{booking['layout_key']}/{booking['layout_version']}"
            detail = "nothing can be read there" if found is None else "something else is stored there"
            yield Finding("booked layout is missing or altered", f"booking {booking['id']}, {file}", detail)


def bookings_are_proven(books: Books) -> Iterator[Finding]:
    """Judge each layout that was booked, once, with everything that was booked on it."""
    booked = defaultdict[tuple[int, str, str], list[Row]](list)
    for booking in books.bookings:
        booked[booking["order_id"], booking["layout_key"], booking["layout_version"]].append(booking)
    for (order_id, key, version), bookings in booked.items():
        where = f"order {order_id}, {key} at version {version}"
        body = _stored(books, bookings[0])
        # What is not kept is a finding of its own, and nothing to judge.
        if body is None or {hashlib.sha256(body).hexdigest()} != {booking["layout_sha256"] for booking in bookings}:
            continue
        for detail in _faults(books, order_id, body, bookings):
            yield Finding(RULE, where, detail)


def bookings_cost_what_was_quoted(books: Books) -> Iterator[Finding]:
    """Each booking has a quote for its vehicle and days, and its price."""
    for booking in books.bookings:
        quote = books.quotes.get(booking["quote_id"])
        agreed = ("vehicle_id", "period", "currency")
        if quote is None or quote["total"] != booking["price"] or any(quote[n] != booking[n] for n in agreed):
            yield Finding("booking is not as quoted", f"booking {booking['id']}", f"Its quote is {quote}.")


def _stored(books: Books, booking: Row) -> bytes | None:
    try:
        return (books.layouts / booking["layout_key"] / booking["layout_version"]).read_bytes()
    except OSError:
        return None


def _faults(books: Books, order_id: int, body: bytes, bookings: list[Row]) -> Iterator[str]:
    document = json.loads(body)
    loads = document["loads"]
    if document["order_ids"] != [order_id]:
        yield f"It is of the orders {document['order_ids']}."
    yield from _unlike_bookings(loads, bookings)
    if _is_of_another_plan(books.orders.get(order_id), bookings):
        yield from _unlike_what_was_said(loads, bookings)
        return
    pieces = _pieces(order_id, books.items[order_id])
    yield from _unlike_goods(loads, pieces)
    for load in loads:
        vehicle = books.vehicles[load["space"]["vehicle_id"]]
        known = [pieces[p["item"]] for p in load["placements"] if p["item"] in pieces]
        for violation in check(_space(vehicle), known, [_placement(p) for p in load["placements"]]):
            yield f"{violation.code} in vehicle {vehicle['id']}: {violation.detail}"


def _is_of_another_plan(order: Row | None, bookings: list[Row]) -> bool:
    """Whether all of it was cancelled and the order edited since, so that its goods are in no book any more."""
    return order is not None and all(
        booking["status"] not in HOLDING
        and booking["made_for"] is not None
        and booking["made_for"]["plan_version"] < order["plan_version"]
        for booking in bookings
    )


def _unlike_what_was_said(loads: list[Row], bookings: list[Row]) -> Iterator[str]:
    """It holds as many pieces, of the same weight, as the bookings say they were made for."""
    placed = [placement for load in loads for placement in load["placements"]]
    found = len(placed), sum(Decimal(placement["weight_kg"]) for placement in placed)
    for made_for in (booking["made_for"] for booking in bookings):
        if found != (made_for["pieces"], Decimal(made_for["weight_kg"])):
            yield f"It was made for {made_for['pieces']} pieces, {made_for['weight_kg']} kg; placed are {found}."


def _unlike_bookings(loads: list[Row], bookings: list[Row]) -> Iterator[str]:
    """Loads are booked all or none, each on the vehicle it was packed for."""
    if {booking["load_index"] for booking in bookings} != set(range(len(loads))):
        yield f"It has {len(loads)} loads, booked are {[booking['load_index'] for booking in bookings]}."
        return
    # What was cancelled may be booked again with the same layout, by hand for instance.
    held = sorted(booking["load_index"] for booking in bookings if booking["status"] in HOLDING)
    if held and held != list(range(len(loads))):
        yield f"It has {len(loads)} loads, held are {held}: some of them are cancelled, or held twice."
    for booking in bookings:
        packed_for = loads[booking["load_index"]]["space"]["vehicle_id"]
        if packed_for != booking["vehicle_id"]:
            yield f"Load {booking['load_index']} is for vehicle {packed_for}, booked is {booking['vehicle_id']}."


def _unlike_goods(loads: list[Row], pieces: dict[str, Item]) -> Iterator[str]:
    """Every piece is placed once, and is as heavy as the order says. Its sides are the checker's business."""
    placed = [placement for load in loads for placement in load["placements"]]
    if sorted(placement["item"] for placement in placed) != sorted(pieces):
        yield f"The order has {len(pieces)} pieces; placed are {len(placed)}, or others."
    for placement in placed:
        piece = pieces.get(placement["item"])
        if piece is not None and Decimal(placement["weight_kg"]) * 1000 != piece.weight_g:
            yield f"{piece.id} weighs {piece.weight_g} g, not {placement['weight_kg']} kg."


def _pieces(order_id: int, lines: list[Row]) -> dict[str, Item]:
    """Each physical piece of an order by its name, order-line-piece."""
    pieces = {}
    for line in lines:
        for number in range(1, line["quantity"] + 1):
            name = f"{order_id}-{line['line']}-{number}"
            pieces[name] = _item(name, line)
    return pieces


def _item(name: str, line: Row) -> Item:
    return Item(
        id=name,
        length_mm=line["length_mm"],
        width_mm=line["width_mm"],
        height_mm=line["height_mm"],
        weight_g=line["weight_g"],
        orientation=Orientation(line["orientation"]),
        stackable=line["stackable"],
        fragile=line["fragile"],
        max_load_on_top_g=line["max_load_on_top_g"],
        bottom_only=line["bottom_only"],
        requires_refrigeration=line["requires_refrigeration"],
        max_layers=line["max_layers"],
        stack_code=line["stack_code"],
        carries_codes=None if line["carries_codes"] is None else frozenset(line["carries_codes"]),
        tags=frozenset(line["tags"]),
        incompatible_tags=frozenset(line["incompatible_tags"]),
        min_temperature_c=line["min_temperature_c"],
        max_temperature_c=line["max_temperature_c"],
    )


def _space(vehicle: Row) -> CargoSpace:
    return CargoSpace(
        id=vehicle["id"],
        length_mm=vehicle["cargo_length_mm"],
        width_mm=vehicle["cargo_width_mm"],
        height_mm=vehicle["cargo_height_mm"],
        max_payload_g=vehicle["max_payload_g"],
        door_width_mm=vehicle["door_width_mm"],
        door_height_mm=vehicle["door_height_mm"],
        door_left_mm=vehicle["door_left_mm"],
        door_sill_mm=vehicle["door_sill_mm"],
        refrigerated=vehicle["refrigerated"],
        temperature_c=_temperature(vehicle),
        blocked=tuple(Blocked(**room) for room in vehicle["blocked"]),
        axles=Axles(**vehicle["axles"]) if vehicle["axles"] else None,
        balance=Balance(**vehicle["balance"]) if vehicle["balance"] else None,
    )


def _temperature(row: Row) -> tuple[int, int] | None:
    coldest, warmest = row["min_temperature_c"], row["max_temperature_c"]
    return None if coldest is None else (coldest, warmest)


def _placement(placed: Row) -> Placement:
    sides = {name: placed[name] for name in ("x_mm", "y_mm", "z_mm", "dx_mm", "dy_mm", "dz_mm", "load_step")}
    return Placement(item_id=placed["item"], **sides)
