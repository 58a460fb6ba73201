import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from logistics.packing.check import check
from logistics.packing.model import Item, Placement
from logistics.packing.neutral import MalformedProblem, solve_neutral
from tests.unit.packing.cases import a_space

BENCHMARKS = Path(__file__).parents[3] / "benchmarks" / "packing"


def load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, BENCHMARKS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


validate = load("validate").validate
read = load("instances").read


def a_problem(**changes: Any) -> dict[str, Any]:
    given = {
        "container": {"length": 10, "width": 10, "height": 10, "max_weight": None},
        "items": [{"id": "a", "length": 5, "width": 5, "height": 5, "weight": 1, "quantity": 9}],
    }
    return given | changes


@pytest.mark.parametrize("name", ["BR1", "BR4", "BR7"])
def test_benchmark_loads_are_valid_and_fully_supported(name: str) -> None:
    problem = read(BENCHMARKS / "br" / f"{name}.txt")[0]
    report = validate(problem, solve_neutral(problem, time_limit_s=0.05))
    assert report.valid, report.violations
    assert report.min_support_ratio == 1.0


@pytest.mark.parametrize("share", [0.0, 0.75])
@pytest.mark.parametrize("name", ["BR1", "BR7"])
def test_benchmark_loads_are_supported_as_far_as_asked(name: str, share: float) -> None:
    problem = read(BENCHMARKS / "br" / f"{name}.txt")[0]
    report = validate(problem, solve_neutral(problem, time_limit_s=0.5, min_support_share=share))
    assert report.valid, report.violations
    assert share <= report.min_support_ratio < 1.0


def test_pieces_without_a_place_are_listed() -> None:
    layout = solve_neutral(a_problem(), time_limit_s=0.01)
    assert len(layout["placements"]) == 8
    assert [left["item"] for left in layout["left_over"]] == ["a"]


def test_as_many_containers_are_opened_as_needed() -> None:
    problem = a_problem(max_containers=None)
    layout = solve_neutral(problem, time_limit_s=0.05)
    report = validate(problem, layout)
    assert report.valid
    assert (report.containers_used, report.unplaced) == (2, 0)


def test_the_cheapest_vehicles_are_chosen_and_named() -> None:
    vehicles = [A_CUBE | {"id": "van", "cost": 60.5, "count": 5}, A_CUBE | {"id": "truck", "length": 20, "cost": 100}]
    problem = a_problem(vehicles=vehicles, items=[A_BOX | {"length": 5, "width": 5, "height": 5, "quantity": 24}])
    del problem["container"]
    layout = solve_neutral(problem, time_limit_s=0.2)
    assert sorted(layout["vehicles"]) == ["truck", "van"]
    assert (layout["cost"], layout["left_over"]) == (160.5, [])
    assert {entry["container"] for entry in layout["placements"]} == {0, 1}


def test_groups_are_kept_together_when_asked() -> None:
    cubes = [
        A_BOX | {"length": 5, "width": 5, "height": 5, "quantity": 5, "id": name, "group": name} for name in "abc"
    ]
    problem = a_problem(items=cubes, max_containers=None, keep_groups_together=True)
    layout = solve_neutral(problem, time_limit_s=0.05)
    homes = {(entry["item"], entry["container"]) for entry in layout["placements"]}
    assert (len(layout["placements"]), len(homes)) == (15, 3)


def test_fractions_of_a_gram_never_break_the_limit() -> None:
    items = [{"id": 7, "length": 1, "width": 1, "height": 1, "weight": 0.00034, "quantity": 9}]
    container = {"length": 9, "width": 9, "height": 9, "max_weight": 0.0020004}
    problem = a_problem(items=items, container=container)
    assert validate(problem, solve_neutral(problem, time_limit_s=0.01)).valid


A_BOX = {"id": "a", "length": 1, "width": 1, "height": 1}
A_CUBE = {"length": 10, "width": 10, "height": 10}
A_PIN = {"item": "a", "x": 5, "y": 0, "z": 0, "dx": 5, "dy": 5, "dz": 5}
AXLES = {"wheelbase": 10, "bulkhead": 0, "tare_front": 0, "tare_rear": 0, "max_front": 4, "max_rear": 4}


def test_pinned_pieces_are_part_of_the_layout() -> None:
    layout = solve_neutral(a_problem(pinned=[A_PIN]), time_limit_s=0.01)
    assert layout["placements"][0] == A_PIN | {"container": 0, "load_step": 1}
    # The corner behind the pinned piece is reached over its top.
    assert (len(layout["placements"]), len(layout["left_over"])) == (8, 1)


