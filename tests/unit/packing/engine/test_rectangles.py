from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from logistics.packing.arrays.kinds import group
from logistics.packing.engine.columns import Free, Parameter, Rectangle
from logistics.packing.engine.problem import Problem, Real
from logistics.packing.engine.room import levels as kernels
from logistics.packing.engine.state import Rectangles, Scratch, empty_scratch, empty_state
from logistics.packing.one_space.parameters import ParameterSets
from tests.unit.packing.cases import a_crate, a_space
from tests.unit.packing.engine.compiled import called

SIDE = 9

Corners = tuple[int, int, int, int]

add_rectangle, cover, add_top = (called(part) for part in (kernels.add_rectangle, kernels.cover, kernels.add_top))


def largest_rectangles(free: np.ndarray) -> set[Corners]:
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


def contains(large: Corners, small: Corners) -> bool:
    return large[0] <= small[0] and large[1] <= small[1] and large[2] >= small[2] and large[3] >= small[3]


def a_rectangle() -> st.SearchStrategy[Corners]:
    starts, lengths = st.integers(0, SIDE - 1), st.integers(1, 5)
    return st.tuples(starts, starts, lengths, lengths).map(
        lambda r: (r[0], r[1], min(SIDE, r[0] + r[2]), min(SIDE, r[1] + r[3]))
    )


def put_top(problem: Problem, parameters: Real, free: Rectangles, scratch: Scratch, top: Corners) -> None:
    cover(problem.room, parameters, free, scratch.room, *top, 0)
    add_top(problem.room, parameters, free, scratch.room, *top, 5)


def a_floor(rows: int) -> tuple[Problem, Real, Rectangles, Scratch]:
    problem = group(a_space((SIDE, SIDE, SIDE)), [a_crate(size=(1, 1, 1))]).problem
    parameters = ParameterSets(np.random.default_rng(0), weight_bound=False, corners=(1,)).first()
    free: Any = empty_state(problem, rows, overhanging=False).free
    add_rectangle(problem.room, parameters, free, 0, 0, SIDE, SIDE, 0)
    return problem, parameters, free, empty_scratch(problem, rows, 1, overhanging=False)


@settings(deadline=None)
@given(tops=st.lists(a_rectangle(), max_size=10))
def test_free_rectangles_are_the_largest_rectangles_of_the_floor_and_of_the_tops(tops: list[Corners]) -> None:
    problem, parameters, free, scratch = a_floor(500)
    floor = np.ones((SIDE, SIDE), bool)
    for top in tops:
        x1, y1, x2, y2 = top
        if floor[x1:x2, y1:y2].all():
            floor[x1:x2, y1:y2] = False
            put_top(problem, parameters, free, scratch, top)
    rows = free.corners[: free.counts[Free.ROWS]].tolist()
    assert {tuple(row[:4]) for row in rows if row[Rectangle.LEVEL] == 0} == largest_rectangles(floor)
    assert {tuple(row[:4]) for row in rows if row[Rectangle.LEVEL] == 5} == largest_rectangles(~floor)
    assert len({tuple(row[:5]) for row in rows}) == len(rows)


def test_a_rectangle_knows_its_corner_nearest_to_a_corner_of_the_room() -> None:
    problem, parameters, free, scratch = a_floor(500)
    parameters[Parameter.CORNERS] = 4
    put_top(problem, parameters, free, scratch, (0, 0, 3, SIDE - 2))
    nearest = {
        tuple(row[:4]): (row[Rectangle.CORNER], far) for row, far in zip(free.corners.tolist(), free.far, strict=True)
    }
    assert nearest[3, 0, SIDE, SIDE] == (2, 0.0)
    assert nearest[0, SIDE - 2, SIDE, SIDE] == (1, 0.0)


def test_a_full_table_loses_rectangles_and_nothing_else() -> None:
    problem, parameters, free, scratch = a_floor(1)
    put_top(problem, parameters, free, scratch, (3, 3, 6, 6))
    assert free.counts[Free.ROWS] == 1
    assert free.counts[Free.LOST] == 4
