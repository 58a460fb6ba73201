"""The arrays of a search in which bases need not rest fully.

Where bases may overhang, or float, a load is no height map any more. So the room that is left is the set of
*spaces*: the largest empty cuboids, which may overlap. The rest of a load is as in `state`; it has no flats.
Spaces are kept one coordinate at a time, in 32 bits, which vector instructions compare eight at once.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from logistics.packing.engine import columns as at
from logistics.packing.engine.jit import inner
from logistics.packing.engine.state import Load, Problem, Real, Scratch, Small, Whole, empty_pool, empty_scratch

X1, Y1, Z1, X2, Y2, Z2 = range(6)
"""Rows of a table of spaces: the corners of each."""

FACES_PER_SIDE = 96
"""Neighbours considered on each side of a space; more are rare and only make the estimate smaller."""

TOPS = 256
"""Tops below a space that are considered; more are rare, and a base that would need them is refused."""

NO_LIMIT = 2**62
"""As `Problem.most_layers` has it."""


class Terms(NamedTuple):
    """What is asked of every placement, beside the room it takes."""

    share: float  # of each base that must rest on something, below 1; 0: bases may float
    watched: int  # 1 if any rule about what a piece may touch or carry is on
    layered: int  # 1 if any kind has a limit of layers


class Loose(NamedTuple):
    """One partial load and the spaces left in it; `load.tally` counts the spaces in place of flats."""

    load: Load
    spaces: Small  # (6, S)
    far: Real  # (S,) how far a space is from its corner of the room; inf while nothing can stand in it
    reopens: Real  # (S,) the same as if it were open
    corner: Small  # (S,) of the space, nearest to one of the room: bit 0 high y, bit 1 high x, bit 2 high z
    least: Whole  # (3,) the shortest side along each axis of all pieces left
    stacks: Whole  # (C, 7) corners and kind of each stack of like pieces, when loads are followed
    held: Whole  # (C,) area of its base that rests on something
    bonds: Whole  # (L, 3) upper stack, lower stack, area: the highest bases first
    bond_count: Whole  # (1,)


class Desk(NamedTuple):
    """Room for intermediate results of a search for loose loads."""

    scratch: Scratch
    size_x: Small  # (B,) of the ranked blocks
    size_y: Small
    size_z: Small
    pieces: Small  # (B,) of the ranked blocks
    kind: Small  # (B,)
    possible_x: Small  # (B,) of the possible blocks
    possible_y: Small
    possible_z: Small
    cut: Small  # (6, S) spaces that a block cuts
    parts: Small  # (6, S) what is left of them on one side
    faces: Small  # (6, FACES_PER_SIDE, 4) what stands around a space
    face_counts: Whole  # (6,)
    tops: Whole  # (TOPS, 4) x1, y1, x2, y2 of what lies directly below a space
    bears: Real  # (C,) g on top of each stack


def empty_loose_pool(problem: Problem, spaces: int, width: int) -> Loose:
    """So many loads: every table has one more dimension in front."""
    columns = int(problem.quantity.sum()) + len(problem.fixed) if problem.limited else 0
    return Loose(
        load=empty_pool(problem._replace(limited=0), 0, width),
        spaces=np.zeros((width, 6, spaces), np.int32),
        far=np.zeros((width, spaces)),
        reopens=np.zeros((width, spaces)),
        corner=np.zeros((width, spaces), np.int32),
        least=np.zeros((width, 3), np.int64),
        stacks=np.zeros((width, columns, 7), np.int64),
        held=np.zeros((width, columns), np.int64),
        bonds=np.zeros((width, columns * 8, 3), np.int64),
        bond_count=np.zeros((width, 1), np.int64),
    )


def empty_loose(problem: Problem, spaces: int) -> Loose:
    """A load with room for every piece and for so many spaces."""
    pool = empty_loose_pool(problem, spaces, 1)
    return Loose(Load(*(table[0] for table in pool.load)), *(table[0] for table in pool[1:]))


def empty_desk(problem: Problem, spaces: int, width: int) -> Desk:
    """Room for a search that tries so many blocks for a state."""
    blocks = len(problem.blocks)
    columns = int(problem.quantity.sum()) + len(problem.fixed) if problem.limited else 0
    return Desk(
        scratch=empty_scratch(problem, width),
        size_x=np.zeros(blocks, np.int32),
        size_y=np.zeros(blocks, np.int32),
        size_z=np.zeros(blocks, np.int32),
        pieces=np.zeros(blocks, np.int32),
        kind=np.zeros(blocks, np.int32),
        possible_x=np.zeros(blocks, np.int32),
        possible_y=np.zeros(blocks, np.int32),
        possible_z=np.zeros(blocks, np.int32),
        cut=np.zeros((6, spaces), np.int32),
        parts=np.zeros((6, spaces), np.int32),
        faces=np.zeros((6, FACES_PER_SIDE, 4), np.int32),
        face_counts=np.zeros(6, np.int64),
        tops=np.zeros((TOPS, 4), np.int64),
        bears=np.zeros(columns),
    )


@inner
def loose_slot(pool: Loose, i: int) -> Loose:
    """One load of a pool."""
    load = pool.load
    return Loose(
        Load(
            load.tally[i],
            load.flats[i],
            load.blocks[i],
            load.stock[i],
            load.columns[i],
            load.carried[i],
            load.links[i],
            load.first[i],
            load.layers[i],
            load.moments[i],
        ),
        pool.spaces[i],
        pool.far[i],
        pool.reopens[i],
        pool.corner[i],
        pool.least[i],
        pool.stacks[i],
        pool.held[i],
        pool.bonds[i],
        pool.bond_count[i],
    )


@inner
def copy_loose(source: Loose, target: Loose) -> None:
    """Make the target equal to the source, spare rows left as they are."""
    one, two = source.load, target.load
    spaces, blocks = one.tally[at.FLATS], one.tally[at.BLOCKS]
    stacks, bonds = one.tally[at.COLUMNS], source.bond_count[0]
    two.tally[:] = one.tally
    two.stock[:] = one.stock
    two.blocks[:blocks] = one.blocks[:blocks]
    if len(one.layers) > 0:
        two.layers[:blocks] = one.layers[:blocks]
        two.moments[:] = one.moments
    target.spaces[:, :spaces] = source.spaces[:, :spaces]
    target.far[:spaces] = source.far[:spaces]
    target.reopens[:spaces] = source.reopens[:spaces]
    target.corner[:spaces] = source.corner[:spaces]
    target.least[:] = source.least
    target.bond_count[0] = bonds
    if stacks > 0:
        target.stacks[:stacks] = source.stacks[:stacks]
        target.held[:stacks] = source.held[:stacks]
        target.bonds[:bonds] = source.bonds[:bonds]
