"""What a search knows of one partial load, and the room it reckons in. Every table has spare rows; counters tell how
many count. A pool is the same with one more dimension in front.

A load is what stands where. A state is a load with the room that is left and the stacks that carry. Where every base
is fully supported a load is a height map, and the room that is left is a set of free rectangles; where bases may
overhang or float it is a set of free spaces. All else is the same for both.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from logistics.packing.engine.columns import (
    Block,
    Bond,
    Burden,
    Cuboid,
    Face,
    Free,
    Moment,
    Placed,
    Rectangle,
    Remnant,
    Stack,
    Stacked,
    Tally,
)
from logistics.packing.engine.jit import inner
from logistics.packing.engine.problem import Flags, Problem, Real, Small, Whole

CHUNK = 64
"""Blocks looked at together."""

STEPS = 1024
"""Steps in which the touched share of a surface is told."""

PARTS, JOINED = 256, 1024
"""Parts of free rectangles, and strips of those of one level, that are kept; more are lost, and the plan stays
right."""

FACES_BESIDE_RECTANGLE, FACES_BESIDE_SPACE = 48, 96
"""Neighbours considered on each side; more are rare and only make the estimate smaller."""

TOPS = 256
"""Tops below a free space that are considered; more are rare, and a base that would need them is refused."""

BONDS_A_STACK = 8
"""Bonds there is room for, on average; a base on so many tops that the table would overflow is refused."""

TOO_LONG = 2**30


class Load(NamedTuple):
    """What stands in the room."""

    tally: Whole  # (Tally,)
    blocks: Whole  # (B, Placed)
    stock: Whole  # (K,) pieces not yet placed
    layers: Whole  # (B,) how many of its family stand on each other up to the top of a block, when ruled
    moments: Whole  # (S, Moment) sums for the pieces on the way to each stop


class Rectangles(NamedTuple):
    """The largest rectangles of each level on which something may stand, with free air up to the roof."""

    counts: Whole  # (Free,)
    corners: Whole  # (F, Rectangle)
    far: Real  # (F,) from the corner of a rectangle to that of the room, at the prices of the parameter set; inf once
    # closed, for nothing that is left fits; a later top beside it may still join it


class Spaces(NamedTuple):
    """The largest empty cuboids, which may overlap.

    They are kept one coordinate at a time, in 32 bits, which vector instructions compare eight at once.
    """

    counts: Whole  # (Free,)
    corners: Small  # (Cuboid, S)
    far: Real  # (S,) how far a space is from its corner of the room; inf while nothing can stand in it
    reopens: Real  # (S,) the same as if it were open
    corner: Small  # (S,) of the space, nearest to one of the room: bit 0 high y, bit 1 high x, bit 2 high z
    least: Whole  # (3,) the shortest side along each axis of all pieces left


class Stacks(NamedTuple):
    """Stacks of like pieces, one for each piece of a block's base, and what each carries. Empty unless limited."""

    counts: Whole  # (Stacked,)
    rows: Whole  # (C, Stack)
    held: Whole  # (C,) area of its base that rests on something
    burden: Real  # (C, Burden)
    bonds: Whole  # (L, Bond) the highest bases first


class State(NamedTuple):
    """One partial load of a search."""

    load: Load
    free: Any  # Rectangles or Spaces: known when a kernel is compiled
    stacks: Stacks


class RectangleScratch(NamedTuple):
    """Room to reckon in for free rectangles."""

    rows: Whole  # (F + 1,) rectangles of one level
    cut: Whole  # (F,) those that a block covers in part
    parts: Whole  # (PARTS, Remnant) what is left of them
    joined: Whole  # (JOINED, 4) rectangles of a level and strips of them


class SpaceScratch(NamedTuple):
    """Room to reckon in for free spaces."""

    cut: Small  # (Cuboid, S) spaces that a block cuts
    parts: Small  # (Cuboid, S) what is left of them on one side


class Scratch(NamedTuple):
    """Room for intermediate results, so that the search allocates nothing."""

    ranked: Whole  # (B, Block) the blocks in the order of their bases
    bases: Real  # (B,) what of a block's score does not depend on where it goes, falling
    excess: Real  # (1,) by how much a base may exceed the logarithm of the block's volume
    size_x: Small  # (B,) lengths of the ranked blocks, and so on: one axis at a time is quick to compare
    size_y: Small
    size_z: Small
    ranks: Small  # (B,) rows in `ranked` of `Problem.kind_blocks`
    alive: Flags  # (B,) 1 if there are pieces left for a ranked block
    spent: Whole  # (K,) first of a kind's blocks in `ranks` for which there are pieces left
    fits: Flags  # (B,) 1 if a ranked block is alive and fits the place in hand
    fits_by_eight: NDArray[np.uint64]  # the same memory, eight blocks at a time
    pose_x: Small  # (P,) lengths of the poses of kinds that are left, and so on; TOO_LONG for the others
    pose_y: Small
    pose_z: Small
    reach: Whole  # (3, longest + 1) longest length up to the index that sides of pieces add up to
    touch: Real  # (STEPS + 1,) what of a score a touched share of the surface, in steps, makes
    scores: Real  # (w,) of the best blocks found
    found: Whole  # (w,) their rows in `ranked`
    faces: Whole  # (Cuboid, f, Face) what stands around the place in hand, side by side
    face_counts: Whole  # (Cuboid,)
    tops: Whole  # (TOPS, 4) x1, y1, x2, y2 of what lies directly below it
    extra: Real  # (C,) g that a block would add to each stack
    taken: Whole  # (B,) 1 if a placed block is to be taken out
    block: Whole  # (Block,) one block as in `Problem.blocks`
    room: Any  # RectangleScratch or SpaceScratch


