"""Sharing pieces out among several cargo spaces at once: the door to the kernels in `engine.bins`.

They follow sizes, doors, payload, refrigeration, temperatures of a space and support. Loads with any of the other
rules of the dock are for `one_space.pack`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from logistics.packing.arrays.bins import make_bins, make_parcels, no_shares
from logistics.packing.arrays.kinds import in_loading_order
from logistics.packing.arrays.problem import Standing
from logistics.packing.engine.bins.fill import fill_in_order
from logistics.packing.engine.bins.model import Bins, Shares
from logistics.packing.engine.bins.pool import KEYS
from logistics.packing.engine.bins.refill import WAYS, refill
from logistics.packing.engine.problem import Whole
from logistics.packing.model import CargoSpace, Item, LoadPlan, Placement, Rounds
from logistics.packing.parcels import Parcel
from logistics.packing.request import Request
from logistics.packing.several_spaces.bounds import least_number
from logistics.packing.traits import Size

_MOST_PIECES = 2_000
_MOST_PAIRS = 2_000_000
"""Pieces, and pieces times spaces, up to which they are shared out: this bounds memory and the time of a round."""

_REMEMBERED_COSTS = 100


def can_be_shared(request: Request) -> bool:
    """Whether the kernels know every rule of these pieces and spaces."""
    spaces, items = request.spaces, request.items
    return (
        0 < len(items) <= _MOST_PIECES
        and len(items) * len(spaces) <= _MOST_PAIRS
        and not any(space.blocked or space.axles or space.balance for space in spaces)
        and not any(item.stack_by_rule for item in items)
        # With one stop, one set of tags and one temperature nobody is in anybody's way.
        and len({(item.stop, item.tags, item.incompatible_tags, item.temperature_c) for item in items}) == 1
    )


class Sharing:
    """A search for a place for every parcel in the spaces given. The same seed and rounds give the same result.

    There must be a parcel, and `can_be_shared` must hold.
    """

    WAYS = KEYS * WAYS
    """In how many ways spaces are filled to begin with."""

    def __init__(self, request: Request) -> None:
        self._spaces = list(request.spaces)
        self._parcels = [tuple(sorted(parcel, key=lambda item: -item.volume_mm3)) for parcel in request.parcels]
        self._support = float(request.min_support_share)
        self._floating = request.floating
        self._goods = make_parcels(self._spaces, self._parcels)
        self._bins = make_bins(self._spaces, self._parcels)
        self._best = no_shares(self._goods)
        self._random = np.array([request.seed * 2_654_435_761 % 2**32 + 1], dtype=np.uint64)
        self._begin()

    def fill(self, way: int) -> None:
        """Fill one space after the other in one of `WAYS` ways. The one that leaves least waiting is gone on with,
        and of those the one with the fewest spaces."""
        tried = no_shares(self._goods)
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
        contents = ((space, self._standing(number)) for number, space in enumerate(self._spaces))
        return [
            LoadPlan(space=space, placements=in_loading_order(space, [], rows, self._floating), left_over=())
            for space, rows in contents
            if rows
        ]

    def _standing(self, number: int) -> list[Standing]:
        """The pieces in a space, with their corners and sizes."""
        low, high = self._best.low, self._best.high
        return [
            (item, _sides(low[piece]), _sides(high[piece] - low[piece]))
            for u in np.nonzero(self._best.bin_of == number)[0].tolist()
            for piece, item in enumerate(self._parcels[u], start=int(self._goods.first[u]))
        ]

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
    sharing = Sharing(Request([space], cubes, stop=Rounds(1)))
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


def _sides(row: Whole) -> Size:
    x, y, z = row.tolist()
    return x, y, z
