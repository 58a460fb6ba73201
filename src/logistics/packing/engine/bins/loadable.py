"""Whether there is an order in which a bin can be loaded."""

from __future__ import annotations

import numpy as np

from logistics.packing.engine.bins.desk import Desk
from logistics.packing.engine.bins.model import NONE, Bins
from logistics.packing.engine.jit import inner
from logistics.packing.engine.loading.steps import all_bars, next_out, take_out
from logistics.packing.engine.loading.ways import Entrance, find_ways


@inner
def all_loadable(desk: Desk, rows: int, bins: Bins, support: float) -> bool:
    """Whether every bin on the desk can be loaded."""
    loadable = True
    for k in range(rows):
        loadable = loadable and can_be_loaded(desk, k, bins, support)
    return loadable


@inner
def can_be_loaded(desk: Desk, k: int, bins: Bins, support: float) -> bool:
    """Whether there is an order in which the pieces of row k can be put in."""
    size, door, floating = bins.size[desk.number[k]], bins.door[desk.number[k]], support == 0
    if floating and door[0] == 0 and door[1] == size[1] and door[2] == 0 and door[3] == size[2]:
        return True
    pieces = 0
    other = desk.head[k]
    while other != NONE:
        pieces += 1
        other = desk.below[other]
    low, high = np.zeros((pieces, 3), np.int64), np.zeros((pieces, 3), np.int64)
    other = desk.head[k]
    for row in range(pieces):
        low[row], high[row] = desk.low[other], desk.high[other]
        other = desk.below[other]
    swept = find_ways(low, high, Entrance(size, door, np.zeros((0, 6), np.int64)))
    bars, gone, stop = all_bars(low, high, swept, floating), np.zeros(pieces, np.bool_), np.ones(pieces, np.int64)
    for _ in range(pieces):
        piece = next_out(low, stop, bars, gone, 0)
        if piece < 0:
            return False
        take_out(low, high, swept, bars, gone, piece, floating)
    return True
