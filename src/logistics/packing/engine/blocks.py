"""Which block to put on a flat.

The score follows Araya, Guerrero and Nunez (2017): volume x touched share of the surface^a x usable share of
what stays free^b x number of pieces^-g. It is summed as logarithms. The two shares are at most 1, so the part
that volume and number make bounds the score, and blocks ranked by it need only be looked at down to a point.
"""

from __future__ import annotations

import numpy as np

from logistics.packing.engine import columns as at
from logistics.packing.engine.catalogue import any_fits, first_possible, mark_fitting
from logistics.packing.engine.jit import folded, unsigned
from logistics.packing.engine.rules import admits, allowed, gate_at
from logistics.packing.engine.state import CHUNK, STEPS, Load, Problem, Real, Scratch
from logistics.packing.engine.touch import corner_at, faces_around, spot_of, touchable_share, touched_share

HALF = np.log(0.5)
"""A block that touches nothing opposite its corner, nor the roof, touches at most half of its surface."""


PATIENCE = 30
"""After so many blocks that what is below cannot bear, only single pieces are tried, and those not endlessly."""

RULED_PATIENCE = 120
"""Rules are quicker to ask, and refuse blocks for how far they reach: a smaller one often does."""

ROUNDING = 1e-9


@folded
def best_blocks(problem: Problem, load: Load, taste: Real, flat: int, scratch: Scratch, width: int) -> int:
    """The best blocks for the corner of a flat, into `scratch.scores` and `scratch.found`, best first.

    The blocks must have been ranked for the taste, and those alive listed.

    Returns:
        How many were found, at most `width`.
    """
    spot = spot_of(problem, load, flat, taste[at.TASTE_TOLERANCE])
    lx, ly, lz = spot.x2 - spot.x1, spot.y2 - spot.y1, spot.roof - spot.z
    if not any_fits(scratch, lx, ly, lz):
        return 0
    log, ranked, bases = problem.log, scratch.ranked, scratch.bases
    weight, bare, grounded = problem.weight, problem.bare, problem.grounded
    reach, by_eight, touch = scratch.reach, scratch.fits_by_eight, scratch.touch
    a, b = taste[at.TASTE_CONTACT], taste[at.TASTE_LENGTH]
    untouching = a * HALF
    free = log[lx] + log[ly] + log[lz]
    gate = gate_at(problem, load, spot)
    payload = problem.payload - load.tally[at.WEIGHT]
    n, refused, looked = 0, 0, False
    patience = RULED_PATIENCE if problem.ruled else PATIENCE
    worst = -np.inf
    for chunk in range(first_possible(scratch, free + scratch.excess[0] + ROUNDING), len(bases), CHUNK):
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
                kind = unsigned(ranked[i, at.KIND])
                if problem.ruled and not admits(problem, gate, kind):
                    continue
                sx, sy, sz = ranked[i, at.SIZE_X], ranked[i, at.SIZE_Y], ranked[i, at.SIZE_Z]
                open_sided = lx - sx > spot.slack_x and ly - sy > spot.slack_y and lz - sz > spot.slack_z
                if open_sided and bases[i] + untouching <= worst:
                    continue
                usable_z = sz if bare[kind] else sz + reach[2, unsigned(lz - sz)]
                usable_x, usable_y = sx + reach[0, unsigned(lx - sx)], sy + reach[1, unsigned(ly - sy)]
                usable = log[unsigned(usable_x)] + log[unsigned(usable_y)] + log[unsigned(usable_z)]
                score = bases[i] + b * (usable - free)
                if score <= worst or (open_sided and score + untouching <= worst):
                    continue
                if ranked[i, at.COUNT] * weight[kind] > payload or (grounded[kind] and spot.z > 0):
                    continue
                if score + touch[int(touchable_share(spot, sx, sy, sz) * STEPS)] <= worst:
                    continue
                if not looked:
                    looked = True
                    faces_around(problem, load, spot, scratch.faces, scratch.face_counts)
                share = touched_share(spot, scratch.faces, scratch.face_counts, sx, sy, sz)
                score += touch[int(share * STEPS)]
                if score <= worst:
                    continue
                if problem.limited or problem.ruled:
                    x, y = corner_at(spot, sx, sy)
                    if refused > patience and ranked[i, at.COUNT] > 1:
                        continue
                    if not allowed(problem, load, ranked[i], x, y, spot.z, scratch.extra):
                        refused += 1
                        if refused > 4 * patience:
                            return n
                        continue
                n = insert(scratch, width, n, score, i)
                if n == width:
                    worst = scratch.scores[width - 1]
    return n


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
