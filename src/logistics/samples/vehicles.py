"""Twelve vehicles from a van to a 13.6 m semi-trailer: bodies of `POST /api/vehicles`.

Sizes are typical of each class in Europe. Charges are plausible, not anybody's tariff.
"""

from typing import Any


def _vehicle(
    registration: str,
    name: str,
    vehicle_type: str,
    cargo_mm: tuple[int, int, int],
    door_mm: tuple[int, int],
    max_payload_kg: str,
    base_charge: str,
    rate_per_km: str,
    *,
    refrigerated: bool = False,
    tail_lift: bool = False,
    **body: Any,
) -> dict[str, Any]:
    """A vehicle. Cargo space is length, width, height; the door is width, height; the rest is as in the request."""
    length, width, height = cargo_mm
    door_width, door_height = door_mm
    return {
        "registration": registration,
        "name": name,
        "vehicle_type": vehicle_type,
        "cargo_length_mm": length,
        "cargo_width_mm": width,
        "cargo_height_mm": height,
        "door_width_mm": door_width,
        "door_height_mm": door_height,
        "max_payload_kg": max_payload_kg,
        "refrigerated": refrigerated,
        "tail_lift": tail_lift,
        "base_charge": base_charge,
        "rate_per_km": rate_per_km,
        "currency": "EUR",
        **body,
    }


_ARCH = {"x_mm": 1350, "dx_mm": 780, "dy_mm": 190, "dz_mm": 280}
_ARCHES = [_ARCH | {"y_mm": 0}, _ARCH | {"y_mm": 1780 - 190}]

# The empty truck weighs 4.7 t; loaded to its payload it is 7.5 t.
_AXLES_7_5_T = {
    "wheelbase_mm": 4125,
    "bulkhead_mm": 550,
    "tare_front_kg": "2700",
    "tare_rear_kg": "1990",
    "max_front_kg": "3700",
    "max_rear_kg": "5300",
}

# fmt: off
VEHICLES: list[dict[str, Any]] = [
    _vehicle("HH-LM 101", "Van 1", "van-l2h2", (3200, 1780, 1900), (1550, 1820), "1200", "35.00", "0.55",
             blocked=_ARCHES),
    _vehicle("HH-LM 102", "Van 2", "van-l2h2", (3200, 1780, 1900), (1550, 1820), "1200", "35.00", "0.55",
             blocked=_ARCHES),
    _vehicle("HH-LM 103", "Long van", "van-l3h2", (4300, 1780, 1940), (1550, 1840), "1100", "38.00", "0.58"),
    _vehicle("HH-LM 201", "Box van", "van-box-35", (4200, 2100, 2200), (2050, 2100), "900", "45.00", "0.62",
             tail_lift=True),
    _vehicle("HH-LM 301", "7.5 t box truck", "truck-7.5", (6100, 2450, 2400), (2400, 2300), "2800", "55.00", "0.80",
             tail_lift=True, axles=_AXLES_7_5_T),
    # Insulation takes room and the cooling unit payload, so it is smaller than its dry twin.
    _vehicle("HH-LM 302", "7.5 t refrigerated truck", "truck-7.5-reefer", (6000, 2350, 2200), (2350, 2150), "2400",
             "75.00", "0.95", refrigerated=True, tail_lift=True, min_temperature_c=-20,
             max_temperature_c=12),
    _vehicle("HH-LM 401", "12 t box truck", "truck-12", (7200, 2450, 2500), (2430, 2400), "5500", "65.00", "0.92",
             tail_lift=True),
    _vehicle("HH-LM 501", "18 t box truck", "truck-18", (7300, 2480, 2600), (2450, 2500), "9000", "80.00", "1.08"),
    _vehicle("HH-LM 601", "26 t box truck", "truck-26", (7700, 2480, 2650), (2450, 2550), "14500", "95.00", "1.20"),
    _vehicle("HH-LM 701", "Semi 1", "semi-13.6", (13600, 2480, 2700), (2480, 2650), "24500", "110.00", "1.35"),
    _vehicle("HH-LM 702", "Semi 2", "semi-13.6", (13600, 2480, 2700), (2480, 2650), "24500", "110.00", "1.35"),
    _vehicle("HH-LM 703", "Refrigerated semi", "semi-13.6-reefer", (13310, 2460, 2600), (2460, 2550), "22500",
             "120.00", "1.52", refrigerated=True, min_temperature_c=-25,
             max_temperature_c=12),
]
