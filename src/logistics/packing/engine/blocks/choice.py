"""Which block to put into the corner of a place.

The score follows Araya, Guerrero and Nunez (2017, doi:10.1016/j.cor.2017.01.002): volume x touched share of the
surface^a x usable share of what stays free^b x number of pieces^-g. It is summed as logarithms. The two shares are at
most 1, so the part that volume and number make bounds the score, and blocks ranked by it need only be looked at down
to a point.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from logistics.packing.engine.blocks.catalogue import any_fits, first_possible, mark_fitting
from logistics.packing.engine.blocks.touch import faces_around, touchable_share, touched_share
from logistics.packing.engine.columns import Block, Parameter, Tally
from logistics.packing.engine.jit import folded, unsigned
from logistics.packing.engine.problem import Problem, Real
from logistics.packing.engine.room.free import overhanging, spot_at
from logistics.packing.engine.room.spot import Spot, corner_at
from logistics.packing.engine.rules.neighbours import CornerRules, admits, allowed, rules_at
from logistics.packing.engine.rules.support import find_tops, rests
from logistics.packing.engine.state import CHUNK, STEPS, Rectangles, Scratch, Spaces, State

HALF = np.log(0.5)
"""A block that touches nothing opposite its corner touches at most half of its surface."""

PATIENCE = 30
"""After so many blocks that what is below cannot bear, only single pieces are tried, and those not endlessly."""

WATCHED_PATIENCE = 120
"""Rules are quicker to ask, and refuse blocks for how far they reach: a smaller one often does."""

ROUNDING = 1e-9

UNSEEN = -1
"""In place of the first count of faces: they have not been looked for yet."""


class Prospect(NamedTuple):
    """What is the same for all blocks that might go to a place."""

    spot: Spot
    corner: CornerRules
    size: tuple[int, int, int]
    room: float  # logarithm of the volume
    payload: int
    tops: int  # right below it, where bases must be held there; else -1


@folded
def prospect_of(problem: Problem, state: State, parameters: Real, place: int, scratch: Scratch) -> Prospect:
    """What may go to a place."""
    log, load, free = problem.log, state.load, state.free
    spot = spot_at(problem, free, place, parameters[Parameter.TOLERANCE])
    lx, ly, lz = spot.x2 - spot.x1, spot.y2 - spot.y1, spot.z2 - spot.z1
    tops = -1
    if not any_fits(scratch, lx, ly, lz):
        tops = 0
    elif overhanging(free) and problem.support_share > 0 and spot.z1 > 0:
        tops = find_tops(load, scratch.tops, spot.x1, spot.y1, spot.x2, spot.y2, spot.z1)
    payload = problem.payload - load.tally[Tally.WEIGHT]
    corner = rules_at(problem, load, spot) if tops != 0 else CornerRules(0, 0, -1)
    return Prospect(spot, corner, (lx, ly, lz), log[lx] + log[ly] + log[lz], payload, tops)


@folded
def best_blocks(problem: Problem, state: State, parameters: Real, place: int, scratch: Scratch, width: int) -> int:
    """The best blocks for the corner of a place, into `scratch.scores` and `scratch.found`, best first.

    The blocks must have been ranked for the parameter set, and those alive listed.

    Returns:
        How many were found, at most `width`.
    """
    prospect = prospect_of(problem, state, parameters, place, scratch)
    if prospect.tops == 0:
        return 0
    lx, ly, lz = prospect.size
    bases, by_eight, ranked = scratch.bases, scratch.fits_by_eight, scratch.ranked
    patience = WATCHED_PATIENCE if problem.watched else PATIENCE
    n, refused, worst = 0, 0, -np.inf
    scratch.face_counts[0] = UNSEEN
    for chunk in range(first_possible(scratch, prospect.room + scratch.excess[0] + ROUNDING), len(bases), CHUNK):
        if bases[chunk] <= worst:
            return n
        mark_fitting(scratch, chunk, lx, ly, lz)
        for eight in range(chunk // 8, (chunk + CHUNK) // 8):
            marks = by_eight[eight]
            while marks != 0:
                i = unsigned(8 * eight + lowest_byte(marks))
                marks &= marks - ONE
                if bases[i] <= worst:
                    return n
                score = score_of(problem, state, parameters, prospect, scratch, i, worst)
                if score <= worst:
                    continue
                if problem.limited or problem.watched:
                    if refused > patience and ranked[i, Block.COUNT] > 1:
                        continue
                    if not may_go(problem, state, prospect, scratch, i):
                        refused += 1
                        if refused > 4 * patience:
                            return n
                        continue
                n = insert(scratch, width, n, score, i)
                if n == width:
                    worst = scratch.scores[width - 1]
    return n


@folded
def may_go(problem: Problem, state: State, prospect: Prospect, scratch: Scratch, i: int) -> bool:
    """Whether the rules allow a ranked block."""
    block = scratch.ranked[i]
    x, y, z = corner_at(prospect.spot, block[Block.SIZE_X], block[Block.SIZE_Y], block[Block.SIZE_Z])
    return allowed(problem, state, block, x, y, z, scratch.extra)


@folded
def score_of(
    problem: Problem, state: State, parameters: Real, prospect: Prospect, scratch: Scratch, i: int, worst: float
) -> float:
    """The score of a ranked block; -inf as soon as it is sure to be no more than `worst`, or the block may not go."""
    ranked, log, reach, spot, free = scratch.ranked, problem.log, scratch.reach, prospect.spot, state.free
    base, a = scratch.bases[i], parameters[Parameter.CONTACT]
    kind = unsigned(ranked[i, Block.KIND])
    if problem.ruled and not admits(problem, prospect.corner, kind):
        return -np.inf
    sx, sy, sz = ranked[i, Block.SIZE_X], ranked[i, Block.SIZE_Y], ranked[i, Block.SIZE_Z]
    gap_x, gap_y, gap_z = prospect.size[0] - sx, prospect.size[1] - sy, prospect.size[2] - sz
    open_sided = gap_x > spot.slack_x and gap_y > spot.slack_y and gap_z > spot.slack_z
    if open_sided and base + a * HALF <= worst:
        return -np.inf
    usable_z = sz if problem.bare[kind] else sz + reach[2, unsigned(gap_z)]
    usable_x, usable_y = sx + reach[0, unsigned(gap_x)], sy + reach[1, unsigned(gap_y)]
    usable = log[unsigned(usable_x)] + log[unsigned(usable_y)] + log[unsigned(usable_z)]
    score = base + parameters[Parameter.LENGTH] * (usable - prospect.room)
    if score <= worst or (open_sided and score + a * HALF <= worst):
        return -np.inf
    x, y, z = corner_at(spot, sx, sy, sz)
    if ranked[i, Block.COUNT] * problem.weight[kind] > prospect.payload or (problem.grounded[kind] and z > 0):
        return -np.inf
    if score + most_touch(free, scratch, touchable_share(spot, sx, sy, sz)) <= worst:
        return -np.inf
    if scratch.face_counts[0] == UNSEEN:
        faces_around(problem, state.load, free, spot, scratch)
    score += touch_score(free, scratch, a, touched_share(free, spot, scratch, sx, sy, sz))
    if score > worst and prospect.tops > 0:
        dx, dy = sx // ranked[i, Block.ALONG_X], sy // ranked[i, Block.ALONG_Y]
        if not rests(scratch.tops, prospect.tops, x, y, sx, sy, dx, dy, problem.support_share):
            return -np.inf
    return float(score)


@folded
def touch_score(free: Rectangles | Spaces, scratch: Scratch, power: float, share: float) -> float:
    """What a touched share of the surface makes of a score; on free rectangles told in steps, which is quicker."""
    if overhanging(free):
        return float(power * np.log(share))
    return float(scratch.touch[int(share * STEPS)])


@folded
def most_touch(free: Rectangles | Spaces, scratch: Scratch, share: float) -> float:
    """What `touch_score` is at most when at most this share can be touched."""
    if overhanging(free):
        return float(scratch.touch[min(int(share * STEPS) + 1, STEPS)])
    return float(scratch.touch[int(share * STEPS)])


ONE = np.uint64(1)
SECOND, THIRD_FOURTH, UPPER = (
    np.uint64(mask) for mask in (0xFF00FF00FF00FF00, 0xFFFF0000FFFF0000, 0xFFFFFFFF00000000)
)


@folded
def lowest_byte(marks: int) -> int:
    """Which of eight bytes, each 0 or 1 and not all 0, is the first that is 1."""
    lowest = marks & (~marks + ONE)
    return int((lowest & SECOND) != 0) + 2 * int((lowest & THIRD_FOURTH) != 0) + 4 * int((lowest & UPPER) != 0)


@folded
def insert(scratch: Scratch, width: int, n: int, score: float, block: int) -> int:
    """Enter a ranked block into the sorted list of at most `width`; returns its new length."""
    scores, found = scratch.scores, scratch.found
    row = min(n, width - 1)
    while row > 0 and scores[row - 1] < score:
        scores[row] = scores[row - 1]
        found[row] = found[row - 1]
        row -= 1
    scores[row] = score
    found[row] = block
    return min(n + 1, width)
