"""Parts are taken out of good loads, and the loads that are kept differ."""

import numpy as np
from numba import njit

from logistics.packing.arrays.kinds import group
from logistics.packing.engine.columns import Tally
from logistics.packing.engine.problem import Problem
from logistics.packing.engine.random_source import below, draw
from logistics.packing.engine.search.refill import keep_apart, mark_part
from logistics.packing.engine.state import Load, empty_load, empty_loads
from tests.unit.packing.cases import a_crate, a_space
from tests.unit.packing.engine.compiled import called

mark_part_of = called(mark_part)

SIDE = 4
"""Cubes fill a room of so many along each side."""


def a_source(seed: int = 1) -> np.ndarray:
    return np.array([seed], np.uint64)


@njit
def draws(source: np.ndarray, n: int) -> np.ndarray:
    found = np.empty(n)
    for i in range(n):
        found[i] = draw(source)
    return found


@njit
def picks(source: np.ndarray, n: int, most: int) -> np.ndarray:
    found = np.empty(n, np.int64)
    for i in range(n):
        found[i] = below(source, most)
    return found


def filled() -> tuple[Problem, Load]:
    """Cubes in layers, a block for each."""
    problem = group(a_space((SIDE, SIDE, SIDE)), [a_crate(f"{n}", size=(1, 1, 1)) for n in range(SIDE**3)]).problem
    load = empty_load(problem)
    corners = [(x, y, z) for z in range(SIDE) for x in range(SIDE) for y in range(SIDE)]
    for row, (x, y, z) in enumerate(corners):
        load.blocks[row] = (x, y, z, x + 1, y + 1, z + 1, 0, 1, 1, 1)
    load.tally[Tally.BLOCKS] = load.tally[Tally.PIECES] = load.tally[Tally.VOLUME] = len(corners)
    return problem, load


def test_what_stands_on_a_part_goes_with_it() -> None:
    problem, load = filled()
    source, taken = a_source(), np.zeros(SIDE**3, np.int64)
    sizes = set()
    for _ in range(200):
        mark_part_of(problem, load, source, taken)
        layers = taken.reshape(SIDE, SIDE * SIDE)
        assert (layers[1:] >= layers[:-1]).all()
        sizes.add(int(taken.sum()))
    assert 0 < min(sizes - {0}) < SIDE**3 / 4
    assert len(sizes) > 10


def test_random_numbers_are_even_and_repeat_with_their_seed() -> None:
    found = draws(a_source(7), 20_000)
    assert ((found >= 0) & (found < 1)).all()
    assert np.histogram(found, bins=10, range=(0, 1))[0].min() > 1_800
    assert (draws(a_source(7), 100) == found[:100]).all()
    assert set(picks(a_source(), 1_000, 3).tolist()) == {0, 1, 2}


def test_the_best_loads_that_differ_in_volume_are_kept() -> None:
    problem, load = filled()
    kept, count = empty_loads(problem, 2), 0
    for volume in (5, 5, 3, 4, 2):
        load.tally[Tally.VOLUME] = volume
        count = keep_apart(load, kept, count)
    assert count == 2
    assert sorted(kept.tally[:, Tally.VOLUME].tolist()) == [4, 5]
