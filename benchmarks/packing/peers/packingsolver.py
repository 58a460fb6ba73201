"""PackingSolver (`packingsolver3d`, MIT): its `box` solver, which has no rule for support.

It tells of every improvement, so its time to the first layout is known. On one core its threads share that core.
"""

from __future__ import annotations

import time
from importlib.metadata import version as installed
from typing import Any

Json = dict[str, Any]

_AXES = str.maketrans("LWH", "XYZ")


def version() -> str:
    return installed("packingsolver3d")


def solve(problem: Json, seconds: float, support: float, seed: int) -> tuple[Json, float | None]:
    """Support and seed are nothing it can be asked for."""
    return solved(problem, instance(problem), "box", seconds)


def solved(problem: Json, asked: Json, solver: str, seconds: float) -> tuple[Json, float | None]:
    """Put an instance to one of its solvers."""
    import packingsolver3d as peer

    started, found_at = time.perf_counter(), []

    def improved(_event: object) -> None:
        found_at.append(time.perf_counter() - started)

    for item in asked["item_types"]:
        item["rotations"] = [peer.Rotation[name] for name in item["rotations"]]
    found = getattr(peer, solver).solve(
        peer.Instance(
            bin_types=[peer.BinType(**asked["bin_type"])],
            item_types=[peer.ItemType(**item) for item in asked["item_types"]],
            objective=peer.Objective[asked["objective"]],
        ),
        time_limit=seconds,
        progress_callback=improved,
    )
    return layout(problem, found.bins), found_at[0] if found_at else None


def instance(problem: Json) -> Json:
    """The problem in its words. A rotation names the piece's side along x, y and z, as ours does."""
    box, items = problem["container"], problem["items"]
    most = problem.get("max_containers", 1)
    bin_type = {"x": box["length"], "y": box["width"], "z": box["height"], "copies": most or _pieces(problem)}
    if box.get("max_weight") is not None:
        bin_type["maximum_weight"] = box["max_weight"]
    return {
        "objective": "BIN_PACKING" if most is None else "KNAPSACK",
        "bin_type": bin_type,
        "item_types": [
            {
                "x": item["length"],
                "y": item["width"],
                "z": item["height"],
                "weight": item.get("weight", 0),
                "copies": item.get("quantity", 1),
                "rotations": [code.translate(_AXES) for code in item.get("rotations") or _ALL],
            }
            for item in items
        ],
    }


def layout(problem: Json, bins: Any) -> Json:
    """Its bins, each as often as it is used, as a neutral layout."""
    loads = [group.placements for group in bins for _ in range(group.copies)]
    return {
        "placements": [
            {
                "item": problem["items"][placed.item_type_id]["id"],
                "x": placed.x,
                "y": placed.y,
                "z": placed.z,
                "dx": placed.lx,
                "dy": placed.ly,
                "dz": placed.lz,
                "container": number,
            }
            for number, load in enumerate(loads)
            for placed in load
        ]
    }


_ALL = ("LWH", "WLH", "LHW", "HLW", "WHL", "HWL")


def _pieces(problem: Json) -> int:
    return sum(item.get("quantity", 1) for item in problem["items"])
