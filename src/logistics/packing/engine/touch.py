"""How much of a block's surface would touch walls and neighbours."""

from __future__ import annotations

from typing import NamedTuple

from logistics.packing.engine import columns as at
from logistics.packing.engine.jit import folded
from logistics.packing.engine.state import FACES_PER_SIDE, Load, Problem, Whole


class Spot(NamedTuple):
    """A corner of a flat into which a block may go."""

    x1: int
    y1: int
    x2: int
    y2: int
    z: int
    roof: int
    at_door_end: bool  # the block goes to the high x of the flat
    at_far_side: bool  # the block goes to the high y of the flat
    slack_x: float  # gaps up to which a face counts as touching
    slack_y: float
    slack_z: float


@folded
def spot_of(problem: Problem, load: Load, flat: int, tolerance: float) -> Spot:
    """The corner of a flat. Tolerance: share of the room's sides."""
    row = load.flats[flat]
    corner = row[at.CORNER]
    length, width, height = problem.room
    return Spot(
        row[at.X1],
        row[at.Y1],
        row[at.X2],
        row[at.Y2],
        row[at.LEVEL],
        height,
        corner & 2 != 0,
        corner & 1 != 0,
        tolerance * length,
        tolerance * width,
        tolerance * height,
    )


@folded
def corner_at(spot: Spot, sx: int, sy: int) -> tuple[int, int]:
    """Where the low corner of a base of this size comes to stand."""
    x = spot.x2 - sx if spot.at_door_end else spot.x1
    y = spot.y2 - sy if spot.at_far_side else spot.y1
    return x, y


@folded
def faces_around(problem: Problem, load: Load, spot: Spot, faces: Whole, counts: Whole) -> None:
    """Collect what stands beside a flat: for each side (low x, high x, low y, high y) spans of faces.

    faces: (4, FACES_PER_SIDE, 4) from, to, bottom, top. counts: (4,) faces in use.
    """
    x1, y1, x2, y2, z = spot.x1, spot.y1, spot.x2, spot.y2, spot.z
    near_x, near_y = int(spot.slack_x), int(spot.slack_y)
    counts[:] = 0
    if x1 <= near_x:
        add_face(faces, counts, 0, y1, y2, z, spot.roof)
    if problem.room[0] - x2 <= near_x:
        add_face(faces, counts, 1, y1, y2, z, spot.roof)
    if y1 <= near_y:
        add_face(faces, counts, 2, x1, x2, z, spot.roof)
    if problem.room[1] - y2 <= near_y:
        add_face(faces, counts, 3, x1, x2, z, spot.roof)
    blocks = load.blocks
    for b in range(load.tally[at.BLOCKS]):
        ax, ay, az = blocks[b, at.AX], blocks[b, at.AY], blocks[b, at.AZ]
        bx, by, bz = blocks[b, at.BX], blocks[b, at.BY], blocks[b, at.BZ]
        # Without a branch for each comparison: most blocks are elsewhere.
        near = (bz > z) & (ax - x2 <= near_x) & (x1 - bx <= near_x) & (ay - y2 <= near_y) & (y1 - by <= near_y)
        if not near:
            continue
        if ay < y2 and by > y1:
            if 0 <= x1 - bx <= near_x:
                add_face(faces, counts, 0, ay, by, az, bz)
            elif 0 <= ax - x2 <= near_x:
                add_face(faces, counts, 1, ay, by, az, bz)
        if ax < x2 and bx > x1:
            if 0 <= y1 - by <= near_y:
                add_face(faces, counts, 2, ax, bx, az, bz)
            elif 0 <= ay - y2 <= near_y:
                add_face(faces, counts, 3, ax, bx, az, bz)


@folded
def add_face(faces: Whole, counts: Whole, side: int, start: int, end: int, bottom: int, top: int) -> None:
    """Append a span to one side while there is room for it."""
    n = counts[side]
    if n < FACES_PER_SIDE:
        faces[side, n, 0] = start
        faces[side, n, 1] = end
        faces[side, n, 2] = bottom
        faces[side, n, 3] = top
        counts[side] = n + 1


@folded
def touchable_share(spot: Spot, sx: int, sy: int, sz: int) -> float:
    """What `touched_share` is at most: with every side at the edge of the flat touched in full."""
    lx, ly = spot.x2 - spot.x1, spot.y2 - spot.y1
    floor = sx * sy * (1 + int(spot.roof - spot.z - sz <= spot.slack_z))
    sides = sy * sz * (1 + int(lx - sx <= spot.slack_x)) + sx * sz * (1 + int(ly - sy <= spot.slack_y))
    return (floor + sides) / (2 * (sx * sy + sx * sz + sy * sz))


@folded
def touched_share(spot: Spot, faces: Whole, counts: Whole, sx: int, sy: int, sz: int) -> float:
    """Share of the surface of a block of this size that touches the floor, the roof, walls and neighbours."""
    x, y = corner_at(spot, sx, sy)
    z = spot.z
    area = sx * sy
    if spot.roof - z - sz <= spot.slack_z:
        area += sx * sy
    if x - spot.x1 <= spot.slack_x:
        area += touched(faces, counts, 0, y, y + sy, z, z + sz)
    if spot.x2 - x - sx <= spot.slack_x:
        area += touched(faces, counts, 1, y, y + sy, z, z + sz)
    if y - spot.y1 <= spot.slack_y:
        area += touched(faces, counts, 2, x, x + sx, z, z + sz)
    if spot.y2 - y - sy <= spot.slack_y:
        area += touched(faces, counts, 3, x, x + sx, z, z + sz)
    return area / (2 * (sx * sy + sx * sz + sy * sz))


@folded
def touched(faces: Whole, counts: Whole, side: int, start: int, end: int, bottom: int, top: int) -> int:
    """Area of one side of a block, given by its span and height, that faces touch."""
    area = 0
    for f in range(counts[side]):
        wide = min(end, faces[side, f, 1]) - max(start, faces[side, f, 0])
        high = min(top, faces[side, f, 3]) - max(bottom, faces[side, f, 2])
        area += max(wide, 0) * max(high, 0)
    return min(area, (end - start) * (top - bottom))