def empty_load(problem: Problem) -> Load:
    """A load with room for every piece; `reset` it before use."""
    return Load(*(table[0] for table in empty_loads(problem, 1)))


def empty_loads(problem: Problem, width: int) -> Load:
    """A pool of so many loads."""
    rows = _most_blocks(problem)
    return Load(
        tally=np.zeros((width, len(Tally)), np.int64),
        blocks=np.zeros((width, rows, len(Placed)), np.int64),
        stock=np.zeros((width, len(problem.quantity)), np.int64),
        layers=np.zeros((width, rows if problem.ruled else 0), np.int64),
        moments=np.zeros((width, len(problem.stops), len(Moment)), np.int64),
    )


def empty_rectangles(rows: int, width: int) -> Rectangles:
    """A pool of tables of so many free rectangles."""
    return Rectangles(
        counts=np.zeros((width, len(Free)), np.int64),
        corners=np.zeros((width, rows, len(Rectangle)), np.int64),
        far=np.zeros((width, rows)),
    )


def empty_spaces(rows: int, width: int) -> Spaces:
    """A pool of tables of so many free spaces."""
    return Spaces(
        counts=np.zeros((width, len(Free)), np.int64),
        corners=np.zeros((width, len(Cuboid), rows), np.int32),
        far=np.zeros((width, rows)),
        reopens=np.zeros((width, rows)),
        corner=np.zeros((width, rows), np.int32),
        least=np.zeros((width, 3), np.int64),
    )


def empty_states(problem: Problem, rows: int, width: int, *, overhanging: bool) -> State:
    """A pool of so many states with room for so many free rectangles, or spaces where bases may overhang."""
    stacks = _most_stacks(problem)
    return State(
        load=empty_loads(problem, width),
        free=empty_spaces(rows, width) if overhanging else empty_rectangles(rows, width),
        stacks=Stacks(
            counts=np.zeros((width, len(Stacked)), np.int64),
            rows=np.zeros((width, stacks, len(Stack)), np.int64),
            held=np.zeros((width, stacks), np.int64),
            burden=np.zeros((width, stacks, len(Burden))),
            bonds=np.zeros((width, stacks * BONDS_A_STACK, len(Bond)), np.int64),
        ),
    )


def empty_state(problem: Problem, rows: int, *, overhanging: bool) -> State:
    """One state; `reset` it before use."""
    load, free, stacks = empty_states(problem, rows, 1, overhanging=overhanging)
    first = type(free)(*(table[0] for table in free))
    return State(Load(*(table[0] for table in load)), first, Stacks(*(table[0] for table in stacks)))


def empty_scratch(problem: Problem, rows: int, width: int, *, overhanging: bool) -> Scratch:
    """Scratch room for a search that tries so many blocks for a state."""
    blocks = len(problem.blocks)
    padded = -(-blocks // CHUNK) * CHUNK
    fits = np.zeros(padded, np.int8)
    faces = FACES_BESIDE_SPACE if overhanging else FACES_BESIDE_RECTANGLE
    return Scratch(
        ranked=np.zeros_like(problem.blocks),
        bases=np.full(padded, -np.inf),
        excess=np.zeros(1),
        size_x=np.full(padded, TOO_LONG, np.int32),
        size_y=np.full(padded, TOO_LONG, np.int32),
        size_z=np.full(padded, TOO_LONG, np.int32),
        ranks=np.zeros(blocks, np.int32),
        alive=np.zeros(padded, np.int8),
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
        faces=np.zeros((len(Cuboid), faces, len(Face)), np.int64),
        face_counts=np.zeros(len(Cuboid), np.int64),
        tops=np.zeros((TOPS, 4), np.int64),
        extra=np.zeros(_most_stacks(problem)),
        taken=np.zeros(_most_blocks(problem), np.int64),
        block=np.zeros(len(Block), np.int64),
        room=_space_scratch(rows) if overhanging else _rectangle_scratch(rows),
    )


def _space_scratch(rows: int) -> SpaceScratch:
    return SpaceScratch(
        cut=np.zeros((len(Cuboid), rows), np.int32),
        parts=np.zeros((len(Cuboid), rows), np.int32),
    )


def _rectangle_scratch(rows: int) -> RectangleScratch:
    return RectangleScratch(
        rows=np.zeros(rows + 1, np.int64),
        cut=np.zeros(rows, np.int64),
        parts=np.zeros((PARTS, len(Remnant)), np.int64),
        joined=np.zeros((JOINED, 4), np.int64),
    )


def _most_blocks(problem: Problem) -> int:
    return int(problem.quantity.sum()) + len(problem.fixed)


def _most_stacks(problem: Problem) -> int:
    return _most_blocks(problem) if problem.limited else 0


@inner
def load_of(pool: Load, i: int) -> Load:
    """One load of a pool."""
    return Load(pool.tally[i], pool.blocks[i], pool.stock[i], pool.layers[i], pool.moments[i])


@inner
def stacks_of(pool: Stacks, i: int) -> Stacks:
    """The stacks of one state of a pool."""
    return Stacks(pool.counts[i], pool.rows[i], pool.held[i], pool.burden[i], pool.bonds[i])
