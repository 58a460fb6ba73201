"""Which block to put on a flat.

The score follows Araya, Guerrero and Nunez (2017): volume x touched share of the surface^a x usable share of
what stays free^b x number of pieces^-g. It is summed as logarithms. The two shares are at most 1, so the part
that volume and number make bounds the score, and blocks ranked by it need only be looked at down to a point.
"""

from __future__ import annotations

import numpy as np

from logistics.packing.engine import columns as at
from logistics.packing.engine.catalogue import keep_fitting
from logistics.packing.engine.jit import inner
from logistics.packing.engine.rules import allowed, keep_admitted
from logistics.packing.engine.state import Load, Problem, Real, Scratch
from logistics.packing.engine.touch import corner_at, faces_around, spot_of, touched_share

HALF = np.log(0.5)
"""A block that touches nothing opposite its corner, nor the roof, touches at most half of its surface."""


PATIENCE = 30
"""After so many blocks that what is below cannot bear, only single pieces are tried, and those not endlessly."""

RULED_PATIENCE = 120
"""Rules are quicker to ask, and refuse blocks for how far they reach: a smaller one often does."""


@inner
def best_blocks(
    problem: Problem, load: Load, taste: Real, flat: int, corner: int, scratch: Scratch, width: int
) -> int:
    """The best blocks for a corner of a flat, into `scratch.scores` and `scratch.found`, best first.

    The blocks must have been ranked for the taste.

    Returns:
        How many were found, at most `width`.
    """
    spot = spot_of(problem, load, flat, corner, taste[at.TASTE_TOLERANCE])
    lx, ly, lz = spot.x2 - spot.x1, spot.y2 - spot.y1, spot.roof - spot.z
    fitting = keep_fitting(scratch, lx, ly, lz)
    if problem.ruled:
        fitting = keep_admitted(problem, load, spot, scratch, fitting)
    if fitting == 0:
        return 0
    faces_around(problem, load, spot, scratch.faces, scratch.face_counts)
    # Arrays of a tuple are taken out once: each time costs a count of references.
    log, ranked, bases = problem.log, scratch.ranked, scratch.bases
    stock, weight, bare, grounded = load.stock, problem.weight, problem.bare, problem.grounded
    reach, fits, faces, face_counts = scratch.reach, scratch.fitting, scratch.faces, scratch.face_counts
    a, b = taste[at.TASTE_CONTACT], taste[at.TASTE_LENGTH]
    untouching = a * HALF
    free = log[lx] + log[ly] + log[lz]
    grounds = spot.z == 0
    payload = problem.payload - load.tally[at.WEIGHT]
    n, refused = 0, 0
    patience = RULED_PATIENCE if problem.ruled else PATIENCE
    worst = -np.inf
    for k in range(fitting):
        i = fits[k]
        if bases[i] <= worst:
            break
        kind = ranked[i, at.KIND]
        if ranked[i, at.COUNT] > stock[kind]:
            continue
        sx, sy, sz = ranked[i, at.SIZE_X], ranked[i, at.SIZE_Y], ranked[i, at.SIZE_Z]
        open_sided = lx - sx > spot.slack_x and ly - sy > spot.slack_y and lz - sz > spot.slack_z
        if open_sided and bases[i] + untouching <= worst:
            continue
        usable_z = sz if bare[kind] else sz + reach[2, lz - sz]
        usable = log[sx + reach[0, lx - sx]] + log[sy + reach[1, ly - sy]] + log[usable_z]
        score = bases[i] + b * (usable - free)
        if score <= worst or (open_sided and score + untouching <= worst):
            continue
        if ranked[i, at.COUNT] * weight[kind] > payload or (grounded[kind] and not grounds):
            continue
        score += a * np.log(touched_share(spot, faces, face_counts, sx, sy, sz))
        if score <= worst:
            continue
        if problem.limited or problem.ruled:
            x, y = corner_at(spot, sx, sy)
            if refused > patience and ranked[i, at.COUNT] > 1:
                continue
            if not allowed(problem, load, ranked[i], x, y, spot.z):
                refused += 1
                if refused > 4 * patience:
                    break
                continue
        n = insert(scratch, width, n, score, i)
        if n == width:
            worst = scratch.scores[width - 1]
    return n


@inner
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
