"""Which block to put into the corner of a space.

The score is that of `blocks`, with contact looked for on all six sides.
"""

from __future__ import annotations

import numpy as np

from logistics.packing.engine import columns as at
from logistics.packing.engine.catalogue import rank_blocks
from logistics.packing.engine.jit import inner, lean
from logistics.packing.engine.loose_rules import may_stand
from logistics.packing.engine.loose_state import FACES_PER_SIDE, X1, X2, Y1, Y2, Z1, Z2, Desk, Loose, Terms
from logistics.packing.engine.loose_support import find_tops, rests
from logistics.packing.engine.rules import gate_at
from logistics.packing.engine.state import Load, Problem, Real, Small, Whole
from logistics.packing.engine.touch import Spot

HALF = np.log(0.5)
"""A block that touches nothing opposite its corner touches at most half of its surface."""

PATIENCE = 120
"""After so many blocks that rules refuse only single pieces are tried, and those not endlessly."""


@inner
def rank_for(problem: Problem, taste: Real, desk: Desk) -> None:
    """Rank the blocks for a taste and copy what is compared most, one column at a time."""
    rank_blocks(problem, taste, desk.scratch)
    ranked = desk.scratch.ranked
    for i in range(len(ranked)):
        desk.size_x[i] = ranked[i, at.SIZE_X]
        desk.size_y[i] = ranked[i, at.SIZE_Y]
        desk.size_z[i] = ranked[i, at.SIZE_Z]
        desk.pieces[i] = ranked[i, at.COUNT]
        desk.kind[i] = ranked[i, at.KIND]


@lean
def keep_possible(stock: Whole, desk: Desk, start: bool) -> None:
    """List the ranked blocks for which there are pieces left; the list only shrinks, unless it is a new start."""
    possible, pieces, kind = desk.scratch.possible, desk.pieces, desk.kind
    size_x, size_y, size_z = desk.size_x, desk.size_y, desk.size_z
    possible_x, possible_y, possible_z = desk.possible_x, desk.possible_y, desk.possible_z
    kept = 0
    for i in range(len(pieces) if start else desk.scratch.possible_count[0]):
        block = i if start else possible[i]
        if pieces[block] <= stock[kind[block]]:
            possible[kept] = block
            possible_x[kept], possible_y[kept], possible_z[kept] = size_x[block], size_y[block], size_z[block]
            kept += 1
    desk.scratch.possible_count[0] = kept


@lean
def keep_fitting(desk: Desk, lx: int, ly: int, lz: int) -> int:
    """List the possible blocks that fit room of this size, in the order of their ranks; returns how many."""
    most_x, most_y, most_z = np.int32(lx), np.int32(ly), np.int32(lz)
    size_x, size_y, size_z, fits = desk.possible_x, desk.possible_y, desk.possible_z, desk.scratch.fits
    possible, fitting = desk.scratch.possible, desk.scratch.fitting
    n = desk.scratch.possible_count[0]
    # Two plain loops: the first is done eight blocks at a time by vector instructions, the second has no branch.
    for i in range(n):
        fits[i] = (size_x[i] <= most_x) & (size_y[i] <= most_y) & (size_z[i] <= most_z)
    kept = 0
    for i in range(n):
        fitting[kept] = possible[i]
        kept += fits[i]
    return kept


@lean
def corner_of(loose: Loose, space: int, sx: int, sy: int, sz: int) -> tuple[int, int, int]:
    """Where the low corner of a block of this size comes to stand in a space."""
    spaces, corner = loose.spaces, loose.corner[space]
    x = spaces[X2, space] - sx if corner & 2 else spaces[X1, space] + 0
    y = spaces[Y2, space] - sy if corner & 1 else spaces[Y1, space] + 0
    z = spaces[Z2, space] - sz if corner & 4 else spaces[Z1, space] + 0
    return x, y, z


