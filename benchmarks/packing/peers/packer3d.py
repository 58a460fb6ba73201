"""packer3d (MIT): a C engine in a process of its own, with full support if asked; at most 256 pieces.

It knows no single permitted rotations, only `none`, `flat` (turned on the floor) and `any`. A piece that may stand on
two of its three sides is therefore given as `flat` on the first of them: valid layouts at the price of fewer choices.
It counts pieces rather than volume. With a share of support the middle of every piece must be carried; with none,
pieces must touch something below.
"""

from __future__ import annotations

from importlib.metadata import version as installed
from typing import Any

Json = dict[str, Any]

_SIDES = {"L": "length", "W": "width", "H": "height"}
_UPRIGHT = ("H", "W", "L")
_ALL = ("LWH", "WLH", "LHW", "HLW", "WHL", "HWL")


def version() -> str:
    return installed("packer3d")


def solve(problem: Json, seconds: float, support: float, seed: int) -> tuple[Json, None]:
    """Nothing before its last layout; there is no seed."""
    from packer3d import Packer

    asked = request(problem, seconds, support)
    # It is `serve.py`'s caller who ends what takes too long.
    packer = Packer(timeout=10 * seconds + 600)
    packer.add_box(asked["box"])
    for item in asked["items"]:
        packer.add_item(item)
    return layout(packer.set_options(asked["options"]).pack()), None


def request(problem: Json, seconds: float, support: float) -> Json:
    """The problem in its words: width is along our x, length along our y."""
    box = problem["container"]
    case = {"id": "box", "width": box["length"], "length": box["width"], "height": box["height"]}
    if box.get("max_weight") is not None:
        case["max_weight"] = box["max_weight"]
    if problem.get("max_containers", 1) is not None:
        case["quantity"] = problem.get("max_containers", 1)
    mode = "full_base" if support == 1.0 else "stable" if support > 0 else "contact"
    return {
        "box": case,
        "items": [_item(item) for item in problem["items"]],
        "options": {"time_limit_ms": max(1, round(1000 * seconds)), "improve": True, "support_mode": mode},
    }


def _item(item: Json) -> Json:
    codes = set(item.get("rotations") or _ALL)
    if codes == set(_ALL):
        rotation, code = "any", "LWH"
    else:
        flat = [pair for up in _UPRIGHT if len(pair := sorted(code for code in codes if code[2] == up)) == 2]
        rotation, code = ("flat", flat[0][0]) if flat else ("none", sorted(codes)[0])
    width, length, height = (item[_SIDES[letter]] for letter in code)
    return {
        "id": str(item["id"]),
        "width": width,
        "length": length,
        "height": height,
        "weight": item.get("weight", 0),
        "quantity": item.get("quantity", 1),
        "rotation": rotation,
        "diagonal": False,
    }


def layout(result: Json) -> Json:
    """Its places are the middle of a base; at an angle of 90 degrees width and length change places."""
    placements = []
    for number, case in enumerate(result["bins"]):
        for placed in case["items"]:
            dx, dy = placed["width"], placed["length"]
            if placed["angle"] % 180:
                dx, dy = dy, dx
            placements.append(
                {
                    "item": placed["id"],
                    "x": round(placed["x"] - dx / 2),
                    "y": round(placed["y"] - dy / 2),
                    "z": round(placed["z"]),
                    "dx": round(dx),
                    "dy": round(dy),
                    "dz": round(placed["height"]),
                    "container": number,
                }
            )
    return {"placements": placements}
