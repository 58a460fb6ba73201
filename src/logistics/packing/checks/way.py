"""Rules of the way in and out: the order of loading, a free way through the doors, and unloading by stops.

A piece comes in as it will stand. It goes through the opening along x until all of it is inside, is moved up or down
and across into a lane there, goes along the lane to its own distance from the bulkhead, and is moved up or down and
across into its place. What it sweeps is a cuboid at the doors, one along the lane and one at its place, and all three
must be free. Out it goes the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from logistics.packing.checks.loaded import (
    BAND,
    Loaded,
    Violation,
    Whole,
    bands,
    pairs,
    shared,
    violation,
    violation_of_all,
)

Marks = NDArray[np.bool_]
InTheWay = Callable[[Whole], Marks]
"""For some rows, which of all pieces are there while each of them moves."""


def steps_count(load: Loaded) -> Iterator[Violation]:
    """Steps count 1, 2, 3, ..."""
    steps = [placed.load_step for placed in load.placements]
    if sorted(steps) != list(range(1, len(steps) + 1)):
        yield violation_of_all("load_order", f"Steps do not count from 1 to {len(steps)}", load)


def carriers_first(load: Loaded) -> Iterator[Violation]:
    """Nothing is loaded before what it stands on."""
    steps = [placed.load_step for placed in load.placements]
    for contact in load.contacts:
        if steps[contact.upper] < steps[contact.lower]:
            upper, lower = load.items[contact.upper], load.items[contact.lower]
            yield violation("load_order", "are loaded in the wrong order: the second carries the first", upper, lower)


def path_free(load: Loaded) -> Iterator[Violation]:
    """Each piece can be put in past those loaded before it."""
    step = np.array([placed.load_step for placed in load.placements], dtype=np.int64)
    for row, other in _without_way(load, lambda rows: step[None, :] < step[rows, None]):
        if other is None:
            yield violation(
                "path_blocked", "has no way in past blocked room and what is loaded before", load.items[row]
            )
        else:
            detail = "are loaded in the wrong order: the second shuts the first out"
            yield violation("path_blocked", detail, load.items[row], load.items[other])


def stops_free(load: Loaded) -> Iterator[Violation]:
    """At its stop no piece has one of a later stop on top of it, between it and the doors, or else in its way out."""
    stop = np.array([item.stop for item in load.items], dtype=np.int64)
    if len(set(stop.tolist())) < 2:
        return
    low, high = load.low, load.high
    for rows in bands(len(stop)):
        later = stop[None, :] > stop[rows, None]
        x, y, z = (shared(low, high, rows, axis) > 0 for axis in range(3))
        shut_in = later & y & z & (low[None, :, 0] >= high[rows, None, 0])
        buried = later & x & y & (low[None, :, 2] >= high[rows, None, 2])
        for first, second in pairs(shut_in, rows):
            detail = f"leave in the wrong order: the second shuts the first in until stop {stop[second]}"
            yield violation("behind_later_stop", detail, load.items[first], load.items[second])
        for first, second in pairs(buried, rows):
            detail = f"leave in the wrong order: the second lies on the first until stop {stop[second]}"
            yield violation("under_later_stop", detail, load.items[first], load.items[second])
    yield from _way_out_free(load, stop)


def _way_out_free(load: Loaded, stop: Whole) -> Iterator[Violation]:
    """At its stop each piece has a way out past those of later stops and those of its own loaded before it."""
    step = np.array([placed.load_step for placed in load.placements], dtype=np.int64)

    def stays(rows: Whole) -> Marks:
        own = (stop[None, :] == stop[rows, None]) & (step[None, :] < step[rows, None])
        marks: Marks = own | (stop[None, :] > stop[rows, None])
        return marks

    for row, other in _without_way(load, stays):
        if other is not None and stop[other] > stop[row]:
            detail = f"leave in the wrong order: the second is in the way of the first until stop {stop[other]}"
            yield violation("behind_later_stop", detail, load.items[row], load.items[other])


@dataclass(frozen=True, slots=True)
class _Lane:
    """For each piece the corner across at which it goes along x, and whether it has such a lane at all."""

    y: Whole
    z: Whole
    open: Marks


def _without_way(load: Loaded, in_the_way: InTheWay) -> Iterator[tuple[int, int | None]]:
    """Rows that have no way, each with a piece that bars it; None where blocked room alone does."""
    waiting = np.arange(len(load.items))
    culprit = np.full(len(load.items), -1)
    for lane in _lanes(load):
        swept = _swept(load, lane)
        usable = lane.open & ~_meets_blocked_room(load, swept)
        asked = waiting[usable[waiting]]
        barred = _barred(asked, swept, load, in_the_way)
        culprit[asked] = np.where(culprit[asked] < 0, barred, culprit[asked])
        waiting = np.setdiff1d(waiting, asked[barred < 0], assume_unique=True)
        if not len(waiting):
            return
    for row in waiting.tolist():
        yield row, None if culprit[row] < 0 else int(culprit[row])


def _lanes(load: Loaded) -> Iterator[_Lane]:
    """At its own height; as high as it comes through the opening; below the roof; beside blocked room in the way."""
    low, size = load.low, load.high - load.low
    every = np.ones(len(low), dtype=np.bool_)
    yield _Lane(low[:, 1], low[:, 2], every)
    yield _Lane(low[:, 1], load.space.opening[3] - size[:, 2], every)
    yield _Lane(low[:, 1], load.space.height_mm - size[:, 2], every)
    if load.space.blocked:
        yield from _lanes_beside_blocked_room(load)


def _lanes_beside_blocked_room(load: Loaded) -> Iterator[_Lane]:
    low, high = load.low, load.high
    first, last = np.full(len(low), load.space.width_mm), np.zeros(len(low), dtype=np.int64)
    for block in load.space.blocked:
        meets = (low[:, 1] < block.y_mm + block.dy_mm) & (high[:, 1] > block.y_mm)
        meets &= (low[:, 2] < block.top_mm) & (high[:, 2] > block.z_mm) & (low[:, 0] < block.x_mm + block.dx_mm)
        first = np.where(meets, np.minimum(first, block.y_mm), first)
        last = np.where(meets, np.maximum(last, block.y_mm + block.dy_mm), last)
    wide, barred = high[:, 1] - low[:, 1], first < last
    yield _Lane(last, low[:, 2], barred & (last + wide <= load.space.width_mm))
    yield _Lane(first - wide, low[:, 2], barred & (first >= wide))


def _swept(load: Loaded, lane: _Lane) -> list[tuple[Whole, Whole]]:
    """Corners (n, 3) of the room that each piece takes on its way by this lane: along it, at the doors, at its place.

    It comes through the opening as near to the lane as it can.
    """
    low, size, end = load.low, load.high - load.low, np.full(len(load.low), load.space.length_mm)
    left, right, sill, lintel = load.space.opening
    door_y = np.clip(lane.y, left, np.maximum(right - size[:, 1], left))
    door_z = np.clip(lane.z, sill, np.maximum(lintel - size[:, 2], sill))
    return [
        _cuboid(size, low[:, 0], end, (lane.y, lane.y), (lane.z, lane.z)),
        _cuboid(size, end - size[:, 0], end, (door_y, lane.y), (door_z, lane.z)),
        _cuboid(size, low[:, 0], load.high[:, 0], (lane.y, low[:, 1]), (lane.z, low[:, 2])),
    ]


def _cuboid(
    size: Whole, from_x: Whole, to_x: Whole, y: tuple[Whole, Whole], z: tuple[Whole, Whole]
) -> tuple[Whole, Whole]:
    """What lies around a piece at either end of a move."""
    low = np.stack([from_x, np.minimum(*y), np.minimum(*z)], axis=1)
    high = np.stack([to_x, np.maximum(*y) + size[:, 1], np.maximum(*z) + size[:, 2]], axis=1)
    return low, high


def _meets_blocked_room(load: Loaded, swept: list[tuple[Whole, Whole]]) -> Marks:
    """Whether blocked room is in a way. To stand in it is another fault."""
    meets = np.zeros(len(load.items), dtype=np.bool_)
    for block in load.space.blocked:
        near = np.array([block.x_mm, block.y_mm, block.z_mm])
        far = near + np.array([block.dx_mm, block.dy_mm, block.dz_mm])
        apart = ~((load.low < far) & (load.high > near)).all(axis=1)
        for low, high in swept:
            meets |= ((low < far) & (high > near)).all(axis=1) & apart
    return meets


def _barred(rows: Whole, swept: list[tuple[Whole, Whole]], load: Loaded, in_the_way: InTheWay) -> Whole:
    """For each of the rows a piece in the room that it sweeps; -1 where there is none."""
    found = np.full(len(rows), -1)
    for start in range(0, len(rows), BAND):
        band = rows[start : start + BAND]
        meets = np.zeros((len(band), len(load.items)), dtype=np.bool_)
        for low, high in swept:
            meets |= _meets(load, low[band], high[band])
        # What takes the room of the piece itself is another fault.
        meets &= in_the_way(band) & ~_meets(load, load.low[band], load.high[band])
        found[start : start + BAND] = np.where(meets.any(axis=1), meets.argmax(axis=1), -1)
    return found


def _meets(load: Loaded, low: Whole, high: Whole) -> Marks:
    """Which pieces reach into each of some cuboids."""
    meets = np.ones((len(low), len(load.items)), dtype=np.bool_)
    for axis in range(3):
        meets &= low[:, None, axis] < load.high[None, :, axis]
        meets &= load.low[None, :, axis] < high[:, None, axis]
    return meets
