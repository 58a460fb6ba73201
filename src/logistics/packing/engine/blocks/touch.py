"""How much of a block's surface would touch walls, floor, roof and neighbours."""

from __future__ import annotations

from logistics.packing.engine.columns import Cuboid, Face, Placed, Tally
from logistics.packing.engine.jit import folded
from logistics.packing.engine.problem import Problem, Whole
from logistics.packing.engine.room.free import overhanging
from logistics.packing.engine.room.spot import Spot, corner_at
from logistics.packing.engine.state import Load, Rectangles, Scratch, Spaces


@folded
def faces_around(problem: Problem, load: Load, free: Rectangles | Spaces, spot: Spot, scratch: Scratch) -> None:
    """Collect what stands around a place, side by side, into `scratch.faces`.

    On a free rectangle floor and roof are known to be there, so only the four other sides are looked at.
    """
    faces, counts = scratch.faces, scratch.face_counts
    x1, y1, z1, x2, y2, z2 = spot.x1, spot.y1, spot.z1, spot.x2, spot.y2, spot.z2
    near_x, near_y, near_z = int(spot.slack_x), int(spot.slack_y), int(spot.slack_z)
    walls_around(problem, free, spot, scratch)
    blocks = load.blocks
    for b in range(load.tally[Tally.BLOCKS]):
        ax, ay, az = blocks[b, Placed.AX], blocks[b, Placed.AY], blocks[b, Placed.AZ]
        bx, by, bz = blocks[b, Placed.BX], blocks[b, Placed.BY], blocks[b, Placed.BZ]
        # Without a branch for each comparison: most blocks are elsewhere.
        near = (ax - x2 <= near_x) & (x1 - bx <= near_x) & (ay - y2 <= near_y) & (y1 - by <= near_y)
        if overhanging(free):
            near &= (az - z2 <= near_z) & (z1 - bz <= near_z)
        else:
            near &= bz > z1
        if not near:
            continue
        meet_x, meet_y, meet_z = ax < x2 and bx > x1, ay < y2 and by > y1, az < z2 and bz > z1
        if meet_y and meet_z:
            if 0 <= x1 - bx <= near_x:
                add_face(faces, counts, Cuboid.X1, ay, by, az, bz)
            elif 0 <= ax - x2 <= near_x:
                add_face(faces, counts, Cuboid.X2, ay, by, az, bz)
        if meet_x and meet_z:
            if 0 <= y1 - by <= near_y:
                add_face(faces, counts, Cuboid.Y1, ax, bx, az, bz)
            elif 0 <= ay - y2 <= near_y:
                add_face(faces, counts, Cuboid.Y2, ax, bx, az, bz)
        if overhanging(free) and meet_x and meet_y:
            if 0 <= z1 - bz <= near_z:
                add_face(faces, counts, Cuboid.Z1, ax, bx, ay, by)
            elif 0 <= az - z2 <= near_z:
                add_face(faces, counts, Cuboid.Z2, ax, bx, ay, by)


@folded
def walls_around(problem: Problem, free: Rectangles | Spaces, spot: Spot, scratch: Scratch) -> None:
    """Begin the faces around a place with the sides of the room."""
    faces, counts, room = scratch.faces, scratch.face_counts, problem.room
    counts[:] = 0
    if spot.x1 <= spot.slack_x:
        add_face(faces, counts, Cuboid.X1, spot.y1, spot.y2, spot.z1, spot.z2)
    if room[0] - spot.x2 <= spot.slack_x:
        add_face(faces, counts, Cuboid.X2, spot.y1, spot.y2, spot.z1, spot.z2)
    if spot.y1 <= spot.slack_y:
        add_face(faces, counts, Cuboid.Y1, spot.x1, spot.x2, spot.z1, spot.z2)
    if room[1] - spot.y2 <= spot.slack_y:
        add_face(faces, counts, Cuboid.Y2, spot.x1, spot.x2, spot.z1, spot.z2)
    if overhanging(free):
        if spot.z1 <= spot.slack_z:
            add_face(faces, counts, Cuboid.Z1, spot.x1, spot.x2, spot.y1, spot.y2)
        if room[2] - spot.z2 <= spot.slack_z:
            add_face(faces, counts, Cuboid.Z2, spot.x1, spot.x2, spot.y1, spot.y2)


@folded
def add_face(faces: Whole, counts: Whole, side: int, a1: int, a2: int, b1: int, b2: int) -> None:
    """Append a rectangle to one side while there is room for it."""
    n = counts[side]
    if n < faces.shape[1]:
        faces[side, n, Face.A1] = a1
        faces[side, n, Face.A2] = a2
        faces[side, n, Face.B1] = b1
        faces[side, n, Face.B2] = b2
        counts[side] = n + 1


@folded
def touchable_share(spot: Spot, sx: int, sy: int, sz: int) -> float:
    """What `touched_share` is at most: with every side at the edge of the place touched in full."""
    lx, ly, lz = spot.x2 - spot.x1, spot.y2 - spot.y1, spot.z2 - spot.z1
    floor = sx * sy * (1 + int(lz - sz <= spot.slack_z))
    sides = sy * sz * (1 + int(lx - sx <= spot.slack_x)) + sx * sz * (1 + int(ly - sy <= spot.slack_y))
    return (floor + sides) / (2 * (sx * sy + sx * sz + sy * sz))


@folded
def touched_share(free: Rectangles | Spaces, spot: Spot, scratch: Scratch, sx: int, sy: int, sz: int) -> float:
    """Share of the surface of a block of this size that touches anything."""
    faces, counts = scratch.faces, scratch.face_counts
    x, y, z = corner_at(spot, sx, sy, sz)
    area = 0
    if x - spot.x1 <= spot.slack_x:
        area += touched(faces, counts, Cuboid.X1, y, y + sy, z, z + sz)
    if spot.x2 - x - sx <= spot.slack_x:
        area += touched(faces, counts, Cuboid.X2, y, y + sy, z, z + sz)
    if y - spot.y1 <= spot.slack_y:
        area += touched(faces, counts, Cuboid.Y1, x, x + sx, z, z + sz)
    if spot.y2 - y - sy <= spot.slack_y:
        area += touched(faces, counts, Cuboid.Y2, x, x + sx, z, z + sz)
    if overhanging(free):
        if z - spot.z1 <= spot.slack_z:
            area += touched(faces, counts, Cuboid.Z1, x, x + sx, y, y + sy)
        if spot.z2 - z - sz <= spot.slack_z:
            area += touched(faces, counts, Cuboid.Z2, x, x + sx, y, y + sy)
    else:
        area += sx * sy
        if spot.z2 - z - sz <= spot.slack_z:
            area += sx * sy
    return area / (2 * (sx * sy + sx * sz + sy * sz))


@folded
def touched(faces: Whole, counts: Whole, side: int, a1: int, a2: int, b1: int, b2: int) -> int:
    """Area of one side of a block, given by where it begins and ends along two axes, that faces touch."""
    area = 0
    for f in range(counts[side]):
        wide = min(a2, faces[side, f, Face.A2]) - max(a1, faces[side, f, Face.A1])
        high = min(b2, faces[side, f, Face.B2]) - max(b1, faces[side, f, Face.B1])
        area += max(wide, 0) * max(high, 0)
    return min(area, (a2 - a1) * (b2 - b1))
