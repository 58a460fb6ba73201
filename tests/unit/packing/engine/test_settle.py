"""What cannot be put in past the rest is taken out of a load."""

import numpy as np

from logistics.packing.arrays.kinds import Kinds, group
from logistics.packing.check import check
from logistics.packing.engine.columns import Tally
from logistics.packing.engine.loading import settle
from logistics.packing.engine.state import Load, empty_load
from tests.unit.packing.cases import a_crate, a_space
from tests.unit.packing.engine.compiled import called

keep_loadable = called(settle.keep_loadable)

SPACE = a_space((8, 4, 5))

KNOT = (
    ((6, 0, 0), (2, 4, 1)),
    ((0, 1, 0), (6, 2, 1)),
    ((0, 1, 1), (8, 2, 1)),
    ((0, 3, 0), (2, 1, 2)),
    ((0, 2, 2), (2, 2, 1)),
    ((4, 3, 0), (2, 1, 5)),
)
"""The first carries the third, that one the fifth; the sixth shuts the fifth in, and the first shuts the sixth in."""


def tied() -> tuple[Kinds, Load]:
    """The knot as the engine's load, a block for each piece."""
    items = [a_crate(f"{number}", size=size, orientation="fixed") for number, (_, size) in enumerate(KNOT)]
    kinds = group(SPACE, items)
    load = empty_load(kinds.problem)
    for row, (corner, size) in enumerate(KNOT):
        pose = kinds.problem.pose_size.tolist().index(list(size))
        load.blocks[row] = (*corner, *np.add(corner, size), pose, 1, 1, 1)
    load.tally[Tally.BLOCKS] = load.tally[Tally.PIECES] = len(KNOT)
    load.tally[Tally.VOLUME] = sum(int(np.prod(size)) for _, size in KNOT)
    return kinds, load


def test_a_knot_is_undone_by_leaving_out_the_least() -> None:
    kinds, load = tied()
    items = [item for alike in kinds.members for item in alike]
    assert check(SPACE, items, kinds.placements(load)) != []
    assert keep_loadable(kinds.problem, load, False)
    assert check(SPACE, items, kinds.placements(load)) == []
    assert load.tally[Tally.PIECES] == len(kinds.placements(load)) == 4
    assert not keep_loadable(kinds.problem, load, False)
