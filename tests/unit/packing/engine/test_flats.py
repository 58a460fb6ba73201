import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from logistics.packing.engine import columns as at
from logistics.packing.engine import flats as kernels

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


@settings(deadline=None)
@given(tops=st.lists(a_rectangle(), max_size=10))
def test_flats_are_the_largest_rectangles_of_the_floor_and_of_the_tops(tops: list[Rectangle]) -> None:
    tally, flats = np.zeros(8, np.int64), np.zeros((500, 6), np.int64)
    kernels.add_flat(tally, flats, 0, 0, SIDE, SIDE, 0, 1)
    floor = np.ones((SIDE, SIDE), bool)
    for x1, y1, x2, y2 in tops:
        if floor[x1:x2, y1:y2].all():
            floor[x1:x2, y1:y2] = False
            kernels.cover(tally, flats, x1, y1, x2, y2, 0)
            kernels.add_top(tally, flats, x1, y1, x2, y2, 5)
    rows = flats[: tally[at.FLATS]].tolist()
    assert {tuple(row[:4]) for row in rows if row[at.LEVEL] == 0} == largest_rectangles(floor)
    assert {tuple(row[:4]) for row in rows if row[at.LEVEL] == 5} == largest_rectangles(~floor)
    assert len({tuple(row[:5]) for row in rows}) == len(rows)


def test_a_full_table_loses_flats_and_nothing_else() -> None:
    tally, flats = np.zeros(8, np.int64), np.zeros((1, 6), np.int64)
    kernels.add_flat(tally, flats, 0, 0, 9, 9, 0, 1)
    kernels.cover(tally, flats, 3, 3, 6, 6, 0)
    assert tally[at.FLATS] == 1
    assert tally[at.LOST] == 3
