from typing import Any

import pytest

from logistics.packing.check import check
from logistics.packing.model import CargoSpace
from tests.unit.packing.cases import a_crate, a_space, standing

INNER, OUTER, ABOVE = (0, 0, 0), (400, 0, 0), (0, 0, 200)


def codes(space: CargoSpace, *crates: tuple[tuple[int, int, int], int, dict[str, Any]]) -> set[str]:
    """What is wrong with crates of (corner, load step, changes)."""
    items = [a_crate(f"{number}", **changes) for number, (_, _, changes) in enumerate(crates)]
    rows = zip(items, crates, strict=True)
    return {v.code for v in check(space, items, [standing(item, at, step=step) for item, (at, step, _) in rows])}


@pytest.mark.parametrize(("height", "broken"), [(399, True), (400, False)])
def test_a_piece_goes_in_past_another_only_where_it_can_be_lifted_over(height: int, broken: bool) -> None:
    crates = (INNER, 2, {}), (OUTER, 1, {})
    assert codes(a_space((1000, 800, height)), *crates) == ({"path_blocked"} if broken else set())


def test_what_is_loaded_later_or_stands_aside_blocks_nobody() -> None:
    low = a_space((1000, 800, 200))
    assert codes(low, (INNER, 1, {}), (OUTER, 2, {})) == set()
    assert codes(low, (INNER, 2, {}), ((400, 300, 0), 1, {})) == set()
    assert codes(low, (INNER, 2, {}), ((400, 299, 0), 1, {})) == {"path_blocked"}


def test_a_piece_for_a_later_stop_is_not_between_an_earlier_one_and_the_doors() -> None:
    assert codes(a_space(), (INNER, 1, {"stop": 1}), (OUTER, 2, {"stop": 2})) == {"behind_later_stop"}
    assert codes(a_space(), (INNER, 1, {"stop": 2}), (OUTER, 2, {"stop": 1})) == set()
    assert codes(a_space(), (INNER, 1, {"stop": 1}), ((400, 300, 0), 2, {"stop": 2})) == set()


def test_a_piece_for_a_later_stop_is_not_on_an_earlier_one() -> None:
    assert codes(a_space(), (INNER, 1, {"stop": 1}), (ABOVE, 2, {"stop": 2})) == {"under_later_stop"}
    assert codes(a_space(), (INNER, 1, {"stop": 2}), (ABOVE, 2, {"stop": 1})) == set()
