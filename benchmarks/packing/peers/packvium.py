"""packvium (MIT): pure Python, exact arithmetic, any share of support; asked in its thorough profile `quality`."""

from __future__ import annotations

from importlib.metadata import version as installed
from typing import Any

Json = dict[str, Any]


def version() -> str:
    return installed("packvium")


def solve(problem: Json, seconds: float, support: float, seed: int) -> tuple[Json, None]:
    """Nothing before its last layout."""
    return packed(problem, "quality", seconds, support, seed), None


def packed(problem: Json, profile: str, seconds: float, support: float, seed: int) -> Json:
    from packvium import Container, Dimensions, Item, Packer, PackingConfig
    from packvium.geometry import Rotation

    asked = request(problem, seconds, support, seed)
    for item in asked["items"]:
        item["dimensions"] = Dimensions.mm(*item["dimensions"])
        item["allowed_rotations"] = tuple(Rotation[code] for code in item["allowed_rotations"])
    box = asked["container"] | {"inner_dimensions": Dimensions.mm(*asked["container"]["inner_dimensions"])}
    config = getattr(PackingConfig, profile)(**asked["config"])
    result = Packer(config).pack([Item.create(**item) for item in asked["items"]], [Container.create(**box)])
    return layout(result.containers)


def request(problem: Json, seconds: float, support: float, seed: int) -> Json:
    """The problem in its words; rotation codes are the same. Lengths go in as mm, whatever they are."""
    box, most = problem["container"], problem.get("max_containers", 1)
    container = {"id": "box", "inner_dimensions": (box["length"], box["width"], box["height"])}
    if box.get("max_weight") is not None:
        container["max_payload"] = f"{box['max_weight']} kg"
    return {
        "container": container,
        "items": [
            {
                "id": str(item["id"]),
                "dimensions": (item["length"], item["width"], item["height"]),
                "weight": f"{item.get('weight', 0)} kg",
                "quantity": item.get("quantity", 1),
                "allowed_rotations": tuple(item.get("rotations") or _ALL),
            }
            for item in problem["items"]
        ],
        "config": {
            "time_limit_ms": max(1, round(1000 * seconds)),
            "seed": seed,
            "max_containers": most,
            "minimum_support_ratio": support,
            "objective": "default" if most is None else "maximum_volume",
        },
    }


def layout(containers: Any) -> Json:
    """Its lengths are counted in ticks, so many to a mm."""
    placements = []
    for number, container in enumerate(containers):
        for placed in container.placements:
            at, size = placed.position, placed.dimensions
            placements.append(
                {"item": placed.instance.item.id, "container": number}
                | {axis: _mm(getattr(at, axis)) for axis in "xyz"}
                | {
                    "dx": _mm(size.length.ticks),
                    "dy": _mm(size.width.ticks),
                    "dz": _mm(size.height.ticks),
                }
            )
    return {"placements": placements}


_ALL = ("LWH", "WLH", "LHW", "HLW", "WHL", "HWL")
_TICKS_PER_MM = 16_000


def _mm(ticks: int) -> int:
    return ticks // _TICKS_PER_MM
