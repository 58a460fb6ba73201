"""What people and programs send, with good defaults."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

HAMBURG = {"city": "Hamburg", "country_code": "DE"}
BERLIN = {"city": "Berlin", "country_code": "DE"}
PRAGUE = {"city": "Prague", "country_code": "CZ"}


def a_customer(**changes: Any) -> dict[str, Any]:
    """Body of `POST /customers`."""
    return {"name": "Alster Trade", "email": "desk@alster.example"} | changes


def a_product(**changes: Any) -> dict[str, Any]:
    """Body of `POST /products`: a washing machine, which stands upright and carries another."""
    return {
        "sku": "WM-7KG",
        "label": "Washing machine",
        "length_mm": 660,
        "width_mm": 660,
        "height_mm": 890,
        "weight_kg": "68",
        "orientation": "upright",
        "max_load_on_top_kg": "70",
    } | changes


def an_order(customer_id: int = 1, pickup: date | None = None, **changes: Any) -> dict[str, Any]:
    """Body of `POST /orders`: three crates from Hamburg to Berlin, one day on the road, by default tomorrow."""
    return {
        "customer_id": customer_id,
        "pickup_date": (pickup or datetime.now(UTC).date() + timedelta(days=1)).isoformat(),
        "origin": HAMBURG,
        "destination": BERLIN,
        "items": [a_crate()],
    } | changes


def a_crate(**changes: Any) -> dict[str, Any]:
    """A line of an order: three crates that any van takes."""
    return {
        "description": "Crate",
        "length_mm": 1000,
        "width_mm": 800,
        "height_mm": 600,
        "weight_kg": "85.5",
        "quantity": 3,
    } | changes


def a_vehicle(**changes: Any) -> dict[str, Any]:
    """Body of `POST /vehicles`: a 7.5 t box truck."""
    return {
        "registration": "HH-LM 1042",
        "name": "Box truck 7.5 t",
        "vehicle_type": "truck-7.5",
        "cargo_length_mm": 6100,
        "cargo_width_mm": 2450,
        "cargo_height_mm": 2400,
        "door_width_mm": 2400,
        "door_height_mm": 2300,
        "max_payload_kg": "2800",
        "base_charge": "90.00",
        "rate_per_km": "1.15",
    } | changes
