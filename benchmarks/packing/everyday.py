"""What a dispatcher asks for on an ordinary day, for measuring speed: vehicles of `vehicles.csv`, goods in mm and kg.

Sizes are ours, from general trade knowledge: parcels are cartons of up to 46 or 53 cm as e-commerce ships them, at 40
to 100 g a litre, light enough for a vehicle to be full before it is too heavy.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

Json = dict[str, Any]

VEHICLES = Path(__file__).parent / "vehicles.csv"
UPRIGHT = ["LWH", "WLH"]


def order_30() -> Json:
    """A typical order: 30 pieces of seven kinds for a long van, two of the kinds to stay upright."""
    goods = [
        ("washing-machine", (660, 660, 890), 68, 2, UPRIGHT),
        ("dishwasher", (640, 660, 870), 48, 2, UPRIGHT),
        ("office-chair", (680, 650, 350), 18, 4, None),
        ("carton-l", (600, 400, 400), 12, 6, None),
        ("carton-m", (500, 400, 350), 9, 6, None),
        ("carton-s", (400, 300, 250), 8, 8, None),
        ("bale", (1000, 600, 600), 60, 2, None),
    ]
    return _problem("ORDER30", "van-l3h2", [_item(*kind) for kind in goods])


def cartons_600() -> Json:
    """600 equal cartons for a 40 ft container."""
    return _problem("CARTONS600", "iso-40", [_item("carton", (590, 390, 390), 14, 600, None)])


def parcels_1000() -> Json:
    """A van and 1,000 parcels of which no two are alike: 94 % of its volume in all."""
    return _problem("PARCELS1000", "van-l3h2", _parcels(1000, 530, random.Random("PARCELS1000")))


def pieces_10000() -> Json:
    """A semi-trailer and 10,000 parcels of 400 kinds."""
    draw = random.Random("PIECES10000")
    kinds = _parcels(400, 460, draw)
    for _ in range(10_000 - len(kinds)):
        draw.choice(kinds)["quantity"] += 1
    return _problem("PIECES10000", "semi-13.6", kinds)


def parcels_10000() -> Json:
    """A semi-trailer and 10,000 parcels of which no two are alike."""
    return _problem("PARCELS10000", "semi-13.6", _parcels(10_000, 460, random.Random("PARCELS10000")))


CASES: dict[str, Callable[[], Json]] = {
    "ORDER30": order_30,
    "CARTONS600": cartons_600,
    "PARCELS1000": parcels_1000,
    "PIECES10000": pieces_10000,
    "PARCELS10000": parcels_10000,
}


def _parcels(number: int, longest_mm: int, draw: random.Random) -> list[Json]:
    """Cartons of different sizes; every fourth is to stay upright."""
    sizes: set[tuple[int, int, int]] = set()
    while len(sizes) < number:
        length = round(draw.triangular(longest_mm / 4, longest_mm, longest_mm / 2))
        width = round(length * draw.uniform(0.5, 1))
        sizes.add((length, width, round(width * draw.uniform(0.3, 1))))
    return [
        _item(f"p{n}", size, round(_litres(size) * draw.uniform(0.04, 0.1), 2), 1, UPRIGHT if n % 4 == 0 else None)
        for n, size in enumerate(sorted(sizes), start=1)
    ]


def _item(name: str, size: tuple[int, int, int], weight: float, quantity: int, rotations: list[str] | None) -> Json:
    length, width, height = size
    item = {"id": name, "length": length, "width": width, "height": height, "weight": weight, "quantity": quantity}
    return item | {"rotations": rotations} if rotations else item


def _problem(name: str, vehicle: str, items: list[Json]) -> Json:
    with VEHICLES.open(encoding="utf-8", newline="") as lines:
        row = next(row for row in csv.DictReader(lines) if row["id"] == vehicle)
    container = {side: int(row[f"{side}_mm"]) for side in ("length", "width", "height")}
    container |= {"max_weight": int(row["payload_kg"])}
    container |= {f"door_{side}": int(row[f"door_{side}_mm"]) for side in ("width", "height")}
    return {"name": name, "unit": "mm", "max_containers": 1, "container": container, "items": items}


def _litres(size: tuple[int, int, int]) -> float:
    return size[0] * size[1] * size[2] / 1_000_000
