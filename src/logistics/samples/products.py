"""Twenty-four products, one at least for every way goods want to be handled: bodies of `POST /products`."""

from typing import Any


def _product(
    sku: str,
    label: str,
    size_mm: tuple[int, int, int],
    weight_kg: str,
    *,
    orientation: str = "any",
    stackable: bool = True,
    fragile: bool = False,
    max_load_on_top_kg: str | None = None,
    bottom_only: bool = False,
    requires_refrigeration: bool = False,
    **dock_rules: Any,
) -> dict[str, Any]:
    """A product. Its size is length, width, height; `dock_rules` are as in the body."""
    length, width, height = size_mm
    body = {
        "sku": sku,
        "label": label,
        "length_mm": length,
        "width_mm": width,
        "height_mm": height,
        "weight_kg": weight_kg,
        "orientation": orientation,
        "stackable": stackable,
        "fragile": fragile,
        "bottom_only": bottom_only,
        "requires_refrigeration": requires_refrigeration,
        **dock_rules,
    }
    return body | {"max_load_on_top_kg": max_load_on_top_kg} if max_load_on_top_kg else body


# fmt: off
PRODUCTS: list[dict[str, Any]] = [
    _product("WM-7KG", "Washing machine 7 kg", (660, 660, 890), "68", orientation="upright", max_load_on_top_kg="70"),
    _product("DW-60", "Dishwasher 60 cm", (640, 660, 870), "48", orientation="upright", max_load_on_top_kg="70"),
    _product("FR-260L", "Refrigerator 260 l", (620, 700, 1620), "56", orientation="upright", stackable=False),
    _product("TV-55", "Television 55 inch", (1360, 170, 850), "19", orientation="upright", fragile=True),
    _product("LAPTOP-10", "Laptops, carton of 10", (500, 400, 350), "22", max_load_on_top_kg="66"),
    _product("CHAIR-BOX", "Office chair, boxed", (680, 650, 350), "18"),
    _product("SOFA-3", "Sofa, three seats", (2050, 900, 850), "72", orientation="upright", stackable=False),
    _product("RACK-42U", "Server rack, crated", (1300, 800, 2150), "190", orientation="upright", fragile=True),
    _product("PAL-CEMENT", "Cement, pallet", (1200, 800, 900), "1020", orientation="upright", bottom_only=True),
    _product("PAL-FMCG", "Mixed groceries, euro pallet", (1200, 800, 1450), "420", orientation="upright",
             max_load_on_top_kg="400"),
    _product("DRUM-200L", "Steel drum 200 l, filled", (600, 600, 900), "215", orientation="upright",
             max_load_on_top_kg="430", max_layers=2, tags=["chemicals"], incompatible_tags=["food"]),
    _product("TILES-60", "Floor tiles, box", (610, 610, 60), "32", max_load_on_top_kg="640"),
    _product("PIPE-6M", "PVC pipes 6 m, bundle", (6000, 300, 300), "95", max_load_on_top_kg="380"),
    _product("BEAM-7M", "Glulam beam 7 m", (7000, 250, 350), "210"),
    _product("LAMP-45", "Street lamp 4.5 m, boxed", (300, 300, 4500), "38", max_load_on_top_kg="150"),
    _product("SIGN-4M", "Shop sign 4 m, crated", (1500, 4000, 850), "160", orientation="upright",
             max_load_on_top_kg="200"),
    _product("GLASS-CRATE", "Window glass, A-frame crate", (2200, 350, 1500), "280", orientation="fixed",
             fragile=True),
    _product("PAL-DAIRY", "Dairy goods, chilled pallet", (1200, 800, 1400), "480", orientation="upright",
             stackable=False, requires_refrigeration=True, tags=["food"]),
    _product("VACC-BOX", "Vaccine cool box", (600, 400, 400), "15", orientation="upright", fragile=True,
             requires_refrigeration=True, min_temperature_c=2, max_temperature_c=8),
    _product("ICE-CARTON", "Ice cream, carton", (400, 300, 250), "8", max_load_on_top_kg="64",
             requires_refrigeration=True),
    _product("BATT-LEAD", "Lead battery", (520, 360, 260), "42", orientation="upright", max_load_on_top_kg="84"),
    _product("BATT-LI", "Lithium battery", (600, 400, 300), "24", orientation="upright", max_load_on_top_kg="48"),
    _product("TYRES-4", "Tyres, set of 4", (650, 650, 900), "38"),
    _product("BALE", "Textile bale", (1000, 600, 600), "110"),
]
