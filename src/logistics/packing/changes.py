"""What may be changed so that pieces find a place: the words of advice, without the engine that finds it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from logistics.packing.model import LeftOver


class Kind(StrEnum):
    """What may be changed, the cheapest first: nothing but a permission, another vehicle, one more, less goods."""

    ALLOW_TURNING = "allow_turning"
    LARGER_VEHICLE = "larger_vehicle"
    SECOND_VEHICLE = "second_vehicle"
    LEAVE_OUT = "leave_out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change after which every piece that still travels has a place: it was packed so."""

    kind: Kind
    item_ids: tuple[str, ...] = ()
    space_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """The pieces that have no place, each with its binding rule, and the cheapest change."""

    refused: tuple[LeftOver, ...]
    change: Change
