"""py3dbp (MIT): one pass, the largest piece first, without permitted rotations, support or a time limit."""

from __future__ import annotations

from importlib.metadata import version as installed
from typing import Any

Json = dict[str, Any]

_NO_LIMIT = 10**12


def version() -> str:
    return installed("py3dbp")


def solve(problem: Json, seconds: float, support: float, seed: int) -> tuple[Json, None]:
    """Nothing before its last layout."""
    from py3dbp import Bin, Item, Packer

    packer = Packer()
    for case in bins(problem):
        packer.add_bin(Bin(*case))
    for piece in pieces(problem):
        packer.add_item(Item(*piece))
    packer.pack(bigger_first=True, distribute_items=True)
    return layout(packer.bins), None


def bins(problem: Json) -> list[tuple[str, int, int, int, float]]:
    """Name, sides along x, y and z, and what it may carry; with no limit, one for every piece."""
    box = problem["container"]
    most = problem.get("max_containers", 1) or len(pieces(problem))
    limit = _NO_LIMIT if box.get("max_weight") is None else box["max_weight"]
    return [(str(number), box["length"], box["width"], box["height"], limit) for number in range(most)]


def pieces(problem: Json) -> list[tuple[str, int, int, int, float]]:
    """Name, sides along x, y and z, and weight of every piece."""
    return [
        (str(item["id"]), item["length"], item["width"], item["height"], item.get("weight", 0))
        for item in problem["items"]
        for _ in range(item.get("quantity", 1))
    ]


def layout(loaded: Any) -> Json:
    """Its positions and dimensions are decimals; bins that stay empty do not count."""
    placements = []
    for number, load in enumerate(case for case in loaded if case.items):
        for piece in load.items:
            x, y, z = (int(value) for value in piece.position)
            dx, dy, dz = (int(value) for value in piece.get_dimension())
            sizes = {"dx": dx, "dy": dy, "dz": dz}
            placements.append({"item": piece.name, "x": x, "y": y, "z": z, "container": number} | sizes)
    return {"placements": placements}
