"""Vehicles and bookings with good defaults."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from logistics.transport.model import Booking, BookingStatus, Period, Vehicle, VehicleStatus


def a_vehicle(**given: Any) -> Vehicle:
    """A 7.5 t box truck."""
    fields: dict[str, Any] = {
        "id": 1,
        "registration": "HH-LM 1042",
        "name": "Box truck 7.5 t",
        "vehicle_type": "truck-7.5",
        "cargo_length_mm": 6100,
        "cargo_width_mm": 2450,
        "cargo_height_mm": 2400,
        "door_width_mm": 2400,
        "door_height_mm": 2300,
        "max_payload_g": 2_800_000,
        "refrigerated": False,
        "tail_lift": True,
        "base_charge": "90.00",
        "rate_per_km": "1.15",
        "currency": "EUR",
        "status": VehicleStatus.ACTIVE,
        "version": 1,
    } | given
    money = {name: Decimal(fields[name]) for name in ("base_charge", "rate_per_km")}
    return Vehicle(**(fields | money))


def a_booking(**given: Any) -> Booking:
    """A confirmed booking of one load."""
    fields: dict[str, Any] = {
        "id": 1,
        "hold_id": 1,
        "vehicle_id": 1,
        "order_id": 123,
        "load_index": 0,
        "period": Period(date(2026, 12, 24), date(2026, 12, 26)),
        "layout_key": "order-123.json",
        "layout_version": "1",
        "layout_sha256": "0" * 64,
        "quote_id": 1,
        "price": Decimal("822.78"),
        "currency": "EUR",
        "made_for": None,
        "status": BookingStatus.CONFIRMED,
        "status_reason": None,
        "version": 1,
        "created_at": datetime(2026, 12, 1, 9, tzinfo=UTC),
        "updated_at": datetime(2026, 12, 1, 9, tzinfo=UTC),
    }
    return Booking(**(fields | given))
