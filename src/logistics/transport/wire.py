"""Vehicles, quotes and bookings <-> contracts.transport."""

from typing import Any

from logistics.contracts.common import LayoutRef, Money, grams_of, kg_of
from logistics.contracts.transport import (
    BlockRead,
    BookingRead,
    PriceLine,
    QuoteRead,
    VehicleCreate,
    VehiclePatch,
    VehicleRead,
)
from logistics.contracts.transport import Period as PeriodRead
from logistics.kit.requests import changed_fields
from logistics.transport.model import Block, Booking, Period, Quote, Vehicle, VehicleDraft, VehicleStatus


def vehicle_read(vehicle: Vehicle) -> VehicleRead:
    """A vehicle as it goes over the wire."""
    same = {name: getattr(vehicle, name) for name in VehicleRead.model_fields if name != "max_payload_kg"}
    return VehicleRead(**same, max_payload_kg=kg_of(vehicle.max_payload_g))


def vehicle_draft(wanted: VehicleCreate) -> VehicleDraft:
    """A new vehicle from the wire."""
    return VehicleDraft(
        **wanted.model_dump(exclude={"max_payload_kg"}), max_payload_g=grams_of(wanted.max_payload_kg)
    )


def vehicle_changes(patch: VehiclePatch) -> dict[str, Any]:
    """The fields of a vehicle that a patch changes.

    Raises:
        FieldRequired: It empties one.
    """
    changes = changed_fields(patch, nullable=patch.may_be_emptied)
    if "max_payload_kg" in changes:
        changes["max_payload_g"] = grams_of(changes.pop("max_payload_kg"))
    if "status" in changes:
        changes["status"] = VehicleStatus(changes["status"])
    return changes


def period(wanted: PeriodRead) -> Period:
    """A period from the wire.

    Raises:
        PeriodOutOfOrder: It is empty, or ends before it begins.
    """
    return Period(wanted.from_, wanted.to)


def block_read(block: Block) -> BlockRead:
    """A block as it goes over the wire."""
    return BlockRead(id=block.id, vehicle_id=block.vehicle_id, period=period_read(block.period), reason=block.reason)


def quote_read(quote: Quote) -> QuoteRead:
    """A quote as it goes over the wire."""
    return QuoteRead(
        quote_id=quote.id,
        vehicle_id=quote.vehicle_id,
        valid_until=quote.valid_until,
        period=period_read(quote.period),
        distance_km=quote.distance_km,
        distance_source=quote.distance_source,
        lines=[PriceLine(code=line.code, label=line.label, amount=line.amount) for line in quote.lines],
        total=Money(amount=quote.total, currency=quote.currency),
    )


def booking_read(booking: Booking) -> BookingRead:
    """A booking as it goes over the wire."""
    return BookingRead(
        id=booking.id,
        number=booking.number,
        vehicle_id=booking.vehicle_id,
        order_ids=[booking.order_id],
        load_index=booking.load_index,
        period=period_read(booking.period),
        layout=LayoutRef(key=booking.layout_key, version=booking.layout_version, sha256=booking.layout_sha256),
        quote_id=booking.quote_id,
        price=Money(amount=booking.price, currency=booking.currency),
        status=booking.status.value,
        status_reason=booking.status_reason,
        version=booking.version,
        created_at=booking.created_at,
        updated_at=booking.updated_at,
    )


def period_read(period: Period) -> PeriodRead:
    """A period as it goes over the wire."""
    return PeriodRead(from_=period.start, to=period.end)
