"""What is to be packed, as arrays. Lengths in mm (or any one unit), weights in g; `columns` names what is in each
row."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]
Real = NDArray[np.float64]
Small = NDArray[np.int32]
Flags = NDArray[np.int8]

NO_LIMIT = 2**62


class Problem(NamedTuple):
    """What never changes during a search. Kinds are pieces alike in everything; poses are kinds turned."""

    room: Whole  # (3,) inner length, width, height
    payload: int
    pose_kind: Whole  # (P,) by falling volume of the piece
    pose_size: Whole  # (P, 3)
    volume: Whole  # (K,) of one piece
    log_volume: Real  # (K,) its logarithm
    log_density: Real  # (K,) logarithm of its weight per volume, relative to the mean of all pieces
    weight: Whole  # (K,) of one piece
    quantity: Whole  # (K,)
    bare: Whole  # (K,) 1: nothing may rest on it
    grounded: Whole  # (K,) 1: stands on the floor only
    weakness: Real  # (K,) 1 if nothing may rest on a piece, 0.5 if little may, else 0
    strength: Real  # (K,) g that one piece carries, inf if there is no limit
    pressure: Real  # (K,) g for each mm² that may press on a top, inf if there is no limit
    limited: int  # 1 if any strength or pressure is finite: then loads are followed
    blocks: Whole  # (B, Block) that may be placed
    kind_blocks: Whole  # (B,) rows of `blocks`, kind by kind, of each kind those of most pieces first
    kind_counts: Whole  # (B,) their pieces
    kind_first: Whole  # (K + 1,) where the blocks of each kind start in both
    first_pose: Whole  # (K + 1,) where its poses start
    log: Real  # logarithms of 0 (taken as 0), 1, 2, ...
    ruled: int  # 1 if any of the rules below is on: then layers and moments are followed
    stop: Whole  # (K,) where it leaves the vehicle
    stops: Whole  # (S,) the different stops, rising
    stop_weight: Whole  # (S,) g of all pieces for this stop or a later one
    code: Whole  # (K,) number of its stack codes
    carries: Whole  # (C, C) 1: pieces of the first code may rest on pieces of the second
    family: Whole  # (K,) number that kinds of the same sides and weight share
    most_layers: Whole  # (K,) how many of a family may stand on each other
    preference: Real  # (K,) how much sooner it comes because of its stop, as `grounded` does
    limits: Real  # (R, Limit) on where weight lies
    door: Whole  # (4,) where the opening begins and ends across, its sill and its lintel
    walls: Whole  # (B, Cuboid) corners of blocked room
    open: int  # 1 if the whole cross-section can be entered, so that only pieces are in a piece's way
    hung: int  # 1 if blocked room hangs above the floor: then a load is no height map
    fixed: Whole  # (N, Fixed and Block) blocked room and pinned pieces, rising
    support_share: float = 1.0  # of each base that must rest on something; 0: bases may float
    watched: int = 0  # 1 if what is beside, above or below may forbid a place: then `rules` is asked
    layered: int = 0  # 1 if any kind has a limit of layers


def supported(problem: Problem, share: float, *, overhanging: bool) -> Problem:
    """The problem with bases that must rest on this share of themselves.

    overhanging: there may be room below tops, so that what bears nothing is looked for there too. Where there is
    none, nothing stands on such goods anyway.
    """
    below = overhanging and bool(problem.limited or problem.bare.any())
    return problem._replace(
        support_share=float(share),  # always of one type: another would make the compiler start anew
        watched=int(problem.ruled or below),
        layered=int((problem.most_layers < NO_LIMIT).any()),
    )
