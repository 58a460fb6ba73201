"""Vehicles, quotes and bookings <-> contracts.vehicles, quotes, bookings."""

from collections.abc import Callable, Sequence
from typing import Any

from logistics.contracts.body import Axles as AxlesRead
from logistics.contracts.body import Balance as BalanceRead
from logistics.contracts.body import BlockedRoom as BlockedRoomRead
from logistics.contracts.bookings import BookingRead, MadeFor
from logistics.contracts.kinds import defined, stated
from logistics.contracts.layout_ref import LayoutRef
from logistics.contracts.money import Money
from logistics.contracts.numbers import grams_of, kg_of
from logistics.contracts.quotes import PriceLine, QuoteRead
from logistics.contracts.vehicles import BlockRead, VehicleCreate, VehiclePatch, VehicleRead
from logistics.contracts.vehicles import Period as PeriodRead
from logistics.dock.body import Axles, Balance, Blocked
from logistics.transport.model import Block, Booking, Period, Quote, Vehicle, VehicleDraft
from logistics.web.requests import changed_fields


def _blocked(rooms: Sequence[BlockedRoomRead]) -> tuple[Blocked, ...]:
    return tuple(defined(Blocked, room) for room in rooms)


def _axles(axles: AxlesRead | None) -> Axles | None:
    return None if axles is None else defined(Axles, axles)


def _balance(balance: BalanceRead | None) -> Balance | None:
    return None if balance is None else defined(Balance, balance)


_BODY: dict[str, Callable[[Any], Any]] = {"blocked": _blocked, "axles": _axles, "balance": _balance}

_OTHERWISE = {"max_payload_kg", *_BODY}
"""Fields that the wire and the model say in other words."""


def vehicle_read(vehicle: Vehicle) -> VehicleRead:
    """A vehicle as it goes over the wire."""
    same = {name: getattr(vehicle, name) for name in VehicleRead.model_fields if name not in _OTHERWISE}
    return VehicleRead(
        **same,
        max_payload_kg=kg_of(vehicle.max_payload_g),
        blocked=tuple(BlockedRoomRead(**stated(Blocked, room)) for room in vehicle.blocked),
        axles=AxlesRead(**stated(Axles, vehicle.axles)) if vehicle.axles else None,
        balance=BalanceRead(**stated(Balance, vehicle.balance)) if vehicle.balance else None,
    )


def vehicle_draft(wanted: VehicleCreate) -> VehicleDraft:
    """A new vehicle from the wire."""
    body = {name: convert(getattr(wanted, name)) for name, convert in _BODY.items()}
    return VehicleDraft(
        **wanted.model_dump(exclude=_OTHERWISE), max_payload_g=grams_of(wanted.max_payload_kg), **body
    )


def vehicle_changes(patch: VehiclePatch) -> dict[str, Any]:
    """The fields of a vehicle that a patch changes.

    Raises:
        FieldRequired: It empties one.
    """
    changes = changed_fields(patch, nullable=patch.may_be_emptied)
    if "max_payload_kg" in changes:
        changes["max_payload_g"] = grams_of(changes.pop("max_payload_kg"))
    return changes | {name: convert(changes[name]) for name, convert in _BODY.items() if name in changes}


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
        made_for=MadeFor.model_validate(booking.made_for, extra="ignore") if booking.made_for else None,
        status=booking.status,
        status_reason=booking.status_reason,
        version=booking.version,
        created_at=booking.created_at,
        updated_at=booking.updated_at,
    )


def period_read(period: Period) -> PeriodRead:
    """A period as it goes over the wire."""
    return PeriodRead(from_=period.start, to=period.end)
