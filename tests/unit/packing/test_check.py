import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from logistics import packing
from logistics.packing.check import HEADINGS, check, measure
from logistics.packing.model import CargoSpace, Item, Placement
from tests.unit.packing.cases import a_crate, a_space, standing


def codes(space: CargoSpace, items: list[Item], placements: list[Placement]) -> set[str]:
    return {violation.code for violation in check(space, items, placements)}


def a_pair(lower: dict[str, Any] | None = None, at: tuple[int, int, int] = (0, 0, 200)) -> tuple[Any, ...]:
    """A crate with another on it."""
    below, above = a_crate("below", **(lower or {})), a_crate("above")
    return a_space(), [below, above], [standing(below), standing(above, at, step=2)]


def test_a_sound_plan_has_no_violations() -> None:
    assert check(*a_pair()) == []


def test_an_empty_plan_is_sound() -> None:
    assert check(a_space(), [a_crate()], []) == []


@pytest.mark.parametrize("at", [(-1, 0, 0), (601, 0, 0), (0, 501, 0)])
def test_reaching_out_of_the_space_is_a_fault(at: tuple[int, int, int]) -> None:
    assert codes(a_space(), [a_crate()], [standing(a_crate(), at)]) == {"outside"}


def test_pieces_that_share_room_are_a_fault() -> None:
    one, two = a_crate("one"), a_crate("two")
    assert codes(a_space(), [one, two], [standing(one), standing(two, (399, 0, 0), step=2)]) == {"overlap"}


def test_touching_pieces_do_not_overlap() -> None:
    one, two = a_crate("one"), a_crate("two")
    assert codes(a_space(), [one, two], [standing(one), standing(two, (400, 0, 0), step=2)]) == set()


def test_a_size_that_is_no_permitted_rotation_is_a_fault() -> None:
    crate = a_crate(orientation="fixed")
    assert codes(a_space(), [crate], [standing(crate, dx_mm=300, dy_mm=400)]) == {"size"}
    assert codes(a_space(), [crate], [standing(crate, dz_mm=199)]) == {"size"}


@pytest.mark.parametrize("at", [(1, 0, 200), (0, 0, 201), (400, 0, 200)])
def test_a_base_that_is_not_fully_supported_is_a_fault(at: tuple[int, int, int]) -> None:
    assert codes(*a_pair(at=at)) == {"unsupported"}


def test_two_tops_of_one_level_support_a_piece_together() -> None:
    left, right, above = a_crate("left"), a_crate("right"), a_crate("above")
    placements = [standing(left), standing(right, (400, 0, 0), step=2), standing(above, (200, 0, 200), step=3)]
    assert check(a_space(), [left, right, above], placements) == []


def test_weight_beyond_the_payload_is_a_fault() -> None:
    assert codes(a_space(max_payload_g=9_999), [a_crate()], [standing(a_crate())]) == {"payload"}
    assert codes(a_space(max_payload_g=10_000), [a_crate()], [standing(a_crate())]) == set()


def test_nothing_rests_on_a_piece_that_is_fragile_or_not_stackable() -> None:
    assert codes(*a_pair({"stackable": False})) == {"stacked_on_unstackable"}
    assert codes(*a_pair({"fragile": True})) == {"stacked_on_fragile"}


def test_a_top_carries_its_limit_and_not_a_gram_more() -> None:
    assert codes(*a_pair({"max_load_on_top_g": 10_000})) == set()
    assert codes(*a_pair({"max_load_on_top_g": 9_999})) == {"overloaded_top"}


def test_the_load_of_a_bridge_is_shared_by_contact_area_and_handed_down() -> None:
    low, high = a_crate("low", size=(400, 300, 100)), a_crate("high", size=(400, 300, 100))
    side, bridge = a_crate("side"), a_crate("bridge", size=(600, 300, 100), weight_g=9_000)
    placements = [
        standing(low),
        standing(high, (0, 0, 100), step=2),
        standing(side, (400, 0, 0), step=3),
        standing(bridge, (0, 0, 200), step=4),
    ]
    metrics = measure(a_space(), [low, high, side, bridge], placements)
    assert metrics.load_on_top_g == (16_000, 6_000, 3_000, 0)
    assert metrics.supported_share == (1.0, 1.0, 1.0, 1.0)


def test_a_bottom_only_piece_must_stand_on_the_floor() -> None:
    below, above = a_crate("below"), a_crate("above", bottom_only=True)
    placements = [standing(below), standing(above, (0, 0, 200), step=2)]
    assert codes(a_space(), [below, above], placements) == {"not_on_floor"}


def test_a_piece_must_pass_the_doors_as_it_stands() -> None:
    narrow, low = a_space(door_width_mm=299), a_space(door_height_mm=199)
    assert codes(narrow, [a_crate()], [standing(a_crate())]) == {"does_not_pass_door"}
    assert codes(low, [a_crate()], [standing(a_crate())]) == {"does_not_pass_door"}
    assert codes(narrow, [a_crate()], [standing(a_crate(), dy_mm=200, dz_mm=300)]) == set()


def test_chilled_goods_need_a_refrigerated_space() -> None:
    chilled = a_crate(requires_refrigeration=True)
    assert codes(a_space(), [chilled], [standing(chilled)]) == {"not_refrigerated"}
    assert codes(a_space(refrigerated=True), [chilled], [standing(chilled)]) == set()


def test_foreign_and_repeated_pieces_are_faults() -> None:
    crate = a_crate()
    twice = [standing(crate), standing(crate, (400, 0, 0), step=2)]
    assert codes(a_space(), [crate], twice) == {"duplicate_item"}
    assert "unknown_item" in codes(a_space(), [], [standing(crate)])


def test_steps_count_up_and_support_comes_first() -> None:
    space, items, (below, _) = a_pair()
    swapped = [standing(items[0], step=2), standing(items[1], (0, 0, 200), step=1)]
    assert codes(space, items, swapped) == {"load_order"}
    assert check(space, items, swapped, min_support_share=0.0) == []
    assert codes(space, items, [below, standing(items[1], (0, 0, 200), step=3)]) == {"load_order"}


def test_metrics_state_what_is_in_the_space() -> None:
    metrics = measure(*a_pair())
    assert metrics.volume_mm3 == 2 * 400 * 300 * 200
    assert metrics.filled_share == pytest.approx(0.1)
    assert metrics.weight_g == 20_000
    assert metrics.floor_share == pytest.approx(0.15)
    assert metrics.centre_of_gravity_mm == (200, 150, 200)


def test_the_checker_loads_neither_numba_nor_the_engine() -> None:
    script = (
        "import sys, logistics.packing.check, logistics.packing.model;"
        "sys.exit('numba' in sys.modules or 'logistics.packing.engine' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_whatever_a_violation_may_be_called_stands_under_a_heading() -> None:
    (home,) = (Path(path) for path in packing.__path__)
    sources = "".join(path.read_text("utf-8") for path in (home / "check.py", *home.glob("checks/*.py")))
    called = set(re.findall(r'(?:violation|violation_of_all|_of_id)\("(\w+)"', sources))
    assert called <= {code for codes in HEADINGS.values() for code in codes}
    assert len(called) > 20
