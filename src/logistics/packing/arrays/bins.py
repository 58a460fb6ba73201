"""Parcels and cargo spaces as the arrays that the kernels in `engine.bins` work on."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from logistics.packing.engine.bins.model import Bins, Parcels, Shares
from logistics.packing.engine.problem import Whole
from logistics.packing.model import CargoSpace, Item
from logistics.packing.parcels import Parcel
from logistics.packing.reasons import barred
from logistics.packing.spaces import like
from logistics.packing.traits import Size, usable_sizes

_NO_PAYLOAD = 1 << 50


def make_parcels(spaces: Sequence[CargoSpace], parcels: Sequence[Parcel]) -> Parcels:
    """What is shared out; of each parcel the largest piece comes first."""
    mean_mm3 = _mean_mm3(spaces)
    items = [item for parcel in parcels for item in parcel]
    poses, first = make_poses([_sizes_anywhere(spaces, item) for item in items])
    return Parcels(
        first=np.cumsum([0, *(len(parcel) for parcel in parcels)]),
        volume=np.array([sum(item.volume_mm3 for item in parcel) / mean_mm3 for parcel in parcels]),
        weight=np.array([sum(item.weight_g for item in parcel) for parcel in parcels], dtype=np.int64),
        keys=np.array([_measures(parcel) for parcel in parcels]),
        pose_first=first,
        pose_size=poses,
    )


def _measures(parcel: Parcel) -> list[float]:
    """Logarithms of the volume, and of measures of the largest piece."""
    length, width, height = parcel[0].length_mm, parcel[0].width_mm, parcel[0].height_mm
    volume = sum(item.volume_mm3 for item in parcel)
    sides = (max(length, width, height), length * width, length * height, width * height, length + width + height)
    return [math.log(measure) for measure in (volume, *sides)]


def make_bins(spaces: Sequence[CargoSpace], parcels: Sequence[Parcel]) -> Bins:
    """The spaces, and which parcels each of them admits."""
    mean_mm3 = _mean_mm3(spaces)
    payloads = [_NO_PAYLOAD if space.max_payload_g is None else space.max_payload_g for space in spaces]
    doors = [space.opening for space in spaces]
    return Bins(
        size=np.array([(space.length_mm, space.width_mm, space.height_mm) for space in spaces], dtype=np.int64),
        volume=np.array([space.volume_mm3 / mean_mm3 for space in spaces]),
        payload=np.array(payloads, dtype=np.int64),
        door=np.array(doors, dtype=np.int64),
        admits=_admitted(spaces, parcels),
    )


def _admitted(spaces: Sequence[CargoSpace], parcels: Sequence[Parcel]) -> NDArray[np.bool_]:
    """(parcels, spaces) whether each piece of a parcel may go into the empty space."""
    columns = {space: number for number, space in enumerate(dict.fromkeys(like(space) for space in spaces))}
    table = np.array(
        [[all(barred(space, item) is None for item in parcel) for space in columns] for parcel in parcels]
    )
    return np.ascontiguousarray(table[:, [columns[like(space)] for space in spaces]])


def _sizes_anywhere(spaces: Sequence[CargoSpace], item: Item) -> tuple[Size, ...]:
    """Sizes in which the piece fits any of the spaces."""
    kinds = dict.fromkeys(like(space) for space in spaces)
    return tuple(dict.fromkeys(size for space in kinds for size in usable_sizes(space, item)))


def make_poses(sizes: Sequence[tuple[Size, ...]]) -> tuple[Whole, Whole]:
    """All sizes one below the other, and where those of each piece begin."""
    first = np.cumsum([0, *(len(of_one) for of_one in sizes)])
    return np.array([size for of_one in sizes for size in of_one], dtype=np.int64).reshape(-1, 3), first


def no_shares(parcels: Parcels) -> Shares:
    """Every parcel waits."""
    corners = np.zeros((2, int(parcels.first[-1]), 3), dtype=np.int64)
    return Shares(np.full(len(parcels.volume), -1), corners[0], corners[1])


def _mean_mm3(spaces: Sequence[CargoSpace]) -> float:
    return sum(space.volume_mm3 for space in spaces) / len(spaces)
