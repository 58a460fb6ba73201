"""Sharing pieces out among several cargo spaces at once: the door to the kernels in `engine.bins`.

They follow sizes, doors, payload, refrigeration, temperatures of a space and support. Loads with any of the other
rules of the dock are for `pack`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from logistics.packing.engine.bins.bounds import fewest_bins
from logistics.packing.engine.bins.fill import fill_in_order
from logistics.packing.engine.bins.model import Bins, Parcels, Shares
from logistics.packing.engine.bins.pool import KEYS
from logistics.packing.engine.bins.refill import WAYS, refill
from logistics.packing.engine.problem import Whole
from logistics.packing.kinds import in_loading_order
from logistics.packing.model import CargoSpace, Item, LoadPlan, Placement
from logistics.packing.parcels import Parcel, like
from logistics.packing.reasons import barred
from logistics.packing.traits import Size, usable_sizes

_NO_PAYLOAD = 1 << 50
_MOST_PIECES = 2_000
_MOST_PAIRS = 2_000_000
"""Pieces, and pieces times spaces, up to which they are shared out: this bounds memory and the time of a round."""

_REMEMBERED_COSTS = 100
_EXACT_BOUND_PIECES = 200


def can_be_shared(spaces: Sequence[CargoSpace], parcels: Sequence[Parcel]) -> bool:
    """Whether the kernels know every rule of these pieces and spaces."""
    items = [item for parcel in parcels for item in parcel]
    return (
        0 < len(items) <= _MOST_PIECES
        and len(items) * len(spaces) <= _MOST_PAIRS
        and not any(space.blocked or space.axles or space.balance for space in spaces)
        and not any(_has_rules(item) for item in items)
        # With one stop, one set of tags and one temperature nobody is in anybody's way.
        and len({(item.stop, item.tags, item.incompatible_tags, item.temperature_c) for item in items}) == 1
    )


def least_number(space: CargoSpace, items: Sequence[Item]) -> int:
    """No fewer spaces like this one hold the pieces, each of which fits it."""
    by_room = math.ceil(sum(item.volume_mm3 for item in items) / space.volume_mm3)
    if len(items) <= _MOST_PIECES:
        poses, first = _poses([usable_sizes(space, item) for item in items])
        size = np.array([space.length_mm, space.width_mm, space.height_mm])
        by_room = int(fewest_bins(first, poses, size, 20 if len(items) <= _EXACT_BOUND_PIECES else 2))
    if not space.max_payload_g:
        return by_room
    heavy = sum(2 * item.weight_g > space.max_payload_g for item in items)
    return max(by_room, heavy, math.ceil(sum(item.weight_g for item in items) / space.max_payload_g))


class Sharing:
    """A search for a place for every parcel in the spaces given. The same seed and rounds give the same result.

    There must be a parcel, and `can_be_shared` must hold.
    """

    WAYS = KEYS * WAYS
    """In how many ways spaces are filled to begin with."""

    def __init__(
        self, spaces: Sequence[CargoSpace], parcels: Sequence[Parcel], *, min_support_share: float, seed: int
    ) -> None:
        self._spaces = list(spaces)
        self._parcels = [tuple(sorted(parcel, key=lambda item: -item.volume_mm3)) for parcel in parcels]
        self._support = float(min_support_share)
        mean_mm3 = sum(space.volume_mm3 for space in spaces) / len(spaces)
        self._goods = _goods(self._spaces, self._parcels, mean_mm3)
        self._bins = _bins(self._spaces, self._parcels, mean_mm3)
        self._best = _nothing_shared(self._goods)
        self._random = np.array([seed * 2_654_435_761 % 2**32 + 1], dtype=np.uint64)
        self._begin()

    def fill(self, way: int) -> None:
        """Fill one space after the other in one of `WAYS` ways. The one that leaves least waiting is gone on with,
        and of those the one with the fewest spaces."""
        tried = _nothing_shared(self._goods)
        order = np.argsort(-self._goods.keys[:, way % KEYS], kind="stable")
        fill_in_order(self._goods, self._bins, order, way // KEYS % WAYS, self._support, tried)
        if self._worth(tried) < self._worth(self._best):
            self._best = tried
            self._begin()

    def improve(self, rounds: int) -> bool:
        """So many rounds of taking spaces out and filling them anew. Returns whether everything has a place."""
        state = self._work, self._best, self._burden, self._past, self._random
        return bool(refill(self._goods, self._bins, self._support, *state, rounds))

    def adopt(self, loads: Sequence[LoadPlan]) -> None:
        """Go on with loads of some of the spaces, found otherwise."""
        placed = {placement.item_id: (number, placement) for number, placement in _numbered(self._spaces, loads)}
        self._best.bin_of[:] = -1
        for u, parcel in enumerate(self._parcels):
            for piece, item in enumerate(parcel, start=int(self._goods.first[u])):
                if item.id in placed:
                    number, at = placed[item.id]
                    low = np.array([at.x_mm, at.y_mm, at.z_mm])
                    self._best.bin_of[u] = number
                    self._best.low[piece] = low
                    self._best.high[piece] = low + np.array([at.dx_mm, at.dy_mm, at.dz_mm])
        self._begin()

    @property
    def complete(self) -> bool:
        """Whether every parcel has a place."""
        return not self.waiting

    @property
    def used(self) -> int:
        """Spaces with anything in them."""
        return len(np.unique(self._best.bin_of[self._best.bin_of >= 0]))

    @property
    def waiting(self) -> list[Parcel]:
        """The parcels without a place."""
        return [self._parcels[u] for u in np.nonzero(self._best.bin_of < 0)[0].tolist()]

    def keep_fullest(self, number: int) -> None:
        """Give up all spaces but so many, the fullest; what is in the others waits. All spaces must be alike."""
        inside = self._best.bin_of >= 0
        filled = np.bincount(
            self._best.bin_of[inside], weights=self._goods.volume[inside], minlength=len(self._spaces)
        )
        numbers = np.full(len(self._spaces), -1)
        numbers[np.argsort(-filled, kind="stable")[:number]] = np.arange(number)
        self._best.bin_of[inside] = numbers[self._best.bin_of[inside]]
        self._spaces = self._spaces[:number]
        size, volume, payload, door, admits = self._bins
        self._bins = Bins(size[:number], volume[:number], payload[:number], door[:number], admits[:, :number].copy())
        self._begin()

    def loads(self) -> list[LoadPlan]:
        """What is in each space that is used, in an order in which every piece can be put in."""
        plans = []
        for number, space in enumerate(self._spaces):
            rows = [
                (item, _sides(self._best.low[piece]), _sides(self._best.high[piece] - self._best.low[piece]))
                for u in np.nonzero(self._best.bin_of == number)[0].tolist()
                for piece, item in enumerate(self._parcels[u], start=int(self._goods.first[u]))
            ]
            if rows:
                plans.append(
                    LoadPlan(
                        space=space,
                        placements=in_loading_order(space, [], rows, floating=self._support == 0),
                        left_over=(),
                    )
                )
        return plans

    def _begin(self) -> None:
        """Go on from the best state, with nothing remembered."""
        self._work = Shares(*(part.copy() for part in self._best))
        self._burden = np.ones(len(self._parcels))
        self._past = np.full(_REMEMBERED_COSTS, np.inf)

    def _worth(self, shares: Shares) -> tuple[float, int]:
        inside = shares.bin_of >= 0
        return float(self._goods.volume[~inside].sum()), len(np.unique(shares.bin_of[inside]))


def warm_up() -> None:
    """Compile the kernels, or load them from the cache."""
    space = CargoSpace(id=0, length_mm=2, width_mm=1, height_mm=1, max_payload_g=None)
    cubes = [Item(id=str(number), length_mm=1, width_mm=1, height_mm=1, weight_g=0) for number in range(3)]
    sharing = Sharing([space], [(cube,) for cube in cubes], min_support_share=1.0, seed=0)
    sharing.fill(0)
    sharing.improve(1)
    least_number(space, cubes)


def _numbered(spaces: list[CargoSpace], loads: Sequence[LoadPlan]) -> Iterator[tuple[int, Placement]]:
    """Every placement with the number of its space; of equal spaces each carries one of the loads."""
    free = list(enumerate(spaces))
    for load in loads:
        at = next(place for place, (_, space) in enumerate(free) if space == load.space)
        number, _ = free.pop(at)
        for placement in load.placements:
            yield number, placement


def _has_rules(item: Item) -> bool:
    return (
        item.bears_nothing
        or item.bottom_only
        or item.max_load_on_top_g is not None
        or item.max_layers is not None
        or item.carries_codes is not None
    )


def _goods(spaces: list[CargoSpace], parcels: list[Parcel], mean_mm3: float) -> Parcels:
    items = [item for parcel in parcels for item in parcel]
    poses, first = _poses([_sizes_anywhere(spaces, item) for item in items])
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


def _bins(spaces: list[CargoSpace], parcels: list[Parcel], mean_mm3: float) -> Bins:
    payloads = [_NO_PAYLOAD if space.max_payload_g is None else space.max_payload_g for space in spaces]
    doors = [space.opening for space in spaces]
    return Bins(
        size=np.array([(space.length_mm, space.width_mm, space.height_mm) for space in spaces], dtype=np.int64),
        volume=np.array([space.volume_mm3 / mean_mm3 for space in spaces]),
        payload=np.array(payloads, dtype=np.int64),
        door=np.array(doors, dtype=np.int64),
        admits=_admitted(spaces, parcels),
    )


def _admitted(spaces: list[CargoSpace], parcels: list[Parcel]) -> NDArray[np.bool_]:
    """(parcels, spaces) whether each piece of a parcel may go into the empty space."""
    columns = {space: number for number, space in enumerate(dict.fromkeys(like(space) for space in spaces))}
    table = np.array(
        [[all(barred(space, item) is None for item in parcel) for space in columns] for parcel in parcels]
    )
    return np.ascontiguousarray(table[:, [columns[like(space)] for space in spaces]])


def _sizes_anywhere(spaces: list[CargoSpace], item: Item) -> tuple[Size, ...]:
    """Sizes in which the piece fits any of the spaces."""
    kinds = dict.fromkeys(like(space) for space in spaces)
    return tuple(dict.fromkeys(size for space in kinds for size in usable_sizes(space, item)))


def _poses(sizes: Sequence[tuple[Size, ...]]) -> tuple[Whole, Whole]:
    """All sizes one below the other, and where those of each piece begin."""
    first = np.cumsum([0, *(len(of_one) for of_one in sizes)])
    return np.array([size for of_one in sizes for size in of_one], dtype=np.int64).reshape(-1, 3), first


def _nothing_shared(goods: Parcels) -> Shares:
    pieces = int(goods.first[-1])
    corners = np.zeros((2, pieces, 3), dtype=np.int64)
    return Shares(np.full(len(goods.volume), -1), corners[0], corners[1])


def _sides(row: Whole) -> Size:
    x, y, z = row.tolist()
    return x, y, z
