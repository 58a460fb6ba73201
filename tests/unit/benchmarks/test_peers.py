"""What peers are asked and answer; they themselves are not installed here."""

from types import SimpleNamespace
from typing import Any

import pytest
from peers import packer3d, packingsolver, packingsolver_stacks, packvium, py3dbp

ANY = ["LWH", "WLH", "LHW", "HLW", "WHL", "HWL"]


def a_problem(rotations: list[str] | None = None, **changes: Any) -> dict[str, Any]:
    item = {"id": "a", "length": 5, "width": 4, "height": 3, "weight": 1.5, "quantity": 7}
    given = {
        "container": {"length": 30, "width": 20, "height": 10, "max_weight": 9},
        "items": [item | ({"rotations": rotations} if rotations else {})],
        "max_containers": 1,
    }
    return given | changes


def placed(**changes: Any) -> dict[str, Any]:
    return {"item": "a", "x": 1, "y": 2, "z": 0, "dx": 5, "dy": 4, "dz": 3, "container": 0} | changes


def test_packingsolver_is_asked_for_the_fullest_bin_or_for_as_few_as_will_do() -> None:
    one, many = packingsolver.instance(a_problem()), packingsolver.instance(a_problem(max_containers=None))
    assert one["bin_type"] == {"x": 30, "y": 20, "z": 10, "copies": 1, "maximum_weight": 9}
    assert (one["objective"], many["objective"]) == ("KNAPSACK", "BIN_PACKING")
    assert many["bin_type"]["copies"] == 7


def test_packingsolver_names_rotations_by_axes() -> None:
    (item,) = packingsolver.instance(a_problem(["LWH", "HWL"]))["item_types"]
    assert (item["x"], item["y"], item["z"], item["copies"]) == (5, 4, 3, 7)
    assert item["rotations"] == ["XYZ", "ZYX"]
    (free,) = packingsolver.instance(a_problem())["item_types"]
    assert sorted(free["rotations"]) == ["XYZ", "XZY", "YXZ", "YZX", "ZXY", "ZYX"]


def test_a_bin_that_packingsolver_uses_twice_is_two_containers() -> None:
    piece = SimpleNamespace(item_type_id=0, x=1, y=2, z=0, lx=5, ly=4, lz=3)
    layout = packingsolver.layout(a_problem(), [SimpleNamespace(copies=2, placements=[piece])])
    assert layout == {"placements": [placed(), placed(container=1)]}


def test_packingsolver_stacks_only_like_pieces_and_tips_none() -> None:
    problem = a_problem(["LWH", "WLH", "HWL"])
    problem["items"].append(problem["items"][0] | {"id": "b"})
    one, other = packingsolver_stacks.stacks(problem)["item_types"]
    assert one["rotations"] == ["XYZ", "YXZ"]
    assert one["stackability_id"] != other["stackability_id"]


@pytest.mark.parametrize(
    ("rotations", "asked"),
    [
        (None, ("any", 5, 4, 3)),
        (ANY, ("any", 5, 4, 3)),
        (["LWH", "WLH"], ("flat", 5, 4, 3)),
        (["LHW", "HLW"], ("flat", 3, 5, 4)),
        (["LWH", "WLH", "WHL", "HWL"], ("flat", 5, 4, 3)),
        (["LWH"], ("none", 5, 4, 3)),
        (["WHL"], ("none", 4, 3, 5)),
    ],
)
def test_packer3d_never_hears_of_a_rotation_that_is_not_permitted(
    rotations: list[str] | None, asked: tuple[str, int, int, int]
) -> None:
    (item,) = packer3d.request(a_problem(rotations), 1.0, 1.0)["items"]
    assert (item["rotation"], item["width"], item["length"], item["height"]) == asked
    assert not item["diagonal"]


def test_packer3d_is_told_the_container_and_the_support() -> None:
    asked = packer3d.request(a_problem(), 1.5, 1.0)
    assert asked["box"] == {"id": "box", "width": 30, "length": 20, "height": 10, "max_weight": 9, "quantity": 1}
    assert asked["options"] == {"time_limit_ms": 1500, "improve": True, "support_mode": "full_base"}
    assert packer3d.request(a_problem(), 1.5, 0.0)["options"]["support_mode"] == "contact"
    assert "quantity" not in packer3d.request(a_problem(max_containers=None), 1.5, 1.0)["box"]


def test_packer3d_places_the_middle_of_a_base_and_may_turn_it() -> None:
    straight = {"id": "a", "x": 3.5, "y": 4, "z": 0, "width": 5, "length": 4, "height": 3, "angle": 0}
    turned = straight | {"x": 3, "y": 4.5, "width": 5, "length": 4, "angle": 90}
    layout = packer3d.layout({"bins": [{"items": [straight]}, {"items": [turned]}]})
    assert layout == {"placements": [placed(), placed(dx=4, dy=5, container=1)]}


def test_packvium_is_asked_in_its_words() -> None:
    asked = packvium.request(a_problem(["LWH"]), 2.0, 0.75, 3)
    assert asked["container"] == {"id": "box", "inner_dimensions": (30, 20, 10), "max_payload": "9 kg"}
    (item,) = asked["items"]
    assert (item["dimensions"], item["weight"], item["allowed_rotations"]) == ((5, 4, 3), "1.5 kg", ("LWH",))
    assert asked["config"] == {
        "time_limit_ms": 2000,
        "seed": 3,
        "max_containers": 1,
        "minimum_support_ratio": 0.75,
        "objective": "maximum_volume",
    }
    assert packvium.request(a_problem(max_containers=None), 2.0, 0.0, 0)["config"]["objective"] == "default"


def test_packvium_counts_in_ticks() -> None:
    def ticks(mm: int) -> SimpleNamespace:
        return SimpleNamespace(ticks=16_000 * mm)

    piece = SimpleNamespace(
        instance=SimpleNamespace(item=SimpleNamespace(id="a")),
        position=SimpleNamespace(x=16_000, y=32_000, z=0),
        dimensions=SimpleNamespace(length=ticks(5), width=ticks(4), height=ticks(3)),
    )
    assert packvium.layout([SimpleNamespace(placements=[piece])]) == {"placements": [placed()]}


def test_py3dbp_gets_a_bin_for_every_piece_when_there_is_no_limit() -> None:
    assert py3dbp.bins(a_problem()) == [("0", 30, 20, 10, 9)]
    assert len(py3dbp.bins(a_problem(max_containers=None))) == 7
    assert py3dbp.pieces(a_problem()) == [("a", 5, 4, 3, 1.5)] * 7


def test_bins_that_py3dbp_leaves_empty_are_no_containers() -> None:
    piece = SimpleNamespace(name="a", position=[1, 2, 0], get_dimension=lambda: [5, 4, 3])
    empty, used = SimpleNamespace(items=[]), SimpleNamespace(items=[piece])
    assert py3dbp.layout([empty, used]) == {"placements": [placed()]}
