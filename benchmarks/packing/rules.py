"""What each rule of the dock costs: benchmark problems with made-up attributes, packed with and without the rule.

    python benchmarks/packing/rules.py --sets BR1 BR4 BR7 --problems 3 --seconds 1

Without the rule means: the same pieces, weights included, and no rule. Every layout is judged by our checker,
with all rules in force, before its fill counts. Attributes are drawn per item from a fixed seed.
"""

from __future__ import annotations

import argparse
import random
import statistics
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import instances

from logistics.packing.check import check
from logistics.packing.model import CargoSpace, Item, LoadPlan, Seconds
from logistics.packing.neutral.problem import read_problem
from logistics.packing.one_space.pack import pack, warm_up
from logistics.packing.request import Request

BR = Path(__file__).parent / "br"

Json = dict[str, Any]
Rule = Callable[[Json, random.Random], None]

DENSITIES = (0.1, 0.45)
"""kg for each dm³, so that a full container of 30 m³ weighs about 8 t."""


def weight_bound(problem: Json, draw: random.Random) -> None:
    """The payload is 60 % of what the goods weigh."""
    problem["container"]["max_weight"] = 0.6 * _weight(problem)


def four_stops(problem: Json, draw: random.Random) -> None:
    """Every item leaves at one of four stops."""
    for number, item in enumerate(_shuffled(problem, draw)):
        item["stop"] = number % 4 + 1


def fragile(problem: Json, draw: random.Random) -> None:
    """Nothing may rest on an eighth of the goods, and another eighth carries 150 kg at most."""
    total, bare, weak = _volume(problem["items"]), 0, 0
    for item in _shuffled(problem, draw):
        volume = _volume([item])
        if bare + volume <= total / 8:
            item["fragile"] = True
            bare += volume
        elif weak + volume <= total / 8:
            item["max_load_on_top"] = 150
            weak += volume


def layers(problem: Json, draw: random.Random) -> None:
    """Half of the items stand at most two high, and heavy goods rest on heavy goods only."""
    for item in _shuffled(problem, draw)[::2]:
        item["max_layers"] = 2
    for item in problem["items"]:
        item["stack_code"] = "heavy" if item["weight"] > 30 else "light"
        item["carries_codes"] = ["heavy", "light"] if item["weight"] > 30 else ["light"]


def axle_limits(problem: Json, draw: random.Random) -> None:
    """A truck whose axles bear the goods only when they lie well; its load's middle within 5 % to either side."""
    box, goods = problem["container"], _weight(problem)
    box["axles"] = {
        "wheelbase": round(0.8 * box["length"]),
        "bulkhead": round(0.15 * box["length"]),
        "tare_front": 3000,
        "tare_rear": 2500,
        "max_front": 3000 + 0.24 * goods,
        "max_rear": 2500 + 0.85 * goods,
    }
    box["balance"] = {"max_lateral": round(0.05 * box["width"]), "from_weight": 0.3 * goods}


def wheel_arches(problem: Json, draw: random.Random) -> None:
    """Two wheel arches take about 1 % of the room; the fill is of what is left."""
    box = problem["container"]
    arch = {"x": round(0.6 * box["length"]), "dx": round(0.2 * box["length"]), "dy": 20, "dz": 30}
    box["blocked"] = [{**arch, "y": 0}, {**arch, "y": box["width"] - arch["dy"]}]


def incompatible(problem: Json, draw: random.Random) -> None:
    """A tenth of the goods may not travel with another tenth."""
    total, acid, food = _volume(problem["items"]), 0, 0
    for item in sorted(_shuffled(problem, draw), key=lambda item: _volume([item])):
        if acid + _volume([item]) <= total / 10:
            item["tags"], item["incompatible_tags"] = ["acid"], ["food"]
            acid += _volume([item])
        elif food + _volume([item]) <= total / 10:
            item["tags"] = ["food"]
            food += _volume([item])


