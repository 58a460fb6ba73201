import math
from collections import Counter

import equal_bins
import pytest
import sets
import validate
from mixed import mixed

KNOWN_TYPES = {"BR1": 3, "BR2": 5, "BR3": 8, "BR4": 10, "BR5": 12, "BR6": 15, "BR7": 20}


@pytest.mark.parametrize("name", KNOWN_TYPES)
def test_the_rule_for_mixed_loads_makes_the_known_problems_to_the_last_box(name: str) -> None:
    known = sets.problems(name)
    made = [mixed(KNOWN_TYPES[name], number) for number in range(1, 101)]
    assert [problem | {"name": ""} for problem in made] == [problem | {"name": ""} for problem in known]


@pytest.mark.parametrize("name", sets.FAMILIES["MIX"])
def test_very_mixed_loads_have_as_many_types_as_their_name_says_and_fill_the_container_by_volume(name: str) -> None:
    for problem in sets.problems(name, 3):
        assert len(problem["items"]) == int(name.removeprefix("MIX"))
        assert 0.97 < volume(problem) / (587 * 233 * 220) <= 1
        assert all(item["rotations"] for item in problem["items"])


@pytest.mark.parametrize("kind", equal_bins.CLASSES)
def test_pieces_for_equal_bins_fit_into_a_bin_and_are_not_turned(kind: int) -> None:
    for problem in sets.problems(f"MPV{kind}-50"):
        side = problem["container"]["length"]
        assert len(problem["items"]) == 50
        assert problem["max_containers"] is None
        assert all(1 <= item[name] <= side for item in problem["items"] for name in ("length", "width", "height"))
        assert {tuple(item["rotations"]) for item in problem["items"]} == {("LWH",)}


def test_six_in_ten_pieces_of_the_fourth_class_are_over_half_as_long_as_the_bin_in_all_directions() -> None:
    items = [item for number in range(1, 21) for item in equal_bins.equal_bins(4, 100, number)["items"]]
    large = sum(min(item["length"], item["width"], item["height"]) >= 50 for item in items)
    assert 0.56 < large / len(items) < 0.64


def test_problems_of_a_class_differ_from_each_other() -> None:
    assert len({str(problem["items"]) for problem in sets.problems("MPV8-50")}) == 10


def bin_problem(*sizes: tuple[int, int, int]) -> dict:
    sides = [dict(zip(("length", "width", "height"), size, strict=True)) for size in sizes]
    return {
        "container": {"length": 10, "width": 10, "height": 10},
        "items": [{"id": str(number), "rotations": ["LWH"]} | side for number, side in enumerate(sides)],
        "max_containers": None,
    }


@pytest.mark.parametrize(
    ("sizes", "bins"),
    [
        pytest.param([(5, 5, 5)] * 8, 1, id="eight cubes fill a bin"),
        pytest.param([(5, 5, 5)] * 9, 2, id="volume"),
        pytest.param([(6, 6, 6)] * 3, 3, id="no two of them fit together"),
        pytest.param([(6, 6, 3)] * 7, 3, id="only behind each other, three in a bin"),
        pytest.param([(6, 3, 6)] * 7, 3, id="the same across"),
        pytest.param([(10, 10, 6), (10, 10, 4)], 1, id="two that share a bin"),
        pytest.param([(9, 9, 6)] * 2 + [(5, 5, 5)] * 8, 3, id="the rest of their slices holds no cube"),
    ],
)
def test_no_packing_needs_fewer_bins_than_the_bound(sizes: list[tuple[int, int, int]], bins: int) -> None:
    assert equal_bins.least_bins(bin_problem(*sizes)) == bins


@pytest.mark.parametrize("name", sets.FAMILIES["EVERYDAY"])
def test_everyday_loads_are_light_enough_and_pass_the_doors(name: str) -> None:
    (problem,) = sets.problems(name)
    box = problem["container"]
    assert sum(item["weight"] * item["quantity"] for item in problem["items"]) < box["max_weight"]
    for item in problem["items"]:
        assert any(
            dy <= box["door_width"] and dz <= box["door_height"] for _, dy, dz in validate.allowed_extents(item)
        )


@pytest.mark.parametrize(("name", "pieces", "kinds"), [("PARCELS1000", 1000, 1000), ("PIECES10000", 10_000, 400)])
def test_parcels_are_as_many_and_as_different_as_promised(name: str, pieces: int, kinds: int) -> None:
    (problem,) = sets.problems(name)
    sizes = Counter({(item["length"], item["width"], item["height"]): item["quantity"] for item in problem["items"]})
    assert (sizes.total(), len(sizes)) == (pieces, kinds)


def test_a_family_stands_for_its_sets_each_of_them_once() -> None:
    assert sets.named(["BR7", "BR"]) == ["BR7", "BR1", "BR2", "BR3", "BR4", "BR5", "BR6"]


def test_an_unknown_set_is_refused() -> None:
    with pytest.raises(KeyError, match="no set 'BR8'"):
        sets.named(["BR8"])


def volume(problem: dict) -> int:
    sides = ("length", "width", "height", "quantity")
    return sum(math.prod(item[side] for side in sides) for item in problem["items"])
