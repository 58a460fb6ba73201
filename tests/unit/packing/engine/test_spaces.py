from itertools import combinations, product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logistics.packing.arrays.kinds import group
from logistics.packing.engine.columns import Free, Parameter
from logistics.packing.engine.problem import Problem, Real
from logistics.packing.engine.room import spaces as kernels
from logistics.packing.engine.state import Spaces, SpaceScratch, empty_scratch, empty_state
from tests.unit.packing.cases import a_crate, a_space
from tests.unit.packing.engine.compiled import called

add_space, cut_spaces, nearest_space, reopen = (
    called(part) for part in (kernels.add_space, kernels.cut_spaces, kernels.nearest_space, kernels.reopen)
)

SIDE = 5

Cuboid = tuple[int, int, int, int, int, int]


def parameters(corners: int = 8) -> Real:
    chosen = np.zeros(len(Parameter))
    chosen[[Parameter.FAR_X, Parameter.FAR_Y, Parameter.FAR_Z]] = 1.0
    chosen[Parameter.CORNERS] = corners
    return chosen


def a_room(least: int = 1, rows: int = 500, corners: int = 8) -> tuple[Problem, Spaces, SpaceScratch]:
    """An empty room of which the shortest side of what is left is so long."""
    problem = group(a_space((SIDE, SIDE, SIDE)), [a_crate(size=(1, 1, 1))]).problem
    free: Any = empty_state(problem, rows, overhanging=True).free
    scratch: Any = empty_scratch(problem, rows, 1, overhanging=True).room
    free.least[:] = least
    add_space(problem.room, parameters(corners), free, 0, 0, 0, SIDE, SIDE, SIDE)
    return problem, free, scratch


def spaces_of(free: Spaces) -> list[Cuboid]:
    return [tuple(row) for row in free.corners[:, : free.counts[Free.ROWS]].T.tolist()]


def largest_cuboids(free: np.ndarray, least: int) -> set[Cuboid]:
    """By trying all of them."""
    spans = list(combinations(range(SIDE + 1), 2))
    fits = {
        (x[0], y[0], z[0], x[1], y[1], z[1])
        for x, y, z in product(spans, repeat=3)
        if free[x[0] : x[1], y[0] : y[1], z[0] : z[1]].all()
    }
    large = {c for c in fits if all(c[axis + 3] - c[axis] >= least for axis in range(3))}
    return {c for c in large if not any(grown in fits for grown in by_one(c))}


def by_one(c: Cuboid) -> list[Cuboid]:
    """The cuboid grown by one on each side."""
    return [
        tuple(v + (step if number == side else 0) for number, v in enumerate(c))
        for side in range(6)
        for step in [-1 if side < 3 else 1]
    ]


def a_cuboid() -> st.SearchStrategy[Cuboid]:
    starts, lengths = st.integers(0, SIDE - 1), st.integers(1, 3)
    return st.tuples(starts, starts, starts, lengths, lengths, lengths).map(
        lambda c: (*c[:3], *(min(SIDE, c[axis] + c[axis + 3]) for axis in range(3)))
    )


@settings(deadline=None, max_examples=60)
@given(blocks=st.lists(a_cuboid(), max_size=6), least=st.integers(1, 2))
def test_spaces_are_the_largest_empty_cuboids_that_take_anything(blocks: list[Cuboid], least: int) -> None:
    problem, free, scratch = a_room(least)
    empty = np.ones((SIDE, SIDE, SIDE), bool)
    for x1, y1, z1, x2, y2, z2 in blocks:
        if empty[x1:x2, y1:y2, z1:z2].all():
            empty[x1:x2, y1:y2, z1:z2] = False
            cut_spaces(problem.room, parameters(), free, scratch, x1, y1, z1, x2, y2, z2)
    found = spaces_of(free)
    assert set(found) == largest_cuboids(empty, least)
    assert len(found) == len(set(found))


def test_a_full_table_loses_spaces_and_nothing_else() -> None:
    problem, free, scratch = a_room(rows=1)
    cut_spaces(problem.room, parameters(), free, scratch, 1, 1, 1, 2, 2, 2)
    assert free.counts[Free.ROWS] == 1
    assert free.counts[Free.LOST] == 5


@pytest.mark.parametrize(("corners", "level"), [(1, 0), (4, 0), (8, 3)])
def test_the_space_nearest_to_a_corner_that_counts_comes_first(corners: int, level: int) -> None:
    """Of two at a corner the larger one, which is at the roof; where only the floor's corners count, the other."""
    problem, free, scratch = a_room(corners=corners)
    cut_spaces(problem.room, parameters(corners), free, scratch, 0, 0, 1, SIDE, SIDE, 3)
    assert spaces_of(free)[nearest_space(free)][2] == level


def test_a_closed_space_opens_again_only_for_a_top_right_below_it() -> None:
    for top, opens in (((0, 0, 2, 2, 3), True), ((0, 0, 2, 2, 2), False), ((4, 4, 5, 5, 3), False)):
        problem, free, scratch = a_room()
        cut_spaces(problem.room, parameters(), free, scratch, 0, 0, 0, 3, 3, 3)
        above = spaces_of(free).index((0, 0, 3, SIDE, SIDE, SIDE))
        free.far[:] = np.inf
        free.corners[3:5, above] = 4
        reopen(free, *top)
        assert (nearest_space(free) == above) is opens
