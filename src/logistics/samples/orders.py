"""Twenty orders over two weeks: bodies of `POST /orders`.

The fleet of `vehicles.py` can carry all of them on their days, except the one that no vehicle can.
"""

from datetime import date, timedelta
from typing import Any

from logistics.samples import customers as by


def _place(city: str, country_code: str) -> dict[str, Any]:
    return {"city": city, "country_code": country_code}


AMSTERDAM = _place("Amsterdam", "NL")
ANTWERP = _place("Antwerp", "BE")
BARCELONA = _place("Barcelona", "ES")
BERLIN = _place("Berlin", "DE")
BRUSSELS = _place("Brussels", "BE")
COLOGNE = _place("Köln", "DE")
COPENHAGEN = _place("Copenhagen", "DK")
DRESDEN = _place("Dresden", "DE")
ESSEN = _place("Essen", "DE")
GENEVA = _place("Genève", "CH")
HAMBURG = _place("Hamburg", "DE")
LYON = _place("Lyon", "FR")
MADRID = _place("Madrid", "ES")
MARSEILLE = _place("Marseille", "FR")
MILAN = _place("Milano", "IT")
MUNICH = _place("München", "DE")
OSLO = _place("Oslo", "NO")
PARIS = _place("Paris", "FR")
PRAGUE = _place("Prague", "CZ")
ROTTERDAM = _place("Rotterdam", "NL")
STOCKHOLM = _place("Stockholm", "SE")
STRASBOURG = _place("Strasbourg", "FR")
TURIN = _place("Torino", "IT")
VIENNA = _place("Wien", "AT")
WARSAW = _place("Warszawa", "PL")


def _sku(sku: str, quantity: int) -> dict[str, Any]:
    return {"sku": sku, "quantity": quantity}


def _goods(
    description: str, quantity: int, size_mm: tuple[int, int, int], weight_kg: str, orientation: str = "any"
) -> dict[str, Any]:
    """Goods without a product. Their size is length, width, height."""
    length, width, height = size_mm
    return {
        "description": description,
        "quantity": quantity,
        "length_mm": length,
        "width_mm": width,
        "height_mm": height,
        "weight_kg": weight_kg,
        "orientation": orientation,
    }


def sample_orders(today: date) -> list[dict[str, Any]]:
    """The orders in the order of their pickup dates, the first tomorrow and the last in two weeks."""

    def order(
        day: int,
        number: int,
        customer_email: str,
        origin: dict[str, Any],
        destination: dict[str, Any],
        items: list[dict[str, Any]],
        priority: str = "standard",
        notes: str | None = None,
    ) -> dict[str, Any]:
        body = {
            "customer_email": customer_email,
            "reference": f"PO-{number}",
            "priority": priority,
            "pickup_date": (today + timedelta(days=day)).isoformat(),
            "origin": origin,
            "destination": destination,
            "items": items,
            "auto_process": True,
        }
        return body | {"notes": notes} if notes else body

    # fmt: off
    return [
        order(1, 4711, by.APPLIANCES, HAMBURG, PRAGUE, [_sku("WM-7KG", 10), _sku("DW-60", 5)],
              notes="Ring at gate 4."),
        order(1, 4712, by.RETAILER, PARIS, BRUSSELS,
              [_sku("TV-55", 20), _goods("Wall brackets, crate", 2, (800, 600, 500), "45.5")], "express"),
        # Refrigerated, and fragile on top of it: every box needs its own piece of floor.
        order(2, 4713, by.PHARMA, STOCKHOLM, COPENHAGEN, [_sku("VACC-BOX", 40)], "critical",
              "Keep between 2 and 8 degrees. Hand over to the pharmacist only."),
        # Heavy but small: a van has the room for eight loads of them, but not the payload.
        order(2, 4714, by.BUILDER, COLOGNE, ROTTERDAM, [_sku("TILES-60", 60)]),
        # More than the small refrigerated truck may carry: only the refrigerated semi-trailer is left.
        order(3, 4715, by.CATERER, LYON, GENEVA, [_sku("PAL-DAIRY", 6), _sku("ICE-CARTON", 40)], "express"),
        order(3, 4716, by.WEB_SHOP, BERLIN, WARSAW, [_sku("LAPTOP-10", 30), _sku("CHAIR-BOX", 24)]),
        # Two vehicles by weight: 30.6 t, and the strongest vehicle carries 24.5 t.
        order(4, 4717, by.BUILDER, COLOGNE, STRASBOURG, [_sku("PAL-CEMENT", 30)],
              notes="Forklift on site until 16:00."),
        order(4, 4718, by.PRIVATE_PERSON, MUNICH, VIENNA,
              [_sku("SOFA-3", 1), _sku("FR-260L", 1), _sku("WM-7KG", 1),
               _goods("Moving box", 20, (600, 400, 400), "15")], notes="Third floor, no lift."),
        order(5, 4719, by.FREIGHT_AGENT, ROTTERDAM, MILAN, [_sku("DRUM-200L", 20), _sku("PAL-FMCG", 6)]),
        # Three abreast in the box van; the long van holds only two, though it is the longer one.
        order(6, 4720, by.APPLIANCES, HAMBURG, COPENHAGEN, [_sku("FR-260L", 14)], notes="Tail lift needed."),
        # Needs turning: the lamps are listed standing, at 4.5 m, and must be laid down. The pipes need 6 m.
        order(6, 4721, by.BUILDER, COLOGNE, AMSTERDAM, [_sku("LAMP-45", 12), _sku("PIPE-6M", 4)]),
        # Needs turning: listed 4 m wide, wider than every vehicle, and to be kept upright.
        order(7, 4722, by.WEB_SHOP, BERLIN, DRESDEN, [_sku("SIGN-4M", 2)], "express", "Call 30 minutes ahead."),
        # Two vehicles by floor: nothing may stand on a sofa, and the largest floor takes 15.
        order(7, 4723, by.RETAILER, PARIS, BARCELONA, [_sku("SOFA-3", 24)]),
        # Impossible: the longest vehicle is 13.6 m inside.
        order(8, 4724, by.FREIGHT_AGENT, ANTWERP, LYON,
              [_goods("Rotor blade, crated", 1, (16500, 900, 1100), "950", "upright")],
              notes="Cannot be taken apart."),
        # Too tall for every van, and not to be laid down.
        order(9, 4725, by.PHARMA, STOCKHOLM, OSLO, [_sku("RACK-42U", 4)], "critical", "Shock indicators fitted."),
        order(9, 4726, by.FREIGHT_AGENT, ROTTERDAM, PRAGUE, [_sku("BATT-LEAD", 60), _sku("BATT-LI", 30)]),
        # Longer than the 7.5 t truck, light enough for it.
        order(10, 4727, by.BUILDER, ESSEN, MUNICH, [_sku("BEAM-7M", 10)], notes="Crane at the site from 7:00."),
        # Two vehicles by volume: 95 m3, and the largest vehicle holds 91 m3.
        order(11, 4728, by.FREIGHT_AGENT, ROTTERDAM, MADRID, [_sku("TYRES-4", 250)]),
        order(12, 4729, by.CATERER, LYON, MARSEILLE, [_sku("PAL-DAIRY", 4)], "express"),
        # Glass rides exactly as it is crated; the bales go beside it, never on it.
        order(14, 4730, by.RETAILER, PARIS, TURIN, [_sku("GLASS-CRATE", 6), _sku("BALE", 8)]),
    ]
