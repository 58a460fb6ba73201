"""Bins that are being filled, a piece at a time, each into the low corner of a free space."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from logistics.packing.engine.bins.model import NONE, Bins, Parcels
from logistics.packing.engine.bins.places import merit
from logistics.packing.engine.columns import Cuboid, Free, Parameter
from logistics.packing.engine.jit import inner, lean
from logistics.packing.engine.problem import Real, Whole
from logistics.packing.engine.room.spaces import copy_spaces, cut_spaces, empty_room, spaces_of
from logistics.packing.engine.rules.support import add_top, rests
from logistics.packing.engine.state import TOPS, Spaces, SpaceScratch

MOST_SPACES = 400
"""Free spaces kept for a bin; where there are more, some room is lost and no load becomes wrong."""

_SIDES, _COUNTERS, _PARAMETERS = len(Cuboid), len(Free), len(Parameter)


class Desk(NamedTuple):
    """Bins that are being filled; row k is the k-th of them."""

    number: Whole  # (R,) which bin
    spaces: Spaces  # a pool of R
    spare: Whole  # (R,) payload left
    head: Whole  # (R,) the piece put in last
    below: Whole  # (n,) the piece put in before
    low: Whole  # (n, 3)
    high: Whole  # (n, 3)
    scratch: SpaceScratch
    saved: Spaces  # those of a bin before a parcel of several pieces
    tops: Whole  # (TOPS, 4) what is right below a place
    parameters: Real  # (Parameter,) all 0: of the low corner of a space nothing but itself counts


@inner
def spaces_for(rows: int) -> Spaces:
    """A pool of free spaces of so many bins."""
    return Spaces(
        np.zeros((rows, _COUNTERS), np.int64),
        np.zeros((rows, _SIDES, MOST_SPACES), np.int32),
        np.zeros((rows, MOST_SPACES)),
        np.zeros((rows, MOST_SPACES)),
        np.zeros((rows, MOST_SPACES), np.int32),
        np.ones((rows, 3), np.int64),
    )


@inner
def saved_spaces() -> Spaces:
    """Free spaces of one bin."""
    return Spaces(
        np.zeros(_COUNTERS, np.int64),
        np.zeros((_SIDES, MOST_SPACES), np.int32),
        np.zeros(MOST_SPACES),
        np.zeros(MOST_SPACES),
        np.zeros(MOST_SPACES, np.int32),
        np.ones(3, np.int64),
    )


@inner
def desk_for(rows: int, pieces: int) -> Desk:
    """A desk for so many bins at once."""
    return Desk(
        np.zeros(rows, np.int64),
        spaces_for(rows),
        np.zeros(rows, np.int64),
        np.full(rows, NONE),
        np.zeros(pieces, np.int64),
        np.zeros((pieces, 3), np.int64),
        np.zeros((pieces, 3), np.int64),
        SpaceScratch(np.zeros((_SIDES, MOST_SPACES), np.int32), np.zeros((_SIDES, MOST_SPACES), np.int32)),
        saved_spaces(),
        np.zeros((TOPS, 4), np.int64),
        np.zeros(_PARAMETERS),
    )


@lean
def start(desk: Desk, k: int, bins: Bins, number: int) -> None:
    """Row k of the desk is this bin, empty."""
    desk.number[k] = number
    empty_room(bins.size[number], desk.parameters, spaces_of(desk.spaces, k))
    desk.spare[k] = bins.payload[number]
    desk.head[k] = NONE


@lean
def put_parcel(desk: Desk, k: int, bins: Bins, parcels: Parcels, u: int, way: int, support: float) -> bool:
    """Put all pieces of a parcel into row k of the desk, or none."""
    if parcels.weight[u] > desk.spare[k] or not bins.admits[u, desk.number[k]]:
        return False
    head, several = desk.head[k], parcels.first[u + 1] - parcels.first[u] > 1
    spaces = spaces_of(desk.spaces, k)
    if several:
        copy_spaces(spaces, desk.saved)
    for piece in range(parcels.first[u], parcels.first[u + 1]):
        if not put_piece(desk, k, bins, parcels, piece, way, support):
            if several:
                copy_spaces(desk.saved, spaces)
                desk.head[k] = head
            return False
    desk.spare[k] -= parcels.weight[u]
    return True


@lean
def put_piece(desk: Desk, k: int, bins: Bins, parcels: Parcels, piece: int, way: int, support: float) -> bool:
    """Put a piece on the place of row k that is liked best, if there is one."""
    number, spaces = desk.number[k], spaces_of(desk.spaces, k)
    corners, room, door, best = spaces.corners, bins.size[number], bins.door[number], np.inf
    for e in range(spaces.counts[Free.ROWS]):
        x, y, z = int(corners[Cuboid.X1, e]), int(corners[Cuboid.Y1, e]), int(corners[Cuboid.Z1, e])
        for pose in range(parcels.pose_first[piece], parcels.pose_first[piece + 1]):
            size = parcels.pose_size[pose]
            if (
                size[0] > corners[Cuboid.X2, e] - x
                or size[1] > corners[Cuboid.Y2, e] - y
                or size[2] > corners[Cuboid.Z2, e] - z
                or size[1] > door[1] - door[0]
                or size[2] > door[3] - door[2]
                or (z + size[2] > door[3] and x + 2 * size[0] > room[0])
            ):
                continue
            value = merit(way, corners, e, size, room)
            if value < best and is_held(desk, k, x, y, z, size, support):
                best = value
                desk.low[piece, 0], desk.low[piece, 1], desk.low[piece, 2] = x, y, z
                for axis in range(3):
                    desk.high[piece, axis] = desk.low[piece, axis] + size[axis]
    if best == np.inf:
        return False
    desk.below[piece], desk.head[k] = desk.head[k], piece
    low, high = desk.low[piece], desk.high[piece]
    cut_spaces(room, desk.parameters, spaces, desk.scratch, low[0], low[1], low[2], high[0], high[1], high[2])
    return True


@lean
def is_held(desk: Desk, k: int, x: int, y: int, z: int, size: Whole, support: float) -> bool:
    """Whether a piece would stand soundly on what is in row k."""
    if z == 0 or support == 0:
        return True
    n, other = 0, desk.head[k]
    while other != NONE:
        low, high = desk.low[other], desk.high[other]
        if high[2] == z:
            n = add_top(desk.tops, n, x, y, x + size[0], y + size[1], low[0], low[1], high[0], high[1])
        other = desk.below[other]
    return rests(desk.tops, n, x, y, size[0], size[1], size[0], size[1], support)
