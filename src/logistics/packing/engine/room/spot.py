"""A corner of free room into which a block may go, and how much of the block's surface would touch something
there."""

from __future__ import annotations

from typing import NamedTuple

from logistics.packing.engine.jit import folded


class Spot(NamedTuple):
    """The corner of a free rectangle or of a free space."""

    x1: int
    y1: int
    z1: int
    x2: int
    y2: int
    z2: int
    at_door_end: bool  # the block goes to the high x
    at_far_side: bool  # the block goes to the high y
    at_roof: bool  # the block goes to the high z
    slack_x: float  # gaps up to which a face counts as touching
    slack_y: float
    slack_z: float


@folded
def corner_at(spot: Spot, sx: int, sy: int, sz: int) -> tuple[int, int, int]:
    """Where the low corner of a block of this size comes to stand."""
    x = spot.x2 - sx if spot.at_door_end else spot.x1
    y = spot.y2 - sy if spot.at_far_side else spot.y1
    z = spot.z2 - sz if spot.at_roof else spot.z1
    return x, y, z
