"""The same seed and rounds give the plans they gave before, whatever is renamed or built differently.

A change that means to change plans says so, shows that they became no worse, and records them anew:

    python -m tests.unit.packing.test_same_plans
"""

import hashlib
import json
import random
from collections.abc import Callable, Sequence
from dataclasses import astuple
from pathlib import Path
from typing import Any

import pytest

from logistics.dock.body import Axles, Balance, Blocked
from logistics.packing import Advice, FleetPlan, advise, pack, pack_fewest, pack_fleet
from logistics.packing.model import CargoSpace, Item, LeftOver, LoadPlan, Orientation, Rounds
from logistics.packing.request import Request
from tests.unit.packing.cases import a_crate, a_space, standing

RECORD = Path(__file__).with_name("same_plans.json")

VAN = a_space((2000, 1500, 1400), max_payload_g=2_000_000)

LORRY = a_space(
    (3000, 1600, 1500),
    max_payload_g=2_000_000,
    door_width_mm=1400,
    door_height_mm=1450,
    blocked=tuple(Blocked(x_mm=1500, y_mm=y, dx_mm=600, dy_mm=150, dz_mm=200) for y in (0, 1450)),
    axles=Axles(
        wheelbase_mm=3300,
        bulkhead_mm=500,
        tare_front_g=1_200_000,
        tare_rear_g=900_000,
        max_front_g=1_850_000,
        max_rear_g=1_950_000,
        min_front_share=0.2,
    ),
    balance=Balance(min_x_mm=800, max_x_mm=1900, max_lateral_mm=150, from_g=50_000),
)

REEFER = a_space((2500, 1600, 1500), blocked=(Blocked(x_mm=0, y_mm=0, z_mm=1000, dx_mm=400, dy_mm=1600, dz_mm=500),))

FLEET = [
    *(a_space((1500, 1200, 1200), id=number, cost_cents=100) for number in (1, 2, 3)),
    *(a_space((2200, 1500, 1400), id=number, cost_cents=210) for number in (4, 5)),
    a_space((3000, 1800, 1600), id=6, cost_cents=390),
]

PIN = a_crate("pin", size=(600, 500, 400))


def boxes(count: int, seed: int, smallest: int = 200, largest: int = 900, *, rules: bool = False) -> list[Item]:
    draw = random.Random(seed)
    return [
        a_crate(
            f"{number}",
            size=(
                draw.randrange(smallest, largest, 10),
                draw.randrange(smallest, largest, 10),
                draw.randrange(smallest, largest, 10),
            ),
            weight_g=draw.randrange(2_000, 60_000),
            group=draw.choice(("a", "b", "c", None)),
            **(rules_of_the_dock(draw) if rules else {}),
        )
        for number in range(count)
    ]


def rules_of_the_dock(draw: random.Random) -> dict[str, Any]:
    return {
        "stackable": draw.random() > 0.15,
        "max_load_on_top_g": draw.choice((None, None, 40_000, 90_000)),
        "bottom_only": draw.random() < 0.1,
        "max_layers": draw.choice((None, None, 1, 2)),
        "stack_code": draw.choice((None, "box", "drum")),
        "carries_codes": draw.choice((None, None, frozenset({"box"}))),
        "stop": draw.randrange(1, 4),
        "tags": draw.choice((frozenset(), frozenset({"food"}))),
        "incompatible_tags": draw.choice((frozenset(), frozenset(), frozenset({"acid"}))),
        "orientation": draw.choice(list(Orientation)),
    }


def asked(spaces: list[CargoSpace], items: list[Item], rounds: int = 1, **terms: Any) -> Request:
    return Request(spaces, items, stop=Rounds(rounds), seed=7, **terms)


PINNED = {"pinned": (standing(PIN),)}

PROBLEMS: dict[str, Callable[[], Any]] = {
    "one space": lambda: pack(asked([VAN], boxes(80, 1), 3)),
    "one space, partial support": lambda: pack(asked([VAN], boxes(60, 2), min_support_share=0.75)),
    "one space, pieces float": lambda: pack(asked([VAN], boxes(60, 3), min_support_share=0.0)),
    "rules and stops": lambda: pack(asked([VAN], boxes(60, 4, rules=True), 2)),
    "rules, partial support": lambda: pack(asked([VAN], boxes(60, 5, rules=True), min_support_share=0.6)),
    "pins, axles, arches": lambda: pack(asked([LORRY], [PIN, *boxes(60, 6, rules=True)], **PINNED)),
    "a unit that hangs": lambda: pack(asked([REEFER], boxes(40, 7))),
    "whole groups": lambda: pack(asked([VAN], boxes(30, 8, 200, 600), keep_together=True)),
    "a fleet": lambda: pack_fleet(asked(FLEET, boxes(24, 10))),
    "a fleet, rules": lambda: pack_fleet(asked(FLEET, boxes(30, 11, rules=True))),
    "a fleet, whole groups": lambda: pack_fleet(asked(FLEET, boxes(30, 12), keep_together=True)),
    "a fleet for too much": lambda: pack_fleet(asked(FLEET[:3], boxes(60, 13))),
    "a fleet for small pieces": lambda: pack_fleet(asked(FLEET, boxes(160, 14, 100, 350))),
    "few spaces": lambda: pack_fewest(asked([VAN], boxes(40, 16))),
    "few spaces, pins and rules": lambda: pack_fewest(asked([VAN], [PIN, *boxes(30, 18, rules=True)], **PINNED)),
    "few spaces, partial support": lambda: pack_fewest(asked([VAN], boxes(40, 20), min_support_share=0.75)),
    "advice": lambda: advise(asked([VAN], boxes(9, 21, 300, 1100, rules=True)), FLEET),
}


def told(answer: LoadPlan | FleetPlan | Advice) -> Any:
    """The answer as plain values: every placement, and of the others why not."""
    if isinstance(answer, Advice):
        return [said(answer.refused), astuple(answer.change)]
    if isinstance(answer, FleetPlan):
        return [*map(told, answer.loads), said(answer.left_over)]
    return [answer.space.id, [astuple(placed) for placed in answer.placements], said(answer.left_over)]


def said(left_over: Sequence[LeftOver]) -> list[tuple[str, str]]:
    return [(left.item_id, left.reason.value) for left in left_over]


def digest(answer: LoadPlan | FleetPlan | Advice) -> str:
    return hashlib.sha256(json.dumps(told(answer)).encode()).hexdigest()[:16]


@pytest.mark.parametrize("name", PROBLEMS)
def test_the_plan_is_what_it_was(name: str) -> None:
    assert digest(PROBLEMS[name]()) == json.loads(RECORD.read_text())[name]


if __name__ == "__main__":
    RECORD.write_text(json.dumps({name: digest(solve()) for name, solve in PROBLEMS.items()}, indent=2) + "\n")