RULES: tuple[Rule, ...] = (weight_bound, four_stops, fragile, layers, axle_limits, wheel_arches, incompatible)


def main() -> None:
    args = _arguments()
    warm_up()
    problems = [problem for name in args.sets for problem in instances.read(BR / f"{name}.txt")[: args.problems]]
    print(f"{len(problems)} problems, {args.seconds} s each, seed {args.seed}")
    print(f"{'rule':16}{'without %':>10}{'with %':>9}{'cost':>7}{'worst':>7}")
    for rule in (rule for rule in RULES if rule.__name__ in args.rules):
        plain, ruled = zip(*(compare(problem, rule, args) for problem in problems), strict=True)
        costs = [before - after for before, after in zip(plain, ruled, strict=True)]
        cost, worst = statistics.mean(costs), max(costs)
        means = f"{statistics.mean(plain):10.2f}{statistics.mean(ruled):9.2f}"
        print(f"{rule.__name__:16}{means}{cost:7.2f}{worst:7.2f}", flush=True)


def compare(problem: Json, rule: Rule, args: argparse.Namespace) -> tuple[float, float]:
    """Fill in % of what could be filled, without and with the rule."""
    weighed = _copied(problem)
    draw = random.Random(problem["name"])
    for item in weighed["items"]:
        item["weight"] = round(draw.uniform(*DENSITIES) * item["length"] * item["width"] * item["height"] / 1000, 1)
    changed = _copied(weighed)
    rule(changed, draw)
    return solve(weighed, weighed, args), solve(changed, weighed, args)


def solve(problem: Json, plain: Json, args: argparse.Namespace) -> float:
    """Pack and judge; the fill is that of the best one could hope for under payload and blocked room."""
    read = read_problem(problem)
    plan = pack(Request([read.space], read.items, stop=Seconds(args.seconds), seed=args.seed))
    faults = check(read.space, read.items, plan.placements)
    if faults or len(plan.placements) + len(plan.left_over) != len(read.items):
        raise SystemExit(f"{problem['name']}: {faults[:3]}")
    return 100 * _placed(plan) / _hope(read.space, read.items)


def _hope(space: CargoSpace, items: list[Item]) -> int:
    """Volume of the room there is; with a payload, at most that of the lightest goods that use it up."""
    room = space.volume_mm3 - sum(block.dx_mm * block.dy_mm * block.dz_mm for block in space.blocked)
    if space.max_payload_g is None:
        return room
    volume, weight = 0.0, 0
    for item in sorted(items, key=lambda item: item.weight_g / item.volume_mm3):
        taken = min(1.0, (space.max_payload_g - weight) / item.weight_g)
        volume, weight = volume + taken * item.volume_mm3, weight + round(taken * item.weight_g)
        if taken < 1:
            break
    return min(room, round(volume))


def _placed(plan: LoadPlan) -> int:
    return sum(placed.dx_mm * placed.dy_mm * placed.dz_mm for placed in plan.placements)


def _copied(problem: Json) -> Json:
    items = [dict(item) for item in problem["items"]]
    return {**problem, "container": dict(problem["container"]), "items": items}


def _shuffled(problem: Json, draw: random.Random) -> list[Json]:
    return draw.sample(problem["items"], len(problem["items"]))


def _volume(items: Iterable[Json]) -> int:
    return sum(item["length"] * item["width"] * item["height"] * item["quantity"] for item in items)


def _weight(problem: Json) -> float:
    return float(sum(item["weight"] * item["quantity"] for item in problem["items"]))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sets", nargs="+", default=["BR1", "BR4", "BR7"])
    parser.add_argument("--problems", type=int, default=3, help="how many of each set, from the first")
    parser.add_argument("--seconds", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--rules", nargs="+", default=[rule.__name__ for rule in RULES])
    return parser.parse_args()


if __name__ == "__main__":
    main()
