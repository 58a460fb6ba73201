"""What is shared out among bins stands rightly, and no bound is above what is possible."""

from collections.abc import Sequence

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from logistics.packing.check import check
from logistics.packing.engine.bins.bounds import fewest_bins
from logistics.packing.model import Rounds
from logistics.packing.request import Request
from logistics.packing.several_spaces.sharing import Sharing
from tests.unit.packing.cases import a_crate, a_space

SIDE = 6

Size = tuple[int, int, int]


@st.composite
def bins_cut_up(draw: st.DrawFn) -> tuple[int, list[Size]]:
    """A number of bins, and the pieces into which they are cut, so that the pieces fit the bins exactly."""
    bins = draw(st.integers(1, 3))
    pieces: list[Size] = [(SIDE, SIDE, SIDE)] * bins
    for axis in draw(st.lists(st.integers(0, 2), max_size=10)):
        n = draw(st.integers(0, len(pieces) - 1))
        if pieces[n][axis] > 1:
            whole = list(pieces.pop(n))
            part = draw(st.integers(1, whole[axis] - 1))
            for length in (part, whole[axis] - part):
                whole[axis] = length
                pieces.append((whole[0], whole[1], whole[2]))
    return bins, pieces


@settings(deadline=None, max_examples=100)
@given(cut=bins_cut_up(), turned=st.booleans())
def test_the_bound_is_not_above_a_number_of_bins_that_does(cut: tuple[int, list[Size]], turned: bool) -> None:
    bins, pieces = cut
    poses = [[p, (p[1], p[0], p[2])] if turned else [p] for p in pieces]
    first = np.cumsum([0, *(len(of_one) for of_one in poses)])
    sizes = np.array([size for of_one in poses for size in of_one], np.int64)
    volume = sum(int(np.prod(piece)) for piece in pieces)
    bound = fewest_bins(first, sizes, np.array([SIDE] * 3), 3)
    assert -(-volume // SIDE**3) <= bound <= bins


@settings(deadline=None, max_examples=60)
@given(
    sizes=st.lists(st.tuples(*[st.integers(1, 4)] * 3), min_size=1, max_size=14),
    share=st.sampled_from((1.0, 0.6, 0.0)),
    door=st.sampled_from((None, 4)),
    payload=st.sampled_from((None, 40_000)),
    pairs=st.booleans(),
)
def test_what_is_shared_out_passes_the_checker(
    sizes: Sequence[Size], share: float, door: int | None, payload: int | None, pairs: bool
) -> None:
    spaces = [a_space((SIDE, 5, 5), id=n, door_height_mm=door, max_payload_g=payload) for n in range(3)]
    items = [a_crate(f"{n}", size=size, group=f"{n // 2}" if pairs else None) for n, size in enumerate(sizes)]
    request = Request(spaces, items, stop=Rounds(1), seed=3, min_support_share=share, keep_together=pairs)
    sharing = Sharing(request)
    sharing.fill(0)
    sharing.fill(20)
    sharing.improve(40)
    placed = list[str]()
    for load in sharing.loads():
        there = {placement.item_id for placement in load.placements}
        goods = [item for item in items if item.id in there]
        assert check(load.space, goods, load.placements, min_support_share=share) == []
        placed += there
    waiting = [item.id for parcel in sharing.waiting for item in parcel]
    assert sorted(placed + waiting) == sorted(item.id for item in items)