@lean
def best_loose_blocks(
    problem: Problem, terms: Terms, loose: Loose, taste: Real, space: int, desk: Desk, width: int
) -> int:
    """The best blocks for the corner of a space, into `scores` and `found` of the scratch, best first.

    Returns:
        How many were found, at most `width`.
    """
    load, spaces = loose.load, loose.spaces
    x1, y1, z1 = int(spaces[X1, space]), int(spaces[Y1, space]), int(spaces[Z1, space])
    x2, y2, z2 = int(spaces[X2, space]), int(spaces[Y2, space]), int(spaces[Z2, space])
    lx, ly, lz = x2 - x1, y2 - y1, z2 - z1
    fitting = keep_fitting(desk, lx, ly, lz)
    if problem.ruled and fitting > 0:
        fitting = keep_on_the_way(problem, loose, space, desk, fitting)
    hung = terms.share > 0 and z1 > 0
    tops = 0
    if hung and fitting > 0:
        tops = find_tops(load, desk.tops, x1, y1, x2, y2, z1)
    if fitting == 0 or (hung and tops == 0):
        return 0
    # Arrays of a tuple are taken out once: each time costs a count of references.
    log, stock, weight, bare, grounded = problem.log, load.stock, problem.weight, problem.bare, problem.grounded
    ranked, bases, reach, fits = desk.scratch.ranked, desk.scratch.bases, desk.scratch.reach, desk.scratch.fitting
    scores, found, faces, counts = desk.scratch.scores, desk.scratch.found, desk.faces, desk.face_counts
    size_x, size_y, size_z, pieces, kinds = desk.size_x, desk.size_y, desk.size_z, desk.pieces, desk.kind
    near_x = taste[at.TASTE_TOLERANCE] * problem.room[0]
    near_y = taste[at.TASTE_TOLERANCE] * problem.room[1]
    near_z = taste[at.TASTE_TOLERANCE] * problem.room[2]
    find_faces(problem, load, faces, counts, x1, y1, z1, x2, y2, z2, near_x, near_y, near_z)
    corner = loose.corner[space]
    a, b = taste[at.TASTE_CONTACT], taste[at.TASTE_LENGTH]
    untouching = a * HALF
    free = log[lx] + log[ly] + log[lz]
    payload = problem.payload - load.tally[at.WEIGHT]
    n, refused = 0, 0
    worst = -np.inf
    for k in range(fitting):
        i = fits[k]
        if bases[i] <= worst:
            break
        sx, sy, sz = int(size_x[i]), int(size_y[i]), int(size_z[i])
        gap_x, gap_y, gap_z = lx - sx, ly - sy, lz - sz
        open_sided = gap_x > near_x and gap_y > near_y and gap_z > near_z
        if open_sided and bases[i] + untouching <= worst:
            continue
        kind = kinds[i]
        usable_z = sz if bare[kind] else sz + reach[2, gap_z]
        usable = log[sx + reach[0, gap_x]] + log[sy + reach[1, gap_y]] + log[usable_z]
        score = bases[i] + b * (usable - free)
        if score <= worst or (open_sided and score + untouching <= worst):
            continue
        if pieces[i] > stock[kind] or pieces[i] * weight[kind] > payload:
            continue
        x = x2 - sx if corner & 2 else x1
        y = y2 - sy if corner & 1 else y1
        z = z2 - sz if corner & 4 else z1
        if grounded[kind] and z > 0:
            continue
        area = 0
        if x - x1 <= near_x:
            area += touched_area(faces, counts, X1, y, y + sy, z, z + sz)
        if x2 - x - sx <= near_x:
            area += touched_area(faces, counts, X2, y, y + sy, z, z + sz)
        if y - y1 <= near_y:
            area += touched_area(faces, counts, Y1, x, x + sx, z, z + sz)
        if y2 - y - sy <= near_y:
            area += touched_area(faces, counts, Y2, x, x + sx, z, z + sz)
        if z - z1 <= near_z:
            area += touched_area(faces, counts, Z1, x, x + sx, y, y + sy)
        if z2 - z - sz <= near_z:
            area += touched_area(faces, counts, Z2, x, x + sx, y, y + sy)
        if area == 0:
            continue
        score += a * np.log(area / (2 * (sx * sy + sx * sz + sy * sz)))
        if score <= worst:
            continue
        if hung:
            along_x, along_y = ranked[i, at.ALONG_X], ranked[i, at.ALONG_Y]
            if not rests(desk.tops, tops, x, y, sx, sy, sx // along_x, sy // along_y, terms.share):
                continue
        if terms.watched:
            if refused > PATIENCE and pieces[i] > 1:
                continue
            if not may_stand(problem, terms, loose, desk, ranked[i], x, y, z):
                refused += 1
                if refused > 4 * PATIENCE:
                    break
                continue
        row = min(n, width - 1)
        while row > 0 and scores[row - 1] < score:
            scores[row], found[row] = scores[row - 1], found[row - 1]
            row -= 1
        scores[row], found[row] = score, i
        n = min(n + 1, width)
        if n == width:
            worst = scores[width - 1]
    return n


@lean
def keep_on_the_way(problem: Problem, loose: Loose, space: int, desk: Desk, fitting: int) -> int:
    """Of the listed blocks that fit list only those whose stop lets them into the corner; returns how many."""
    x, y, z = corner_of(loose, space, 1, 1, 1)
    gate = gate_at(problem, loose.load, Spot(x, y, x + 1, y + 1, z, z + 1, False, False, 0.0, 0.0, 0.0))
    fits, kinds, kept = desk.scratch.fitting, desk.kind, 0
    for k in range(fitting):
        if gate.first_stop <= problem.stop[kinds[fits[k]]] <= gate.last_stop:
            fits[kept] = fits[k]
            kept += 1
    return kept


@lean
def find_faces(
    problem: Problem,
    load: Load,
    faces: Small,
    counts: Whole,
    x1: int,
    y1: int,
    z1: int,
    x2: int,
    y2: int,
    z2: int,
    near_x: float,
    near_y: float,
    near_z: float,
) -> None:
    """Collect what stands around a space: on each side, numbered like the coordinate, rectangles of faces.

    faces: (6, FACES_PER_SIDE, 4). counts: (6,) faces in use.
    """
    counts[:] = 0
    length, width, height = problem.room[0], problem.room[1], problem.room[2]
    if x1 <= near_x:
        add_face(faces, counts, X1, y1, y2, z1, z2)
    if length - x2 <= near_x:
        add_face(faces, counts, X2, y1, y2, z1, z2)
    if y1 <= near_y:
        add_face(faces, counts, Y1, x1, x2, z1, z2)
    if width - y2 <= near_y:
        add_face(faces, counts, Y2, x1, x2, z1, z2)
    if z1 <= near_z:
        add_face(faces, counts, Z1, x1, x2, y1, y2)
    if height - z2 <= near_z:
        add_face(faces, counts, Z2, x1, x2, y1, y2)
    blocks = load.blocks
    for b in range(load.tally[at.BLOCKS]):
        ax, ay, az = blocks[b, at.AX], blocks[b, at.AY], blocks[b, at.AZ]
        bx, by, bz = blocks[b, at.BX], blocks[b, at.BY], blocks[b, at.BZ]
        meet_x, meet_y, meet_z = ax < x2 and bx > x1, ay < y2 and by > y1, az < z2 and bz > z1
        if meet_y and meet_z:
            if 0 <= x1 - bx <= near_x:
                add_face(faces, counts, X1, ay, by, az, bz)
            elif 0 <= ax - x2 <= near_x:
                add_face(faces, counts, X2, ay, by, az, bz)
        if meet_x and meet_z:
            if 0 <= y1 - by <= near_y:
                add_face(faces, counts, Y1, ax, bx, az, bz)
            elif 0 <= ay - y2 <= near_y:
                add_face(faces, counts, Y2, ax, bx, az, bz)
        if meet_x and meet_y:
            if 0 <= z1 - bz <= near_z:
                add_face(faces, counts, Z1, ax, bx, ay, by)
            elif 0 <= az - z2 <= near_z:
                add_face(faces, counts, Z2, ax, bx, ay, by)


@lean
def add_face(faces: Small, counts: Whole, side: int, a1: int, a2: int, b1: int, b2: int) -> None:
    """Append a rectangle to one side while there is room for it."""
    n = counts[side]
    if n < FACES_PER_SIDE:
        faces[side, n, 0], faces[side, n, 1], faces[side, n, 2], faces[side, n, 3] = a1, a2, b1, b2
        counts[side] = n + 1


@lean
def touched_area(faces: Small, counts: Whole, side: int, a1: int, a2: int, b1: int, b2: int) -> int:
    """Area of one side of a block that faces touch."""
    area = 0
    for f in range(counts[side]):
        wide = min(a2, faces[side, f, 1]) - max(a1, faces[side, f, 0])
        high = min(b2, faces[side, f, 3]) - max(b1, faces[side, f, 2])
        if wide > 0 and high > 0:
            area += wide * high
    return min(area, (a2 - a1) * (b2 - b1))
