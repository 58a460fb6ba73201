"""Which block to put on a flat.

The score follows Araya, Guerrero and Nunez (2017): volume x touched share of the surface^a x usable share of
what stays free^b x number of pieces^-g. It is summed as logarithms, so that bounds can cut the enumeration:
the two shares are at most 1.
"""

from __future__ import annotations

import numpy as np

from logistics.packing.engine import columns as at
from logistics.packing.engine.jit import inner
from logistics.packing.engine.loads import bears
from logistics.packing.engine.state import Load, Problem, Real, Whole
from logistics.packing.engine.touch import FACES_PER_SIDE, faces_around, touched

CONTACT, LENGTH, COUNT, TOLERANCE, FAR_X, FAR_Y, FAR_Z, CORNERS = range(8)
"""A taste, one search's preferences: powers a, b and g of the score; gap that counts as touching, as a share
of the room's side; price of a mm from the corner along each axis; corners used (1, 2 at the bulkhead or 4)."""


@inner
def corner_of(load: Load, flat: int, corner: int, dx: int, dy: int) -> tuple[int, int]:
    """Where a base of this size stands in a corner of a flat. Bit 1: at the door end; bit 0: far side."""
    x = load.flats[flat, at.X2] - dx if corner & 2 else load.flats[flat, at.X1]
    y = load.flats[flat, at.Y2] - dy if corner & 1 else load.flats[flat, at.Y1]
    return x, y


@inner
def best_blocks(
    problem: Problem, load: Load, taste: Real, liking: Real, flat: int, corner: int, scores: Real, found: Whole
) -> int:
    """The best blocks for a corner of a flat, best first.

    liking: (K,) added to the score of each kind's blocks.
    scores, found: (w,) and (w, 4) for pose, nx, ny, nz; w blocks are sought.

    Returns:
        How many were found.
    """
    log = problem.log
    lx = load.flats[flat, at.X2] - load.flats[flat, at.X1]
    ly = load.flats[flat, at.Y2] - load.flats[flat, at.Y1]
    z = load.flats[flat, at.LEVEL]
    lz = problem.room[2] - z
    a, b, g = taste[CONTACT], taste[LENGTH], taste[COUNT]
    slack = np.empty(2)
    slack[0], slack[1] = taste[TOLERANCE] * problem.room[0], taste[TOLERANCE] * problem.room[1]
    roof_slack = taste[TOLERANCE] * problem.room[2]
    faces = np.empty((4, FACES_PER_SIDE, 4), np.int64)
    counts = np.zeros(4, np.int64)
    looked_around = False
    room_left = log[lx] + log[ly] + log[lz]
    payload = problem.payload - load.tally[at.WEIGHT]
    width = len(scores)
    n = 0
    worst = -np.inf
    for p in range(len(problem.pose_kind)):
        kind = problem.pose_kind[p]
        dx, dy, dz = problem.pose_size[p, 0], problem.pose_size[p, 1], problem.pose_size[p, 2]
        most = load.stock[kind]
        if most == 0 or dx > lx or dy > ly or dz > lz or (z > 0 and problem.grounded[kind]):
            continue
        if problem.weight[kind] > 0:
            most = min(most, payload // problem.weight[kind])
            if most <= 0:
                continue
        high = min(lz // dz, problem.layers[kind])
        basis = log[dx] + log[dy] + log[dz] + liking[kind] - b * room_left
        bound = basis + (1.0 - g) * log[min(most, (lx // dx) * (ly // dy) * high)] + b * room_left
        if bound <= worst:
            continue
        for nx in range(1, min(lx // dx, most) + 1):
            sx = nx * dx
            part_x = basis + b * log[sx + problem.reach[0, lx - sx]]
            for ny in range(1, min(ly // dy, most // nx) + 1):
                sy = ny * dy
                part_y = part_x + b * log[sy + problem.reach[1, ly - sy]]
                tall = min(high, most // (nx * ny))
                if part_y + b * log[lz] + (1.0 - g) * log[nx * ny * tall] <= worst:
                    continue
                for nz in range(1, tall + 1):
                    sz = nz * dz
                    above = 0 if problem.bare[kind] else problem.reach[2, lz - sz]
                    score = part_y + b * log[sz + above] + (1.0 - g) * log[nx * ny * nz]
                    if score <= worst:
                        continue
                    if not looked_around:
                        faces_around(problem, load, flat, slack, faces, counts)
                        looked_around = True
                    x, y = corner_of(load, flat, corner, sx, sy)
                    area = sx * sy
                    if lz - sz <= roof_slack:
                        area += sx * sy
                    if x - load.flats[flat, at.X1] <= slack[0]:
                        area += touched(faces[0], counts[0], y, y + sy, z, z + sz)
                    if load.flats[flat, at.X2] - x - sx <= slack[0]:
                        area += touched(faces[1], counts[1], y, y + sy, z, z + sz)
                    if y - load.flats[flat, at.Y1] <= slack[1]:
                        area += touched(faces[2], counts[2], x, x + sx, z, z + sz)
                    if load.flats[flat, at.Y2] - y - sy <= slack[1]:
                        area += touched(faces[3], counts[3], x, x + sx, z, z + sz)
                    score += a * np.log(area / (2 * (sx * sy + sx * sz + sy * sz)))
                    if score <= worst:
                        continue
                    if problem.limited and not bears(problem, load, p, x, y, z, nx, ny, nz):
                        continue
                    n = insert(scores, found, n, score, p, nx, ny, nz)
                    if n == width:
                        worst = scores[width - 1]
    return n


@inner
def insert(scores: Real, found: Whole, n: int, score: float, pose: int, nx: int, ny: int, nz: int) -> int:
    """Keep the list of the best blocks sorted; returns its new length."""
    row = min(n, len(scores) - 1)
    while row > 0 and scores[row - 1] < score:
        scores[row] = scores[row - 1]
        for c in range(4):
            found[row, c] = found[row - 1, c]
        row -= 1
    scores[row] = score
    found[row, 0], found[row, 1], found[row, 2], found[row, 3] = pose, nx, ny, nz
    return min(n + 1, len(scores))
