"""The neutral problem JSON (benchmarks/packing/README.md) in, the neutral layout JSON out."""

from __future__ import annotations

import math
import time
from typing import Any

from logistics.packing.model import LoadPlan, Seconds
from logistics.packing.neutral_fields import Json, MalformedProblem
from logistics.packing.neutral_problem import NeutralProblem, read_problem
from logistics.packing.pack import pack

__all__ = ["MalformedProblem", "solve_neutral"]


def solve_neutral(
    problem: Json, *, time_limit_s: float, seed: int = 0, threads: int = 1, min_support_share: float = 1.0
) -> Json:
    """Pack a neutral problem: the fullest single container, or as few equal containers as we find.

    Lengths are taken as they are, whatever the unit. Weights are kg; one that is not a whole number of grams
    is rounded up, and a limit down, so that the layout is valid in any case.

    Args:
        problem: The parsed document.
        time_limit_s: Time to search, for all containers together.
        seed: Of the search.
        threads: Searches side by side.
        min_support_share: How much of each base must rest on something (see `pack`).

    Returns:
        `placements`, and in `left_over` the item, reason and detail of every piece without a place.

    Raises:
        MalformedProblem: With a JSON Pointer to what is wrong.
    """
    read = read_problem(problem, min_support_share=min_support_share)
    search = {"seed": seed, "threads": threads, "min_support_share": min_support_share}
    plans = _containers(read, time_limit_s, search)
    return {
        "placements": [entry for number, plan in enumerate(plans) for entry in _placements(plan, number, read.names)],
        "left_over": [
            {"item": read.names[left.item_id], "reason": left.reason.value, "detail": left.detail}
            for left in plans[-1].left_over
        ],
    }


def _containers(problem: NeutralProblem, time_limit_s: float, search: dict[str, Any]) -> list[LoadPlan]:
    """Fill one container after the other; the time left is shared among those still expected.

    What is pinned stands in the first.
    """
    ends_at = time.monotonic() + time_limit_s
    plans: list[LoadPlan] = []
    rest = problem.items
    while not plans or (rest and plans[-1].placements and len(plans) < problem.most_containers):
        expected = math.ceil(sum(item.volume_mm3 for item in rest) / problem.space.volume_mm3)
        share = (ends_at - time.monotonic()) / max(1, min(expected, problem.most_containers - len(plans)))
        pinned = [] if plans else problem.pinned
        stop = Seconds(max(share, 0.0))
        plans.append(pack(problem.space, rest, stop=stop, pinned=pinned, **search))
        waiting = {left.item_id for left in plans[-1].left_over}
        rest = [item for item in rest if item.id in waiting]
    return plans


def _placements(plan: LoadPlan, container: int, names: dict[str, Any]) -> list[Json]:
    return [
        {
            "item": names[placed.item_id],
            "x": placed.x_mm,
            "y": placed.y_mm,
            "z": placed.z_mm,
            "dx": placed.dx_mm,
            "dy": placed.dy_mm,
            "dz": placed.dz_mm,
            "container": container,
            "load_step": placed.load_step,
        }
        for placed in plan.placements
    ]
