"""The arrays that the kernels work on. Lengths in mm (or any one unit), weights in g.

With every base fully supported a load is a height map: under a top there is no hole. So the room that is
left is the set of *flats*: the largest rectangles of one level, each with free air up to the roof.
`columns` names what is in each row.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]
Real = NDArray[np.float64]


class Problem(NamedTuple):
    """What never changes during a search. Kinds are pieces alike in everything; poses are kinds turned."""

    room: Whole  # (3,) inner length, width, height
    payload: int
    pose_kind: Whole  # (P,) by falling volume of the piece
    pose_size: Whole  # (P, 3)
    volume: Whole  # (K,) of one piece
    weight: Whole  # (K,) of one piece
    quantity: Whole  # (K,)
    bare: Whole  # (K,) 1: nothing may rest on it
    grounded: Whole  # (K,) 1: stands on the floor only
    layers: Whole  # (K,) pieces of the kind that may stand on each other
    strength: Real  # (K,) g that one piece carries, inf if there is no limit
    limited: int  # 1 if any strength is finite: then loads are followed
    reach: Whole  # (3, longest + 1) longest length up to the index that sides of pieces add up to
    log: Real  # logarithms of 0 (taken as -inf), 1, 2, ...


class Load(NamedTuple):
    """One partial load; every table has spare rows, `tally` says how many count."""

    tally: Whole  # (8,)
    flats: Whole  # (F, 6)
    blocks: Whole  # (B, 10)
    stock: Whole  # (K,) pieces not yet placed
    columns: Whole  # (C, 6) x1, y1, x2, y2, top, weight of each stack of like pieces, when loads are followed
    carried: Real  # (C, 2) g on top of the column, g it may carry
    links: Whole  # (S, 2) first row is of column -> its supports: index of the column below, contact area
    first: Whole  # (C + 1,) where the links of each column start


def empty_load(problem: Problem, flats: int) -> Load:
    """A load with room for every piece and for so many flats; `reset` it before use."""
    pieces = int(problem.quantity.sum())
    columns = pieces if problem.limited else 0
    return Load(
        tally=np.zeros(8, np.int64),
        flats=np.zeros((flats, 6), np.int64),
        blocks=np.zeros((pieces, 10), np.int64),
        stock=problem.quantity.copy(),
        columns=np.zeros((columns, 6), np.int64),
        carried=np.zeros((columns, 2), np.float64),
        links=np.zeros((columns * 8, 2), np.int64),
        first=np.zeros(columns + 1, np.int64),
    )
