"""Packing a neutral problem."""

from __future__ import annotations

from functools import cache
from typing import Any

from logistics.packing.model import LoadPlan, Seconds
from logistics.packing.neutral.problem import NeutralProblem, read_problem
from logistics.packing.one_space import pack
from logistics.packing.request import Request
from logistics.packing.several_spaces import fleet
from logistics.packing.several_spaces.fewest import pack_fewest
from logistics.packing.several_spaces.fleet import pack_fleet
from logistics.packing.several_spaces.plan import FleetPlan

Json = dict[str, Any]


def solve_neutral(
    problem: Json, *, time_limit_s: float, seed: int = 0, threads: int = 1, min_support_share: float = 1.0
) -> Json:
    """Pack a neutral problem: the fullest single container, as few equal ones as we find, or the cheapest vehicles.

    Lengths are taken as they are, whatever the unit. Weights are kg; one that is not a whole number of grams
    is rounded up, and a limit down, so that the layout is valid in any case.

    Args:
        problem: The parsed document.
        time_limit_s: Time to search, for all containers together.
        seed: Of the search.
        threads: Searches side by side.
        min_support_share: How much of each base must rest on something (see `pack`).

    Returns:
        `placements`, and in `left_over` the item, reason and detail of every piece without a place. Where vehicles
        were given, `vehicles` holds the id of each container's vehicle and `cost` what they cost.

    Raises:
        MalformedProblem: With a JSON Pointer to what is wrong.
    """
    read = read_problem(problem, min_support_share=min_support_share)
    # The time limit counts search, not what the first start on a machine has to compile.
    hung = any(block.hangs for space in read.spaces for block in space.blocked)
    _warm_up(full=min_support_share >= 1 and not hung, several=bool(read.vehicles) or read.most_containers != 1)
    request = Request(
        read.spaces,
        read.items,
        stop=Seconds(time_limit_s),
        seed=seed,
        threads=threads,
        pinned=read.pinned,
        min_support_share=min_support_share,
        keep_together=read.keep_together,
    )
    plan = _plan(read, request)
    placements = [entry for number, load in enumerate(plan.loads) for entry in _placements(load, number, read.names)]
    left_over = [
        {"item": read.names[left.item_id], "reason": left.reason.value, "detail": left.detail}
        for left in plan.left_over
    ]
    layout: Json = {"placements": placements, "left_over": left_over}
    if read.vehicles:
        layout["vehicles"] = [read.vehicles[load.space.id] for load in plan.loads]
        layout["cost"] = sum(load.space.cost_cents for load in plan.loads) / 100
    return layout


@cache
def _warm_up(*, full: bool, several: bool) -> None:
    """Once a process, the kernels that such a problem needs."""
    pack.warm_up(min_support_share=1.0 if full else 0.0)
    if several:
        fleet.warm_up()


def _plan(read: NeutralProblem, request: Request) -> FleetPlan:
    return pack_fleet(request) if read.vehicles else pack_fewest(request, most=read.most_containers)


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
