"""Rules of goods: how a piece may stand, what may rest on it, and what it may travel with."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from logistics.packing.checks.loaded import Loaded, Violation, violation
from logistics.packing.model import Item

MM2_PER_M2 = 1_000_000

STACKING_CODES = (
    "stacked_on_unstackable",
    "stacked_on_fragile",
    "overloaded_top",
    "pressed_top",
    "stack_code",
    "too_many_layers",
)
"""What a violation of how pieces stand on each other is called."""


def permitted(load: Loaded) -> Iterator[Violation]:
    """Each piece stands in a permitted rotation, in which it passes the doors, and on the floor if it must."""
    for item, placed in zip(load.items, load.placements, strict=True):
        size = (placed.dx_mm, placed.dy_mm, placed.dz_mm)
        if size not in item.permitted_sizes():
            yield violation("size", f"may not stand as {size} mm", item)
        if not load.space.passes_door(size):
            left, right, sill, lintel = load.space.opening
            door = f"{right - left} x {lintel - sill} mm"
            yield violation("does_not_pass_door", f"is {size} mm and the door is {door}", item)
        if item.bottom_only and placed.z_mm != 0:
            yield violation("not_on_floor", f"must stand on the floor, not at {placed.z_mm} mm", item)


def bearing(load: Loaded) -> Iterator[Violation]:
    """Nothing rests on what bears nothing, or on a piece whose stack codes do not let it."""
    for contact in load.contacts:
        upper, lower = load.items[contact.upper], load.items[contact.lower]
        if not lower.stackable:
            yield violation("stacked_on_unstackable", "touch: nothing may rest on the second", upper, lower)
        elif lower.fragile:
            yield violation("stacked_on_fragile", "touch: the second is fragile", upper, lower)
        elif lower.carries_codes is not None and upper.stack_code not in lower.carries_codes:
            codes = ", ".join(sorted(lower.carries_codes)) or "nothing"
            yield violation("stack_code", f"touch: the second carries {codes}", upper, lower)


def layers(load: Loaded) -> Iterator[Violation]:
    """No more like pieces stand on each other than the upper ones permit."""
    layer = [1] * len(load.items)
    for contact in sorted(load.contacts, key=lambda contact: int(load.low[contact.upper, 2])):
        if _alike(load.items[contact.upper], load.items[contact.lower]):
            layer[contact.upper] = max(layer[contact.upper], layer[contact.lower] + 1)
    for item, number in zip(load.items, layer, strict=True):
        if item.max_layers is not None and number > item.max_layers:
            yield violation("too_many_layers", f"is layer {number} of like pieces; {item.max_layers} may be", item)


def loads_on_top(load: Loaded) -> Iterator[Violation]:
    """No piece carries more than it may."""
    for item, grams in zip(load.items, load.load_on_top_g(), strict=True):
        if item.max_load_on_top_g is not None and round(grams) > item.max_load_on_top_g:
            detail = f"carries {round(grams)} g and may carry {item.max_load_on_top_g} g"
            yield violation("overloaded_top", detail, item)


def pressures(load: Loaded) -> Iterator[Violation]:
    """No piece is pressed upon, anywhere on its top, by more weight for each square metre than it bears.

    A piece presses on all that it rests on with its own weight and what rests on it, spread evenly over the area by
    which it rests. So what a light piece beside a heavy one adds to the area does not help below the heavy one.
    """
    if all(item.max_pressure_g_per_m2 is None for item in load.items):
        return
    on_top, held = load.load_on_top_g(), load.supported_mm2()
    for contact in load.contacts:
        upper, lower = load.items[contact.upper], load.items[contact.lower]
        grams = round((on_top[contact.upper] + upper.weight_g) * MM2_PER_M2 / int(held[contact.upper]))
        if lower.max_pressure_g_per_m2 is not None and grams > lower.max_pressure_g_per_m2:
            bears = f"the second bears {lower.max_pressure_g_per_m2} g/m²"
            yield violation("pressed_top", f"touch: the first presses with {grams} g/m² and {bears}", upper, lower)


def tags_apart(load: Loaded) -> Iterator[Violation]:
    """Goods that are declared incompatible are not in one space; one pair of pieces stands for all of two kinds."""
    kinds = {(item.tags, item.incompatible_tags): item for item in load.items}
    for one, two in combinations(kinds.values(), 2):
        if clash := one.clash_with(two):
            yield violation("incompatible", f"may not travel together because of {min(clash)}", one, two)


def kept_cool(load: Loaded) -> Iterator[Violation]:
    """The space can be kept at one temperature that suits every piece in it."""
    for item in load.items:
        if item.requires_refrigeration and not load.space.refrigerated:
            yield violation("not_refrigerated", "needs refrigeration and the space has none", item)
    ranges = {item.temperature_c: item for item in load.items if item.temperature_c is not None}
    if load.space.temperature_c is None:
        for item in ranges.values():
            yield violation("temperature", f"needs {item.temperature_c} °C and the space keeps none", item)
    elif ranges:
        warm = max(ranges.values(), key=lambda item: (item.temperature_c or (0, 0))[0])
        cold = min(ranges.values(), key=lambda item: (item.temperature_c or (0, 0))[1])
        low = max(load.space.temperature_c[0], (warm.temperature_c or (0, 0))[0])
        high = min(load.space.temperature_c[1], (cold.temperature_c or (0, 0))[1])
        if low > high:
            detail = f"need at least {low} and at most {high} °C in a space that keeps {load.space.temperature_c} °C"
            yield violation("temperature", detail, *dict.fromkeys((warm, cold)))


RULES = (permitted, bearing, layers, loads_on_top, pressures, tags_apart, kept_cool)
"""Every rule of goods."""


def _alike(one: Item, two: Item) -> bool:
    """Like pieces have the same sides and weight."""
    return (one.length_mm, one.width_mm, one.height_mm, one.weight_g) == (
        two.length_mm,
        two.width_mm,
        two.height_mm,
        two.weight_g,
    )
