"""Filling one bin after the other: every parcel into the first bin that takes it."""

from __future__ import annotations

from logistics.packing.engine.bins.desk import desk_for, put_parcel, start
from logistics.packing.engine.bins.loadable import can_be_loaded
from logistics.packing.engine.bins.model import NONE, Bins, Parcels, Shares
from logistics.packing.engine.jit import kernel
from logistics.packing.engine.problem import Whole


@kernel
def fill_in_order(parcels: Parcels, bins: Bins, order: Whole, way: int, support: float, shares: Shares) -> None:
    """Put every parcel into the first bin that takes it; bins that cannot be loaded so are emptied again.

    order: (U,) the parcels.
    """
    desk = desk_for(len(bins.size), len(shares.low))
    for b in range(len(bins.size)):
        start(desk, b, bins, b)
    shares.bin_of[:] = NONE
    for u in order:
        for b in range(len(bins.size)):
            if put_parcel(desk, b, bins, parcels, u, way, support):
                shares.bin_of[u] = b
                break
    shares.low[:], shares.high[:] = desk.low, desk.high
    for b in range(len(bins.size)):
        if not can_be_loaded(desk, b, bins, support):
            for u in order:
                if shares.bin_of[u] == b:
                    shares.bin_of[u] = NONE
