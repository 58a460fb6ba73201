"""Bodies that the OpenAPI document shows."""

from typing import Any

from fastapi.openapi.models import Example


def _example(summary: str, value: dict[str, Any]) -> dict[str, Example]:
    return {"example": Example(summary=summary, value=value)}


VEHICLE = _example(
    "A 7.5 t box truck",
    {
        "registration": "HH-LM 1042",
        "name": "Box truck 7.5 t",
        "vehicle_type": "truck-7.5",
        "cargo_length_mm": 6100,
        "cargo_width_mm": 2450,
        "cargo_height_mm": 2400,
        "door_width_mm": 2400,
        "door_height_mm": 2300,
        "max_payload_kg": "2800",
        "refrigerated": False,
        "tail_lift": True,
        "blocked": [{"x_mm": 3900, "y_mm": 0, "dx_mm": 900, "dy_mm": 120, "dz_mm": 150}],
        "axles": {
            "wheelbase_mm": 4125,
            "bulkhead_mm": 550,
            "tare_front_kg": "2700",
            "tare_rear_kg": "1990",
            "max_front_kg": "3700",
            "max_rear_kg": "5300",
        },
        "balance": {"max_lateral_mm": 250, "from_kg": "500"},
        "base_charge": "90.00",
        "rate_per_km": "1.15",
        "currency": "EUR",
    },
)
VEHICLE_PATCH = _example("A new rate", {"rate_per_km": "1.22"})
BLOCK = _example(
    "Two days in the workshop", {"period": {"from": "2026-12-01", "to": "2026-12-03"}, "reason": "Brakes"}
)
PRICE_REQUEST = _example(
    "Hamburg to Prague",
    {
        "vehicle_id": 3,
        "origin": {"city": "Hamburg", "country_code": "DE"},
        "destination": {"city": "Prague", "country_code": "CZ"},
        "date": "2026-12-24",
        "weight_kg": "579",
        "volume_m3": "12",
        "priority": "standard",
    },
)
BOOKING = _example(
    "One load",
    {
        "order_ids": [123],
        "layout_key": "order-123.json",
        "layout_version": "1",
        "layout_sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "loads": [{"quote_id": 9, "load_index": 0}],
    },
)
BOOKING_STATUS = _example("The vehicle has left", {"status": "in_transit"})
SETTLE = _example("An order", {"order_id": 123})
