"""How much of a block's surface would touch walls and neighbours."""

from __future__ import annotations

from logistics.packing.engine import columns as at
from logistics.packing.engine.jit import inner
from logistics.packing.engine.state import Load, Problem, Real, Whole

FACES_PER_SIDE = 48
"""Neighbours considered on each side of a flat; more are rare and only make the estimate smaller."""


@inner
def faces_around(problem: Problem, load: Load, flat: int, slack: Real, faces: Whole, counts: Whole) -> None:
    """Collect what stands beside a flat: for each side (low x, high x, low y, high y) spans of faces.

    slack: (2,) gap along x and y within which a face counts as touching.
    faces: (4, FACES_PER_SIDE, 4) from, to, bottom, top. counts: (4,) faces in use.
    """
    x1, y1 = load.flats[flat, at.X1], load.flats[flat, at.Y1]
    x2, y2 = load.flats[flat, at.X2], load.flats[flat, at.Y2]
    level = load.flats[flat, at.LEVEL]
    roof = problem.room[2]
    counts[:] = 0
    if x1 <= slack[0]:
        add_face(faces, counts, 0, y1, y2, level, roof)
    if problem.room[0] - x2 <= slack[0]:
        add_face(faces, counts, 1, y1, y2, level, roof)
    if y1 <= slack[1]:
        add_face(faces, counts, 2, x1, x2, level, roof)
    if problem.room[1] - y2 <= slack[1]:
        add_face(faces, counts, 3, x1, x2, level, roof)
    for b in range(load.tally[at.BLOCKS]):
        block = load.blocks[b]
        if block[at.BZ] <= level:
            continue
        if block[at.AY] < y2 and block[at.BY] > y1:
            if 0 <= x1 - block[at.BX] <= slack[0]:
                add_face(faces, counts, 0, block[at.AY], block[at.BY], block[at.AZ], block[at.BZ])
            elif 0 <= block[at.AX] - x2 <= slack[0]:
                add_face(faces, counts, 1, block[at.AY], block[at.BY], block[at.AZ], block[at.BZ])
        if block[at.AX] < x2 and block[at.BX] > x1:
            if 0 <= y1 - block[at.BY] <= slack[1]:
                add_face(faces, counts, 2, block[at.AX], block[at.BX], block[at.AZ], block[at.BZ])
            elif 0 <= block[at.AY] - y2 <= slack[1]:
                add_face(faces, counts, 3, block[at.AX], block[at.BX], block[at.AZ], block[at.BZ])


@inner
def add_face(faces: Whole, counts: Whole, side: int, start: int, end: int, bottom: int, top: int) -> None:
    """Append a span to one side while there is room for it."""
    n = counts[side]
    if n < FACES_PER_SIDE:
        faces[side, n, 0] = start
        faces[side, n, 1] = end
        faces[side, n, 2] = bottom
        faces[side, n, 3] = top
        counts[side] = n + 1


@inner
def touched(faces: Whole, n: int, start: int, end: int, bottom: int, top: int) -> int:
    """Area of the side of a block, given by its span and height, that the n faces touch."""
    area = 0
    for f in range(n):
        wide = min(end, faces[f, 1]) - max(start, faces[f, 0])
        high = min(top, faces[f, 3]) - max(bottom, faces[f, 2])
        if wide > 0 and high > 0:
            area += wide * high
    return min(area, (end - start) * (top - bottom))
