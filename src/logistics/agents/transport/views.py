"""What the transport agent's tools tell a model."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from logistics.agents.answers import ToolAnswer
from logistics.contracts.base import Contract
from logistics.contracts.bookings import BookingRead, BookingStatus
from logistics.contracts.layout import Load
from logistics.contracts.money import Money
from logistics.contracts.numbers import kg_of, m3_of
from logistics.contracts.quotes import QuoteRead
from logistics.contracts.vehicles import VehicleRead
from logistics.layouts.proof import load_volume_mm3, load_weight_g

MOST_VEHICLES = 20
"""Free vehicles that a model or a person is shown."""


class BookingView(Contract):
    """One booking that holds a vehicle."""

    booking_id: int
    vehicle_id: int
    load_index: int
    status: BookingStatus


class LoadToBook(Contract):
    """One load of the stored layout that waits for a booking."""

    load_index: int
    vehicle_id: int
    weight_kg: Decimal
    volume_m3: Decimal


class BookingDetails(ToolAnswer):
    """`usable`: the bookings carry the order as it is now; nothing is left to book."""

    bookings: list[BookingView]
    usable: bool
    pickup_date: date
    days: int
    loads_to_book: list[LoadToBook]


class VehicleView(Contract):
    """One free vehicle."""

    vehicle_id: int
    registration: str
    name: str
    payload_kg: float
    volume_m3: float
    refrigerated: bool


class Availability(ToolAnswer):
    """Free vehicles, the smallest first. `missing_vehicle_ids` are packed for the order and not free."""

    vehicles: list[VehicleView]
    missing_vehicle_ids: list[int]


class Cost(ToolAnswer):
    """A price that holds for 15 minutes."""

    quote_id: int
    load_index: int
    vehicle_id: int
    total: Money


class Booked(ToolAnswer):
    """Every load has its vehicle."""

    booking_ids: list[int]
    total: Money


class BookingState(ToolAnswer):
    """A booking that was moved."""

    booking_id: int
    status: BookingStatus


def booking_details(
    bookings: Sequence[BookingRead], usable: bool, loads: Sequence[Load], day: date, days: int
) -> BookingDetails:
    """Bookings and loads as a model is shown them."""
    if usable:
        summary = f"Booked already: {', '.join(booking.number for booking in bookings)}."
    elif bookings:
        summary = f"{len(bookings)} bookings do not carry the order as it is now; release them."
    else:
        summary = f"Nothing is booked; {len(loads)} loads wait."
    return BookingDetails(
        summary=summary,
        bookings=[
            BookingView(booking_id=b.id, vehicle_id=b.vehicle_id, load_index=b.load_index, status=b.status)
            for b in bookings
        ],
        usable=usable,
        pickup_date=day,
        days=days,
        loads_to_book=[] if usable else [_to_book(index, load) for index, load in enumerate(loads)],
    )


def availability(
    day: date, free: Sequence[VehicleRead], needed: Sequence[int], weight_kg: float, volume_m3: float
) -> Availability:
    """Vehicles that carry the weight and hold the volume, and which of the `needed` ones are not free at all."""
    missing = sorted(set(needed) - {vehicle.id for vehicle in free})
    fit = [v for v in map(_vehicle, free) if v.payload_kg >= weight_kg and v.volume_m3 >= volume_m3]
    fit.sort(key=lambda vehicle: (vehicle.volume_m3, vehicle.vehicle_id))
    if missing:
        summary = f"Of the vehicles packed for the order, {', '.join(map(str, missing))} is not free on {day}."
    else:
        limits = " and ".join(
            [*([f"{weight_kg:g} kg"] if weight_kg else []), *([f"{volume_m3:g} m3"] if volume_m3 else [])]
        )
        summary = (
            f"{len(fit)} vehicle{'' if len(fit) == 1 else 's'} free on {day}{f' for {limits}' if limits else ''}."
        )
    return Availability(summary=summary, vehicles=fit[:MOST_VEHICLES], missing_vehicle_ids=missing)


def cost(load_index: int, quote: QuoteRead) -> Cost:
    """A quote as a model is shown it."""
    return Cost(
        summary=f"Load {load_index}: {quote.total} for {quote.distance_km} km.",
        quote_id=quote.quote_id,
        load_index=load_index,
        vehicle_id=quote.vehicle_id,
        total=quote.total,
    )


def booked(bookings: Sequence[BookingRead]) -> Booked:
    """Bookings that were made, or were there."""
    total = total_price(bookings)
    numbers = ", ".join(booking.number for booking in bookings)
    return Booked(
        summary=f"Booked {numbers} for {total}.",
        booking_ids=[booking.id for booking in bookings],
        total=total,
    )


def total_price(bookings: Sequence[BookingRead]) -> Money:
    """All loads together.

    Raises:
        CurrenciesDiffer: They were booked in several currencies.
    """
    return Money.sum(booking.price for booking in bookings)


def _to_book(index: int, load: Load) -> LoadToBook:
    return LoadToBook(
        load_index=index,
        vehicle_id=load.space.vehicle_id,
        weight_kg=kg_of(load_weight_g(load)),
        volume_m3=m3_of(load_volume_mm3(load)),
    )


def _vehicle(vehicle: VehicleRead) -> VehicleView:
    inside = vehicle.cargo_length_mm * vehicle.cargo_width_mm * vehicle.cargo_height_mm
    return VehicleView(
        vehicle_id=vehicle.id,
        registration=vehicle.registration,
        name=vehicle.name,
        payload_kg=float(vehicle.max_payload_kg),
        volume_m3=round(float(m3_of(inside)), 2),
        refrigerated=vehicle.refrigerated,
    )
