"""The independent judge of a plan: every rule from its definition, in NumPy, without the engine.

Whoever relies on a plan checks it here. Loads pass from a piece to what it rests on in proportion to the
contact areas; they are computed in floating point and compared as whole grams. The rules are in `checks`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from logistics.packing.checks import goods, room, way, weight
from logistics.packing.checks.loaded import Loaded, Violation, Whole, loaded
from logistics.packing.model import CargoSpace, Item, Placement

__all__ = ["HEADINGS", "LoadMetrics", "Violation", "check", "measure"]

_RULES = (
    room.inside,
    room.apart,
    room.clear_of_blocked_room,
    *goods.RULES,
    weight.payload,
    weight.weight_in_its_place,
    way.steps_count,
    way.path_free,
    way.stops_free,
)

HEADINGS: dict[str, tuple[str, ...]] = {
    "inside": ("outside", "blocked_room"),
    "apart": ("overlap", "duplicate_item", "unknown_item"),
    "orientation": ("size",),
    "door": ("does_not_pass_door",),
    "refrigeration": ("not_refrigerated", "temperature"),
    "compatible": ("incompatible",),
    "floor": ("not_on_floor",),
    "support": ("unsupported", "tips"),
    "stacking": goods.STACKING_CODES,
    "payload": ("payload",),
    "axles": ("axle_load", "off_balance"),
    "load_order": ("load_order", "path_blocked"),
    "stops": ("behind_later_stop", "under_later_stop"),
}
"""What a violation may be called, under the headings by which people are told what was looked at."""


def check(
    space: CargoSpace, items: Sequence[Item], placements: Sequence[Placement], *, min_support_share: float = 1.0
) -> list[Violation]:
    """Everything that is wrong with a plan; an empty list is the proof that it holds.

    Args:
        space: Inside of the vehicle.
        items: The pieces that may be in it. Not all of them need be.
        placements: Where they are said to stand, in any order.
        min_support_share: How much of each base must rest on something (0 to 1). Below 1 the middle of the
            piece must also be over what it rests on; 0 asks for no support at all, nor that what carries a
            piece is loaded before it.
    """
    known = {item.id: item for item in items}
    unknown = [p.item_id for p in placements if p.item_id not in known]
    counts = Counter(p.item_id for p in placements)
    found = [_of_id("unknown_item", item_id, "is not one of the pieces") for item_id in unknown]
    found += [_of_id("duplicate_item", key, f"stands {n} times") for key, n in counts.items() if n > 1]
    load = loaded(space, known, [p for p in placements if p.item_id in known])
    found += room.supported(load, min_support_share)
    if min_support_share > 0:
        found += way.carriers_first(load)
    for rule in _RULES:
        found += rule(load)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadMetrics:
    """Figures of a plan. The last two have one entry per placement, in the order given.

    `filled_share` and `floor_share` are parts of the space's volume and of its floor (0 to 1).
    """

    filled_share: float
    weight_g: int
    volume_mm3: int
    centre_of_gravity_mm: tuple[int, int, int]
    floor_share: float
    supported_share: tuple[float, ...]
    load_on_top_g: tuple[int, ...]


def measure(space: CargoSpace, items: Sequence[Item], placements: Sequence[Placement]) -> LoadMetrics:
    """Figures that a layout document states. Every placement must be of one of the items (KeyError)."""
    load = loaded(space, {item.id: item for item in items}, placements)
    volumes = (load.high - load.low).prod(axis=1)
    weights = np.array([item.weight_g for item in load.items], dtype=np.int64)
    on_floor = load.bases_mm2[load.low[:, 2] == 0].sum()
    return LoadMetrics(
        filled_share=float(volumes.sum() / space.volume_mm3),
        weight_g=int(weights.sum()),
        volume_mm3=int(volumes.sum()),
        centre_of_gravity_mm=_centre(load, weights if weights.any() else volumes),
        floor_share=float(on_floor / (space.length_mm * space.width_mm)),
        supported_share=tuple((load.supported_mm2() / load.bases_mm2).tolist()),
        load_on_top_g=tuple(round(grams) for grams in load.load_on_top_g()),
    )


def _of_id(code: str, item_id: str, detail: str) -> Violation:
    return Violation(code=code, item_ids=(item_id,), detail=f"{item_id} {detail}.")


def _centre(load: Loaded, mass: Whole) -> tuple[int, int, int]:
    """Centre of the mass; of the volume when nothing weighs anything; the origin when there is nothing."""
    if not mass.any():
        return (0, 0, 0)
    x, y, z = ((load.low + load.high) / 2 * mass[:, None]).sum(axis=0) / mass.sum()
    return (round(x), round(y), round(z))
