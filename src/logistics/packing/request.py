"""What is asked of the packing engine, in one value that every search takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from logistics.packing.model import CargoSpace, Item, Placement, StopRule
from logistics.packing.parcels import Parcel, parcels_of


@dataclass(frozen=True, slots=True)
class Request:
    """Pieces that want a place in some spaces, and on what terms. Lengths in mm, weights in g.

    Args:
        spaces: What is available; several must differ in their ids.
        items: The pieces, pinned ones included; their ids must differ.
        stop: When to stop improving. It ends earlier when there is nothing left to wish for.
        seed: Of everything drawn at random. With `Rounds` the same seed gives the same plan.
        threads: Searches side by side, each on a core of its own, wherever one space is packed by itself; the fullest
            plan of all is taken.
        pinned: Where some of the pieces stand already, when one space is asked about. They stay there and come first
            in the order of loading.
        min_support_share: How much of each base must rest on the floor or on tops directly below (0 to 1). Below 1
            the middle of each piece is also over what it rests on. With 0 pieces may float, so the order of loading
            does not heed what carries what.
        keep_together: Whether all pieces of a group go into the same space, or none of them.

    Raises:
        ValueError: The share is not from 0 to 1, or two pieces have the same id.
    """

    spaces: Sequence[CargoSpace]
    items: Sequence[Item]
    stop: StopRule = field(kw_only=True)
    seed: int = field(default=0, kw_only=True)
    threads: int = field(default=1, kw_only=True)
    pinned: Sequence[Placement] = field(default=(), kw_only=True)
    min_support_share: float = field(default=1.0, kw_only=True)
    keep_together: bool = field(default=False, kw_only=True)

    def __post_init__(self) -> None:
        for name in ("spaces", "items", "pinned"):
            object.__setattr__(self, name, tuple(getattr(self, name)))
        if not 0 <= self.min_support_share <= 1:
            raise ValueError("The share of a base that must rest on something is from 0 to 1.")
        if len({item.id for item in self.items}) < len(self.items):
            raise ValueError("Two pieces have the same id.")

    @property
    def space(self) -> CargoSpace:
        """The one space that is asked about.

        Raises:
            ValueError: There is another number of spaces.
        """
        if len(self.spaces) != 1:
            raise ValueError(f"This packs one cargo space, and {len(self.spaces)} are given.")
        return self.spaces[0]

    @property
    def floating(self) -> bool:
        """Whether pieces need not rest on anything."""
        return self.min_support_share == 0

    @property
    def parcels(self) -> list[Parcel]:
        """What goes as a whole: the pieces, or the groups that are to stay together."""
        return parcels_of(self.items, keep_together=self.keep_together)

    def of(self, spaces: Sequence[CargoSpace], items: Sequence[Item], *, seed: int | None = None) -> Request:
        """The same of other spaces and pieces, where nothing stands yet."""
        return replace(self, spaces=spaces, items=items, pinned=(), seed=self.seed if seed is None else seed)