def test_rules_of_the_dock_are_read() -> None:
    container = A_CUBE | {"axles": AXLES, "blocked": [{"x": 0, "y": 0, "dx": 10, "dy": 1, "dz": 10}]}
    layout = solve_neutral(a_problem(container=container), time_limit_s=0.01)
    # 4 kg on each axle, and room for one row.
    assert len(layout["placements"]) == 4
    stops = [A_BOX | {"stop": 1, "height": 10}, A_BOX | {"id": "b", "stop": 2, "height": 10}]
    one_lane = a_problem(items=stops, container={"length": 2, "width": 1, "height": 10})
    assert [placed["item"] for placed in solve_neutral(one_lane, time_limit_s=0.01)["placements"]] == ["b", "a"]


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"container": None}, "/container"),
        ({"container": {"length": 0, "width": 1, "height": 1}}, "/container/length"),
        ({"container": {"length": 1, "width": 1, "height": 1, "max_weight": -1}}, "/container/max_weight"),
        ({"items": {}}, "/items"),
        ({"items": [3]}, "/items/0"),
        ({"items": [{"id": "a", "length": 1.5, "width": 1, "height": 1}]}, "/items/0/length"),
        ({"items": [{"id": "a", "length": 1, "width": 1, "height": 1, "quantity": 0}]}, "/items/0/quantity"),
        ({"items": [{"id": "a", "length": 1, "width": 1, "height": 1, "weight": "x"}]}, "/items/0/weight"),
        ({"items": [{"id": "a", "length": 1, "width": 1, "height": 1}] * 2}, "/items/1/id"),
        ({"items": [{"id": "a", "length": 1, "width": 1, "height": 1, "rotations": ["X"]}]}, "/items/0/rotations"),
        ({"items": [{"length": 1, "width": 1, "height": 1}]}, "/items/0/id"),
        ({"max_containers": 0}, "/max_containers"),
        ({"items": [A_BOX | {"stop": 0}]}, "/items/0/stop"),
        ({"items": [A_BOX | {"tags": "food"}]}, "/items/0/tags"),
        ({"items": [A_BOX | {"tags": ["food"], "incompatible_tags": ["food"]}]}, "/items/0"),
        ({"items": [A_BOX | {"temperature": [8, 2]}]}, "/items/0/temperature"),
        ({"items": [A_BOX | {"fragile": 1}]}, "/items/0/fragile"),
        ({"items": [A_BOX | {"max_layers": 0}]}, "/items/0/max_layers"),
        ({"items": [A_BOX | {"max_load_on_top": -1}]}, "/items/0/max_load_on_top"),
        ({"container": A_CUBE | {"blocked": [{"x": 9, "y": 0, "dx": 2, "dy": 1, "dz": 1}]}}, "/container"),
        ({"container": A_CUBE | {"blocked": [7]}}, "/container/blocked/0"),
        ({"container": A_CUBE | {"axles": {"wheelbase": 0}}}, "/container/axles/wheelbase"),
        ({"container": A_CUBE | {"axles": AXLES | {"tare_rear": 5}}}, "/container/axles"),
        ({"container": A_CUBE | {"balance": {"min_x": "x"}}}, "/container/balance/min_x"),
        ({"pinned": [A_PIN | {"item": "b"}]}, "/pinned/0/item"),
        ({"pinned": [A_PIN | {"dx": 4}]}, "/pinned"),
        ({"pinned": [A_PIN] * 2}, "/pinned"),
        ({"container": A_CUBE | {"blocked": [{"x": 0, "y": 0, "z": 6, "dx": 1, "dy": 1, "dz": 5}]}}, "/container"),
        ({"container": A_CUBE | {"axles": AXLES | {"min_front_share": 2}}}, "/container/axles/min_front_share"),
        ({"container": A_CUBE | {"balance": {"min_x": 5, "max_x": 4}}}, "/container/balance"),
        ({"container": None, "vehicles": [A_CUBE | {"id": 1}, A_CUBE | {"id": "1"}]}, "/vehicles/1/id"),
        ({"keep_groups_together": "yes"}, "/keep_groups_together"),
        ({"items": [A_BOX | {"group": 1.5}]}, "/items/0/group"),
        ({"vehicles": [A_CUBE | {"id": "van"}]}, "/vehicles"),
        ({"container": None, "vehicles": []}, "/vehicles"),
        ({"container": None, "vehicles": [A_CUBE]}, "/vehicles/0/id"),
        ({"container": None, "vehicles": [A_CUBE | {"id": 1, "cost": -1}]}, "/vehicles/0/cost"),
        ({"container": None, "vehicles": [A_CUBE | {"id": 1, "count": 0}]}, "/vehicles/0/count"),
    ],
)
def test_a_malformed_problem_is_refused_with_the_place(changes: dict[str, Any], pointer: str) -> None:
    with pytest.raises(MalformedProblem) as caught:
        solve_neutral(a_problem(**changes), time_limit_s=0.01)
    assert caught.value.pointer == pointer


