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
Small = NDArray[np.int32]
Flags = NDArray[np.int8]


FACES_PER_SIDE = 48
"""Neighbours considered on each side of a flat; more are rare and only make the estimate smaller."""

CHUNK = 64
"""Blocks looked at together."""

STEPS = 1024
"""Steps in which the touched share of a surface is told."""

PARTS, JOINED = 256, 1024
"""Parts of flats, and strips of flats of one level, that are kept; more are lost, and the plan stays right."""

TOO_LONG = 2**30


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
    blocks: Whole  # (B, 8) that may be placed
    kind_blocks: Whole  # (B,) rows of `blocks`, kind by kind, of each kind those of most pieces first
    kind_counts: Whole  # (B,) their pieces
    kind_first: Whole  # (K + 1,) where the blocks of each kind start in both
    first_pose: Whole  # (K + 1,) where its poses start
    log: Real  # logarithms of 0 (taken as -inf), 1, 2, ...
    ruled: int  # 1 if any of the rules below is on: then `rules` is asked where a block may go
    stop: Whole  # (K,) where it leaves the vehicle
    stops: Whole  # (S,) the different stops, rising
    stop_weight: Whole  # (S,) g of all pieces for this stop or a later one
    code: Whole  # (K,) number of its stack codes
    carries: Whole  # (C, C) 1: pieces of the first code may rest on pieces of the second
    family: Whole  # (K,) number that kinds of the same sides and weight share
    most_layers: Whole  # (K,) how many of a family may stand on each other
    eager: Real  # (K,) how much sooner it comes because of its stop, as `grounded` does
    limits: Real  # (R, 6) on where weight lies
    door: Whole  # (4,) where the opening begins and ends across, its sill and its lintel
    walls: Whole  # (B, 6) corners of blocked room
    open: int  # 1 if the whole cross-section can be entered, so that only pieces are in a piece's way
    hung: int  # 1 if blocked room hangs above the floor: then a load is no height map
    fixed: Whole  # (N, 11) blocked room and pinned pieces, rising


class Load(NamedTuple):
    """One partial load; every table has spare rows, `tally` says how many count."""

    tally: Whole  # (8,)
    flats: Whole  # (F, 6)
    far: Real  # (F,) from the corner of a flat to that of the room, at the prices of the taste; inf once closed, for
    # nothing that is left fits; a later top beside it may still join it
    blocks: Whole  # (B, 10)
    stock: Whole  # (K,) pieces not yet placed
    columns: Whole  # (C, 6) x1, y1, x2, y2, top, kind of each stack of like pieces, when loads are followed
    carried: Real  # (C, 2) g on top of the column, g it may carry
    links: Whole  # (S, 2) first row is of column -> its supports: index of the column below, contact area
    first: Whole  # (C + 1,) where the links of each column start
    layers: Whole  # (B,) how many of its family stand on each other up to the top of a block, when ruled
    moments: Whole  # (S, 3) sums for the pieces on the way to each stop, when ruled


class Scratch(NamedTuple):
    """Room for intermediate results, so that the search allocates nothing."""

    ranked: Whole  # (B, 8) the blocks in the order of their bases
    bases: Real  # (B,) what of a block's score does not depend on where it goes, falling
    excess: Real  # (1,) by how much a base may exceed the logarithm of the block's volume
    size_x: Small  # (B,) lengths of the ranked blocks, and so on: one axis at a time is quick to compare
    size_y: Small
    size_z: Small
    ranks: Small  # (B,) rows in `ranked` of `Problem.kind_blocks`
    alive: Flags  # (B,) 1 if there are pieces left for a ranked block
    spent: Whole  # (K,) first of a kind's blocks in `ranks` for which there are pieces left
    fits: Flags  # (B,) 1 if a ranked block is alive and fits the flat in hand
    fits_by_eight: NDArray[np.uint64]  # the same memory, eight blocks at a time
    pose_x: Small  # (P,) lengths of the poses of kinds that are left, and so on; TOO_LONG for the others
    pose_y: Small
    pose_z: Small
    reach: Whole  # (3, longest + 1) longest length up to the index that sides of pieces add up to
    touch: Real  # (STEPS + 1,) what of a score a touched share of the surface, in steps, makes
    scores: Real  # (w,) of the best blocks found
    found: Whole  # (w,) their rows in `ranked`
    faces: Whole  # (4, FACES_PER_SIDE, 4) what stands around a flat
    face_counts: Whole  # (4,)
    extra: Real  # (C,) g that a block would add to each column
    rows: Whole  # (F,) flats of one level
    cut: Whole  # (F,) flats that a block covers in part
    parts: Whole  # (PARTS, 6) what is left of them
    joined: Whole  # (JOINED, 4) flats of a level and strips of them
    taken: Whole  # (B,) 1 if a placed block is to be taken out
    block: Whole  # (8,) one block as in `Problem.blocks`


