from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logistics.packing.arrays.kinds import group
from logistics.packing.engine import columns as at
from logistics.packing.engine.loose_state import Desk, Loose, empty_desk, empty_loose
from logistics.packing.engine.spaces import add_space, cut_spaces, nearest_space, reopen
from logistics.packing.engine.state import Problem, Real
from tests.unit.packing.cases import a_crate, a_space

SIDE = 5

Cuboid = tuple[int, int, int, int, int, int]


def a_taste(corners: int = 8) -> Real:
    taste = np.zeros(11)
    taste[[at.TASTE_FAR_X, at.TASTE_FAR_Y, at.TASTE_FAR_Z]] = 1.0
    taste[at.TASTE_CORNERS] = corners
    return taste


def a_room(least: int = 1, rows: int = 500, corners: int = 8) -> tuple[Problem, Loose, Desk]:
    """An empty room of which the shortest side of what is left is so long."""
    problem = group(a_space((SIDE, SIDE, SIDE)), [a_crate(size=(1, 1, 1))]).problem
    loose, desk = empty_loose(problem, rows), empty_desk(problem, rows, 1)
    loose.least[:] = least
    add_space(problem, a_taste(corners), loose, 0, 0, 0, SIDE, SIDE, SIDE)
    return problem, loose, desk


def spaces_of(loose: Loose) -> list[Cuboid]:
    return [tuple(row) for row in loose.spaces[:, : loose.load.tally[at.FLATS]].T.tolist()]


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
    problem, loose, desk = a_room(least)
    free = np.ones((SIDE, SIDE, SIDE), bool)
    for x1, y1, z1, x2, y2, z2 in blocks:
        if free[x1:x2, y1:y2, z1:z2].all():
            free[x1:x2, y1:y2, z1:z2] = False
            cut_spaces(problem, a_taste(), loose, desk, x1, y1, z1, x2, y2, z2)
    found = spaces_of(loose)
    assert set(found) == largest_cuboids(free, least)
    assert len(found) == len(set(found))


def test_a_full_table_loses_spaces_and_nothing_else() -> None:
    problem, loose, desk = a_room(rows=1)
    cut_spaces(problem, a_taste(), loose, desk, 1, 1, 1, 2, 2, 2)
    assert loose.load.tally[at.FLATS] == 1
    assert loose.load.tally[at.LOST] == 5


@pytest.mark.parametrize(("corners", "level"), [(1, 0), (4, 0), (8, 3)])
def test_the_space_nearest_to_a_corner_that_counts_comes_first(corners: int, level: int) -> None:
    """Of two at a corner the larger one, which is at the roof; where only the floor's corners count, the other."""
    problem, loose, desk = a_room(corners=corners)
    cut_spaces(problem, a_taste(corners), loose, desk, 0, 0, 1, SIDE, SIDE, 3)
    assert spaces_of(loose)[nearest_space(loose)][2] == level


def test_a_closed_space_opens_again_only_for_a_top_right_below_it() -> None:
    for top, opens in (((0, 0, 2, 2, 3), True), ((0, 0, 2, 2, 2), False), ((4, 4, 5, 5, 3), False)):
        problem, loose, desk = a_room()
        cut_spaces(problem, a_taste(), loose, desk, 0, 0, 0, 3, 3, 3)
        above = spaces_of(loose).index((0, 0, 3, SIDE, SIDE, SIDE))
        loose.far[:] = np.inf
        loose.spaces[3:5, above] = 4
        reopen(loose, *top)
        assert (nearest_space(loose) == above) is opens