@pytest.mark.parametrize(
    ("changes", "pointer", "meant"),
    [
        ({"items": [A_BOX | {"max_load_on_top_kg": 0}]}, "/items/0/max_load_on_top_kg", "max_load_on_top"),
        ({"items": [A_BOX | {"stackabel": False}]}, "/items/0/stackabel", "stackable"),
        ({"container": A_CUBE | {"max_wieght": 1}}, "/container/max_wieght", "max_weight"),
        ({"container": A_CUBE | {"blocked": [{"heigth": 1}]}}, "/container/blocked/0/heigth", None),
        ({"container": A_CUBE | {"axles": AXLES | {"max_font": 1}}}, "/container/axles/max_font", "max_front"),
        ({"container": A_CUBE | {"balance": {"minx": 1}}}, "/container/balance/minx", "min_x"),
        ({"pinned": [A_PIN | {"load_steps": 1}]}, "/pinned/0/load_steps", "load_step"),
        ({"container": None, "vehicles": [A_CUBE | {"id": 1, "counts": 2}]}, "/vehicles/0/counts", "count"),
        ({"keep_group_together": True}, "/keep_group_together", "keep_groups_together"),
    ],
)
def test_a_misspelt_member_is_refused_with_the_name_that_was_meant(
    changes: dict[str, Any], pointer: str, meant: str | None
) -> None:
    with pytest.raises(MalformedProblem) as caught:
        solve_neutral(a_problem(**changes), time_limit_s=0.01)
    assert caught.value.pointer == pointer
    assert (f"did you mean {meant}?" if meant else "known are dx, dy, dz, x, y, z") in str(caught.value)


def test_remarks_are_no_rules() -> None:
    assert solve_neutral(a_problem(name="nine", source="a letter", expect={"placed": 8}), time_limit_s=0.01)


def test_goods_stand_under_a_unit_on_the_roof() -> None:
    unit = {"x": 0, "y": 0, "z": 5, "dx": 10, "dy": 10, "dz": 5}
    layout = solve_neutral(a_problem(container=A_CUBE | {"blocked": [unit]}), time_limit_s=0.05)
    assert [placed["z"] for placed in layout["placements"]] == [0, 0, 0, 0]


def test_the_judge_and_our_checker_agree_on_spoiled_plans() -> None:
    problem = read(BENCHMARKS / "br" / "BR2.txt")[0]
    layout = solve_neutral(problem, time_limit_s=0.02)
    box = problem["container"]
    space = a_space((box["length"], box["width"], box["height"]))
    for axis in "xyz":
        for shift in (-1, 1):
            spoiled = [dict(entry) for entry in layout["placements"]]
            spoiled[len(spoiled) // 2][axis] += shift
            report = validate(problem, {"placements": spoiled})
            sound = report.valid and report.min_support_ratio == 1.0
            assert sound == (not check(space, *_named(problem, spoiled)))


def _named(problem: dict[str, Any], entries: list[dict[str, Any]]) -> tuple[list[Item], list[Placement]]:
    """Give every placed piece a name of its own, as our checker wants it."""
    kinds = {item["id"]: item for item in problem["items"]}
    items, placements = [], []
    for number, entry in enumerate(entries):
        kind = kinds[entry["item"]]
        sides = {f"{side}_mm": kind[side] for side in ("length", "width", "height")}
        items.append(Item(id=f"{number}", weight_g=0, rotations=tuple(kind["rotations"]), **sides))
        at = {f"{key}_mm": entry[key] for key in ("x", "y", "z", "dx", "dy", "dz")}
        placements.append(Placement(item_id=f"{number}", load_step=entry["load_step"], **at))
    return items, placements
