"""What the services answer, with good defaults."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from logistics.contracts.address import Address
from logistics.contracts.orders import OrderItem, OrderRead, OrderStatus, Priority, Totals
from logistics.contracts.vehicles import VehicleRead, VehicleStatus

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
PICKUP = date(2026, 12, 24)
HAMBURG = Address(city="Hamburg", country_code="DE", lat=53.55, lon=10.0)
PRAGUE = Address(city="Prague", country_code="CZ", lat=50.08, lon=14.43)


def an_item(line: int = 1, **given: Any) -> OrderItem:
    goods: dict[str, Any] = {
        "description": "Crate",
        "quantity": 1,
        "length_mm": 1200,
        "width_mm": 800,
        "height_mm": 900,
        "weight_kg": "85.5",
    }
    return OrderItem(line=line, **{**goods, **given})


def an_order(order_id: int = 123, *items: OrderItem, **given: Any) -> OrderRead:
    lines = list(items) or [an_item(quantity=3)]
    pieces = sum(item.quantity for item in lines)
    volume = sum(item.quantity * item.length_mm * item.width_mm * item.height_mm for item in lines)
    order: dict[str, Any] = {
        "id": order_id,
        "number": f"ORD-2026-{order_id:06d}",
        "customer_id": 1,
        "reference": None,
        "priority": Priority.STANDARD,
        "pickup_date": PICKUP,
        "origin": HAMBURG,
        "destination": PRAGUE,
        "items": lines,
        "notes": None,
        "auto_process": True,
        "status": OrderStatus.PROCESSING,
        "status_reason": None,
        "remedy": None,
        "totals": Totals(
            pieces=pieces,
            weight_kg=sum((item.quantity * item.weight_kg for item in lines), Decimal(0)),
            volume_m3=Decimal(volume) / 10**9,
        ),
        "booking_ids": [],
        "layout": None,
        "price": None,
        "version": 1,
        "created_at": NOW,
        "updated_at": NOW,
    }
    return OrderRead.model_validate({**order, **given})


def a_vehicle(vehicle_id: int = 1, **given: Any) -> VehicleRead:
    vehicle: dict[str, Any] = {
        "id": vehicle_id,
        "registration": f"HH-LM {vehicle_id}",
        "name": f"LKW-{vehicle_id}",
        "vehicle_type": "truck-7.5",
        "cargo_length_mm": 6200,
        "cargo_width_mm": 2450,
        "cargo_height_mm": 2400,
        "door_width_mm": 2450,
        "door_height_mm": 2400,
        "max_payload_kg": "3000",
        "base_charge": "80.00",
        "rate_per_km": "1.1",
        "status": VehicleStatus.ACTIVE,
        "version": 1,
    }
    return VehicleRead.model_validate({**vehicle, **given})
