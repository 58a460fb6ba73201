"""Rules of room: inside, apart, supported."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from logistics.packing.checks.loaded import Loaded, Violation, bands, meet, pairs, shared, violation

Point = tuple[float, float]


def inside(load: Loaded) -> Iterator[Violation]:
    """No piece reaches out of the space."""
    room = np.array([load.space.length_mm, load.space.width_mm, load.space.height_mm])
    for row in np.nonzero((load.low < 0).any(axis=1) | (load.high > room).any(axis=1))[0]:
        detail = (
            f"reaches from {load.low[row].tolist()} to {load.high[row].tolist()} in a space of {room.tolist()} mm"
        )
        yield violation("outside", detail, load.items[row])


def apart(load: Loaded) -> Iterator[Violation]:
    """No two pieces take the same room."""
    for rows in bands(len(load.items)):
        x, y, z = (shared(load.low, load.high, rows, axis) > 0 for axis in range(3))
        for first, second in pairs(x & y & z, rows):
            if second > first:
                yield violation("overlap", "take the same room", load.items[first], load.items[second])


def clear_of_blocked_room(load: Loaded) -> Iterator[Violation]:
    """No piece takes blocked room, such as that of a wheel arch or of a unit on the roof."""
    for block in load.space.blocked:
        wide = meet(load.low[:, 0], load.high[:, 0], block.x_mm, block.x_mm + block.dx_mm)
        deep = meet(load.low[:, 1], load.high[:, 1], block.y_mm, block.y_mm + block.dy_mm)
        high = meet(load.low[:, 2], load.high[:, 2], block.z_mm, block.top_mm)
        for row in np.nonzero((wide > 0) & (deep > 0) & (high > 0))[0]:
            corner = (block.x_mm, block.y_mm, block.z_mm)
            detail = f"takes room that is blocked from {corner} up to {block.top_mm} mm"
            yield violation("blocked_room", detail, load.items[row])


def supported(load: Loaded, min_share: float) -> Iterator[Violation]:
    """At least this share of each base rests on something, and the middle of the piece is over what it rests on."""
    bases, held = load.bases_mm2, load.supported_mm2()
    for row in np.nonzero(held < min_share * bases)[0].tolist():
        yield violation("unsupported", f"rests on {held[row]} of {bases[row]} mm²", load.items[row])
    # A base that rests fully cannot tip, so the polygon is drawn for the others only.
    partly = np.nonzero((held >= min_share * bases) & (held < bases))[0].tolist() if min_share > 0 else []
    for row in partly:
        middle = (load.low[row, :2] + load.high[row, :2]) / 2
        if not _within(_hull(_resting_corners(load, row)), (float(middle[0]), float(middle[1]))):
            yield violation("tips", "has its centre of gravity beside what it rests on", load.items[row])


def _resting_corners(load: Loaded, row: int) -> list[Point]:
    """Corners of all faces on which a piece rests."""
    faces = [contact.face for contact in load.contacts if contact.upper == row]
    (x1, y1), (x2, y2) = load.low[row, :2].tolist(), load.high[row, :2].tolist()
    for block in load.space.blocked:
        if load.low[row, 2] == block.top_mm and not block.hangs:
            far_x, far_y = block.x_mm + block.dx_mm, block.y_mm + block.dy_mm
            face = (max(x1, block.x_mm), max(y1, block.y_mm), min(x2, far_x), min(y2, far_y))
            faces += [face] if face[0] < face[2] and face[1] < face[3] else []
    return [(x, y) for a, b, c, d in faces for x in (a, c) for y in (b, d)]


def _hull(points: list[Point]) -> list[Point]:
    """Corners of the convex hull, counterclockwise (Andrew's monotone chain)."""
    ordered = sorted(set(points))
    return _half(ordered) + _half(ordered[::-1])


def _half(points: list[Point]) -> list[Point]:
    chain: list[Point] = []
    for point in points:
        while len(chain) > 1 and _turn(chain[-2], chain[-1], point) <= 0:
            chain.pop()
        chain.append(point)
    return chain[:-1]


def _within(hull: list[Point], point: Point) -> bool:
    """Whether a point is inside the hull or on its edge."""
    return all(_turn(a, b, point) >= 0 for a, b in zip(hull, hull[1:] + hull[:1], strict=True))


def _turn(a: Point, b: Point, c: Point) -> float:
    """Positive when c lies to the left of the way from a to b."""
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