def empty_load(problem: Problem, flats: int) -> Load:
    """A load with room for every piece and for so many flats; `reset` it before use."""
    return Load(*(table[0] for table in empty_pool(problem, flats, 1)))


def empty_pool(problem: Problem, flats: int, width: int) -> Load:
    """So many loads: every table has one more dimension in front."""
    pieces = int(problem.quantity.sum())
    rows = pieces + len(problem.fixed)
    columns = rows if problem.limited else 0
    return Load(
        tally=np.zeros((width, 8), np.int64),
        flats=np.zeros((width, flats, 6), np.int64),
        far=np.zeros((width, flats)),
        blocks=np.zeros((width, rows, 10), np.int64),
        stock=np.zeros((width, len(problem.quantity)), np.int64),
        columns=np.zeros((width, columns, 6), np.int64),
        carried=np.zeros((width, columns, 2), np.float64),
        links=np.zeros((width, columns * 8, 2), np.int64),
        first=np.zeros((width, columns + 1), np.int64),
        layers=np.zeros((width, rows if problem.ruled else 0), np.int64),
        moments=np.zeros((width, len(problem.stops), 3), np.int64),
    )


def empty_scratch(problem: Problem, flats: int, width: int) -> Scratch:
    """Scratch room for a search that tries so many blocks for a state."""
    blocks = len(problem.blocks)
    rows = -(-blocks // CHUNK) * CHUNK
    fits = np.zeros(rows, np.int8)
    columns = int(problem.quantity.sum()) + len(problem.fixed) if problem.limited else 0
    return Scratch(
        ranked=np.zeros_like(problem.blocks),
        bases=np.full(rows, -np.inf),
        excess=np.zeros(1),
        size_x=np.full(rows, TOO_LONG, np.int32),
        size_y=np.full(rows, TOO_LONG, np.int32),
        size_z=np.full(rows, TOO_LONG, np.int32),
        ranks=np.zeros(blocks, np.int32),
        alive=np.zeros(rows, np.int8),
        spent=np.zeros(len(problem.quantity), np.int64),
        fits=fits,
        fits_by_eight=fits.view(np.uint64),
        pose_x=problem.pose_size[:, 0].astype(np.int32),
        pose_y=problem.pose_size[:, 1].astype(np.int32),
        pose_z=problem.pose_size[:, 2].astype(np.int32),
        reach=np.zeros((3, int(problem.room.max()) + 1), np.int64),
        touch=np.zeros(STEPS + 1),
        scores=np.zeros(width),
        found=np.zeros(width, np.int64),
        faces=np.zeros((4, FACES_PER_SIDE, 4), np.int64),
        face_counts=np.zeros(4, np.int64),
        extra=np.zeros(columns),
        rows=np.zeros(flats + 1, np.int64),
        cut=np.zeros(flats, np.int64),
        parts=np.zeros((PARTS, 6), np.int64),
        joined=np.zeros((JOINED, 4), np.int64),
        taken=np.zeros(int(problem.quantity.sum()) + len(problem.fixed), np.int64),
        block=np.zeros(8, np.int64),
    )
