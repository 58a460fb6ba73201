"""Orders on the terminal and as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from logistics.cli.output import print_json, print_table

# Only named, never made here: a command that shows a list loads nothing of bookings and layouts.
if TYPE_CHECKING:
    from collections.abc import Sequence

    from logistics.contracts.address import Address
    from logistics.contracts.bookings import BookingRead
    from logistics.contracts.customers import CustomerRead
    from logistics.contracts.events import EventRead
    from logistics.contracts.layout import LayoutDocument
    from logistics.contracts.orders import OrderRead, OrderSummary
    from logistics.contracts.vehicles import VehicleRead
    from logistics.local.instance import Instance


@dataclass(frozen=True, slots=True)
class Booking:
    """What an order has booked: the vehicles, how full they are, and where the layout is kept."""

    order: OrderRead
    bookings: Sequence[BookingRead]
    vehicles: Sequence[VehicleRead]
    layout: LayoutDocument
    layout_home: str


async def read_booking(instance: Instance, order: OrderRead) -> Booking | None:
    """The booking of an order from the services; None while it has none."""
    if order.layout is None or not order.booking_ids:
        return None
    async with instance.orders() as orders, instance.transport() as transport:
        bookings = [await transport.get_booking(booking_id) for booking_id in order.booking_ids]
        vehicles = [await transport.get_vehicle(booking.vehicle_id) for booking in bookings]
        layout = await orders.get_layout(order.id)
    key, version = order.layout.key, order.layout.version
    home = f"{key} (version {version})" if instance.layouts is None else str(instance.layouts / key / version)
    return Booking(order, bookings, vehicles, layout, home)


def print_orders(orders: Sequence[OrderSummary], *, json: bool) -> None:
    """A line per order."""
    if json:
        print_json([order.model_dump(mode="json") for order in orders])
    elif not orders:
        print("There are no orders.")
    else:
        headings = ("ID", "NUMBER", "STATUS", "PICKUP", "ROUTE", "PIECES", "PRICE")
        print_table(headings, [_cells(order) for order in orders])


def print_order(order: OrderRead, customer: CustomerRead, events: Sequence[EventRead]) -> None:
    """An order for a person."""
    totals = order.totals
    print(f"{order.number}  {spoken(order.status)}")
    print(f"  Customer {customer.name} ({customer.email})")
    print(f"  Route    {_route(order)}, pickup {order.pickup_date}, {order.priority}")
    print(f"  From     {_place(order.origin)}")
    print(f"  To       {_place(order.destination)}")
    print(f"  Goods    {totals.pieces} pieces, {totals.weight_kg} kg, {totals.volume_m3:.2f} m3")
    for item in order.items:
        size = f"{item.length_mm} x {item.width_mm} x {item.height_mm} mm, {item.weight_kg} kg"
        print(f"           {item.quantity} x {item.description} ({size})")
    print_attention(order)
    for event in events:
        print(f"  {event.at:%Y-%m-%d %H:%M:%S}  {event_line(event)}")


def print_attention(order: OrderRead) -> None:
    """Why an order waits for somebody, and what would help."""
    if order.status_reason:
        print(f"  Reason   {order.status_reason}")
    if order.remedy:
        print(f"  Remedy   {order.remedy.detail}")


def print_booking(booking: Booking | None) -> None:
    """Vehicles, fill, price and layout of a booked order."""
    if booking is None:
        return
    for held, vehicle in zip(booking.bookings, booking.vehicles, strict=True):
        load = booking.layout.loads[held.load_index]
        print(
            f"  Vehicle  {vehicle.name} ({vehicle.registration}), {held.number}, {held.period.from_} to"
            f" {held.period.to}: {len(load.placements)} pieces, {load.metrics.filled_share:.0%} full,"
            f" {held.price}{', cancelled' if held.status == 'cancelled' else ''}"
        )
    if booking.order.price:
        print(f"  Price    {booking.order.price}")
    print(f"  Layout   {booking.layout_home}")


def print_order_json(order: OrderRead, events: Sequence[EventRead] | None = None) -> None:
    """An order for a program; with its events when they are given."""
    shown = order.model_dump(mode="json")
    if events is not None:
        shown["events"] = [event.model_dump(mode="json") for event in events]
    print_json(shown)


def event_line(event: EventRead) -> str:
    """An event as people read it: what happened, and the sentence that came with it."""
    said = (event.data.get(name) for name in ("summary", "reason", "because", "error"))
    told = next(filter(None, said), None)
    return spoken(event.type) + (f": {told}" if told else "")


def spoken(word: str) -> str:
    """`needs_attention` -> `needs attention`."""
    return word.replace("_", " ")


def _cells(order: OrderSummary) -> tuple[str, ...]:
    price = str(order.price) if order.price else ""
    pieces = str(order.totals.pieces)
    return (
        str(order.id), order.number, spoken(order.status), str(order.pickup_date), _route(order), pieces, price,
    )  # fmt: skip


def _place(address: Address) -> str:
    """The address in a line, with the coordinates that the price comes from."""
    town = " ".join(part for part in (address.postal_code, address.city) if part)
    parts = [address.name, address.line1, town, address.region, address.country_code]
    return f"{', '.join(part for part in parts if part)} ({address.lat}, {address.lon})"


def _route(order: OrderSummary) -> str:
    return f"{order.origin.city} -> {order.destination.city}"
