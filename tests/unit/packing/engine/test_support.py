"""The kernel and the checker draw the same polygon, and what is stuck takes along what it carries."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from logistics.packing.arrays.kinds import group
from logistics.packing.check import check
from logistics.packing.engine.columns import Placed, Tally
from logistics.packing.engine.loading import settle
from logistics.packing.engine.rules import support
from logistics.packing.engine.state import empty_load
from tests.unit.packing.cases import a_crate, a_space, standing
from tests.unit.packing.engine.compiled import called

rests, drop_lost = called(support.rests), called(settle.drop_lost)
lose_with_all_it_carries = called(settle.lose_with_all_it_carries)


@settings(deadline=None, max_examples=300)
@given(
    feet=st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=6, unique=True),
    at_x=st.integers(0, 4),
    at_y=st.integers(0, 4),
    share=st.sampled_from((0.01, 0.25, 0.5)),
)
def test_a_piece_stands_as_soundly_as_the_checker_says(
    feet: list[tuple[int, int]], at_x: int, at_y: int, share: float
) -> None:
    posts = [a_crate(f"post-{n}", size=(1, 1, 1)) for n in range(len(feet))]
    table = a_crate("table", size=(4, 3, 1), orientation="fixed")
    placements = [standing(post, (*foot, 0), n) for n, (post, foot) in enumerate(zip(posts, feet, strict=True), 1)]
    placements.append(standing(table, (at_x, at_y, 1), len(feet) + 1))
    faults = {f.code for f in check(a_space((8, 8, 4)), [*posts, table], placements, min_support_share=share)}
    tops = np.array([(x, y, x + 1, y + 1) for x, y in feet], dtype=np.int64).reshape(-1, 4)
    assert rests(tops, len(tops), at_x, at_y, 4, 3, 4, 3, share) == (not faults & {"unsupported", "tips"})


def test_what_is_stuck_is_left_out_with_all_that_rests_on_it() -> None:
    """A stair: the second leans on the first, the third on the second, the fourth stands by itself."""
    stair = (((0, 0, 0), (4, 2, 1)), ((1, 0, 1), (4, 2, 2)), ((2, 0, 3), (4, 2, 3)), ((6, 0, 0), (2, 2, 4)))
    items = [a_crate(f"{number}", size=size, orientation="fixed") for number, (_, size) in enumerate(stair)]
    kinds = group(a_space((10, 2, 9)), items)
    load = empty_load(kinds.problem)
    for row, (corner, size) in enumerate(stair):
        pose = kinds.problem.pose_size.tolist().index(list(size))
        load.blocks[row] = (*corner, *np.add(corner, size), pose, 1, 1, 1)
    load.tally[Tally.BLOCKS] = load.tally[Tally.PIECES] = len(stair)
    load.tally[Tally.VOLUME] = sum(int(np.prod(size)) for _, size in stair)
    lost = np.zeros(len(stair), np.bool_)
    lose_with_all_it_carries(kinds.problem, load, 0, lost)
    drop_lost(kinds.problem, load, lost)
    assert load.blocks[: load.tally[Tally.BLOCKS], Placed.AX : Placed.BX].tolist() == [[6, 0, 0]]
    assert load.tally[Tally.VOLUME] == 16
    assert load.tally[Tally.PIECES] == 1
