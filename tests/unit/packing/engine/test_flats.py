import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numba import njit

from logistics.packing.arrays.kinds import group
from logistics.packing.engine import columns as at
from logistics.packing.engine import flats as kernels
from logistics.packing.engine.state import Load, Problem, Real, Scratch, empty_load, empty_scratch
from logistics.packing.one_space.parameters import ParameterSets
from tests.unit.packing.cases import a_crate, a_space

SIDE = 9

Rectangle = tuple[int, int, int, int]


def largest_rectangles(free: np.ndarray) -> set[Rectangle]:
    """By trying all of them."""
    fits = [
        (x1, y1, x2, y2)
        for x1 in range(SIDE)
        for y1 in range(SIDE)
        for x2 in range(x1 + 1, SIDE + 1)
        for y2 in range(y1 + 1, SIDE + 1)
        if free[x1:x2, y1:y2].all()
    ]
    return {r for r in fits if not any(r != s and contains(s, r) for s in fits)}


def contains(large: Rectangle, small: Rectangle) -> bool:
    return large[0] <= small[0] and large[1] <= small[1] and large[2] >= small[2] and large[3] >= small[3]


def a_rectangle() -> st.SearchStrategy[Rectangle]:
    starts, lengths = st.integers(0, SIDE - 1), st.integers(1, 5)
    return st.tuples(starts, starts, lengths, lengths).map(
        lambda r: (r[0], r[1], min(SIDE, r[0] + r[2]), min(SIDE, r[1] + r[3]))
    )


@njit
def add_floor(problem: Problem, taste: Real, load: Load) -> None:
    kernels.add_flat(problem.room, taste, load, 0, 0, SIDE, SIDE, 0)


@njit
def put_top(problem: Problem, taste: Real, load: Load, scratch: Scratch, top: Rectangle) -> None:
    kernels.cover(problem.room, taste, load, scratch, top[0], top[1], top[2], top[3], 0)
    kernels.add_top(problem.room, taste, load, scratch, top[0], top[1], top[2], top[3], 5)


def a_floor(most_flats: int) -> tuple[Problem, Real, Load, Scratch]:
    problem = group(a_space((SIDE, SIDE, SIDE)), [a_crate(size=(1, 1, 1))]).problem
    taste = ParameterSets(np.random.default_rng(0), weight_bound=False, corners=(1,)).first()
    load = empty_load(problem, most_flats)
    add_floor(problem, taste, load)
    return problem, taste, load, empty_scratch(problem, most_flats, 1)


@settings(deadline=None)
@given(tops=st.lists(a_rectangle(), max_size=10))
def test_flats_are_the_largest_rectangles_of_the_floor_and_of_the_tops(tops: list[Rectangle]) -> None:
    problem, taste, load, scratch = a_floor(500)
    floor = np.ones((SIDE, SIDE), bool)
    for top in tops:
        x1, y1, x2, y2 = top
        if floor[x1:x2, y1:y2].all():
            floor[x1:x2, y1:y2] = False
            put_top(problem, taste, load, scratch, top)
    rows = load.flats[: load.tally[at.FLATS]].tolist()
    assert {tuple(row[:4]) for row in rows if row[at.LEVEL] == 0} == largest_rectangles(floor)
    assert {tuple(row[:4]) for row in rows if row[at.LEVEL] == 5} == largest_rectangles(~floor)
    assert len({tuple(row[:5]) for row in rows}) == len(rows)


def test_a_flat_knows_its_corner_nearest_to_a_corner_of_the_room() -> None:
    problem, taste, load, scratch = a_floor(500)
    taste[at.TASTE_CORNERS] = 4
    put_top(problem, taste, load, scratch, (0, 0, 3, SIDE - 2))
    nearest = {tuple(row[:4]): (row[at.CORNER], far) for row, far in zip(load.flats.tolist(), load.far, strict=True)}
    assert nearest[3, 0, SIDE, SIDE] == (2, 0.0)
    assert nearest[0, SIDE - 2, SIDE, SIDE] == (1, 0.0)


def test_a_full_table_loses_flats_and_nothing_else() -> None:
    problem, taste, load, scratch = a_floor(1)
    put_top(problem, taste, load, scratch, (3, 3, 6, 6))
    assert load.tally[at.FLATS] == 1
    assert load.tally[at.LOST] == 4
