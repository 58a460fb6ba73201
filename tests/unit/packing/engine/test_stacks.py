"""What is carried, compared with its definition: weight goes down by contact area, piece by piece."""

from fractions import Fraction
from functools import cache
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logistics.packing.arrays.kinds import group
from logistics.packing.engine.columns import Block, Stacked
from logistics.packing.engine.problem import Problem, supported
from logistics.packing.engine.rules import stacks as kernels
from logistics.packing.engine.state import Stacks, empty_state
from logistics.packing.model import Item
from tests.unit.packing.cases import a_crate, a_space
from tests.unit.packing.engine.compiled import called

bears, enter_stacks = called(kernels.bears), called(kernels.enter_stacks)

SIDE = 6

EDGE_G = Fraction(1, 10**6)

Corner = tuple[int, int, int]
Piece = tuple[Corner, Corner, int, int]
"""Low and high corner, weight and strength in g."""

Grid = tuple[int, int, int]


def pieces_of(item: Item, corner: Corner, grid: Grid) -> list[Piece]:
    """The pieces of a block whose low corner is there."""
    size = (item.length_mm, item.width_mm, item.height_mm)
    strength = 10**9 if item.max_load_on_top_g is None else item.max_load_on_top_g
    lows = [
        tuple(c + n * s for c, n, s in zip(corner, steps, size, strict=True)) for steps in product(*map(range, grid))
    ]
    return [((x, y, z), (x + size[0], y + size[1], z + size[2]), item.weight_g, strength) for x, y, z in lows]


def contact(upper: Piece, lower: Piece) -> int:
    if upper[0][2] != lower[1][2]:
        return 0
    wide = min(upper[1][0], lower[1][0]) - max(upper[0][0], lower[0][0])
    deep = min(upper[1][1], lower[1][1]) - max(upper[0][1], lower[0][1])
    return max(wide, 0) * max(deep, 0)


def base(piece: Piece) -> int:
    return (piece[1][0] - piece[0][0]) * (piece[1][1] - piece[0][1])


def held(piece: Piece, pieces: list[Piece]) -> int:
    return base(piece) if piece[0][2] == 0 else sum(contact(piece, lower) for lower in pieces)


def overload(pieces: list[Piece]) -> Fraction:
    """By how much the piece that is loaded most carries more than it may, in g; negative if none does."""

    @cache
    def on_top(n: int) -> Fraction:
        above = [m for m, piece in enumerate(pieces) if contact(piece, pieces[n])]
        shares = [Fraction(contact(pieces[m], pieces[n]), held(pieces[m], pieces)) for m in above]
        return sum(((pieces[m][2] + on_top(m)) * share for m, share in zip(above, shares, strict=True)), Fraction(0))

    return max(on_top(n) - piece[3] for n, piece in enumerate(pieces))


def apart(one: Piece, other: Piece) -> bool:
    return any(one[0][axis] >= other[1][axis] or one[1][axis] <= other[0][axis] for axis in range(3))


def stands(pieces: list[Piece], new: list[Piece], share: float) -> bool:
    """Whether there is room for a block, and enough below the lowest of its pieces."""
    inside = all(high <= SIDE for piece in new for high in piece[1])
    lowest = min(piece[0][2] for piece in new)
    return (
        inside
        and all(apart(piece, other) for piece in new for other in pieces)
        and all(held(p, pieces) >= max(1, share * base(p)) for p in new if p[0][2] == lowest)
    )


def a_block(problem: Problem, item: Item, kind: int, grid: Grid) -> np.ndarray:
    row = np.zeros(len(Block), np.int64)
    row[[Block.SIZE_X, Block.SIZE_Y, Block.SIZE_Z]] = np.multiply(
        grid, (item.length_mm, item.width_mm, item.height_mm)
    )
    row[[Block.COUNT, Block.KIND, Block.ALONG_X, Block.ALONG_Y]] = np.prod(grid), kind, grid[0], grid[1]
    return row


def attempts() -> st.SearchStrategy[list[tuple[Corner, int, Grid]]]:
    """Corners at which blocks of one of three kinds are tried."""
    corners = st.tuples(*[st.integers(0, SIDE - 1)] * 3)
    grids = st.sampled_from(((1, 1, 1), (2, 1, 1), (1, 2, 1), (1, 1, 2), (2, 1, 2)))
    return st.lists(st.tuples(corners, st.integers(0, 2), grids), min_size=4, max_size=25)


@settings(deadline=None, max_examples=200)
@pytest.mark.parametrize("share", [1.0, 0.5, 0.0])
@given(tries=attempts(), strengths=st.tuples(*[st.integers(1, 60)] * 3))
def test_a_block_is_borne_when_no_piece_carries_more_than_it_may(
    share: float, tries: list[tuple[Corner, int, Grid]], strengths: tuple[int, int, int]
) -> None:
    sizes, weights = ((2, 2, 1), (1, 2, 1), (1, 1, 2)), (40, 15, 7)
    kinds = [
        a_crate(f"{n}", size=size, weight_g=weight, max_load_on_top_g=strength, orientation="fixed")
        for n, (size, weight, strength) in enumerate(zip(sizes, weights, strengths, strict=True))
    ]
    many = [
        a_crate(f"{n}-{m}", size=sizes[n], weight_g=weights[n], max_load_on_top_g=strengths[n], orientation="fixed")
        for n in range(3)
        for m in range(100)
    ]
    grouped = group(a_space((SIDE, SIDE, SIDE)), many)
    order = [int(alike[0].id.split("-")[0]) for alike in grouped.members]
    problem = supported(grouped.problem, share, overhanging=share < 1)
    stacks: Stacks = empty_state(problem, 1, overhanging=share < 1).stacks
    extra = np.zeros(len(stacks.held))
    pieces: list[Piece] = []
    for (x, y, highest), n, grid in tries:
        levels = sorted({0, *(piece[1][2] for piece in pieces)})
        for z in [level for level in levels if level <= highest]:
            new = pieces_of(kinds[n], (x, y, z), grid)
            over = overload(pieces + new) - Fraction(kernels.SLACK_G) if stands(pieces, new, share) else Fraction(0)
            # Where it stands nowhere, rounding decides, or the block is none that is listed, nothing is asked.
            if abs(over) < EDGE_G or overload(new) > 0:
                continue
            block = a_block(problem, kinds[n], order.index(n), grid)
            before = stacks.counts.tolist()
            borne = bears(problem, stacks, block, x, y, z, extra)
            assert stacks.counts.tolist() == before
            assert borne == (over < 0)
            if borne:
                enter_stacks(problem, stacks, block, x, y, z, extra)
                pieces += new
                break
    assert stacks.counts[Stacked.STACKS] <= len(pieces)
