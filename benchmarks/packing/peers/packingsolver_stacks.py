"""PackingSolver's `boxstacks` solver, which keeps full support: it sets stacks of like pieces beside each other.

Pieces of different footprints may not share a stack, so every item has stacks of its own, and stands as it is given.
"""

from __future__ import annotations

from typing import Any

from peers.packingsolver import instance, solved, version

__all__ = ["solve", "version"]

Json = dict[str, Any]

_UPRIGHT = ("XYZ", "YXZ")


def solve(problem: Json, seconds: float, support: float, seed: int) -> tuple[Json, float | None]:
    """Always with full support."""
    return solved(problem, stacks(problem), "boxstacks", seconds)


def stacks(problem: Json) -> Json:
    """The instance of the other solver, without what this one does not take."""
    asked = instance(problem)
    for number, item in enumerate(asked["item_types"]):
        item["stackability_id"] = number
        item["rotations"] = [name for name in item["rotations"] if name in _UPRIGHT]
    return asked
