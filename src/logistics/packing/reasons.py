"""Why a piece has no place, told in numbers."""

from __future__ import annotations

from logistics.dock.rules import RELIEFS
from logistics.packing.compatibility import Cargo
from logistics.packing.model import CargoSpace, Item, LeftOver, Reason


def barred(space: CargoSpace, item: Item) -> LeftOver | None:
    """Why the piece cannot go into this space even when it is empty, or None."""
    sizes = [size for size in item.permitted_sizes() if _fits(space, size)]
    if item.requires_refrigeration and not space.refrigerated:
        return _left_over(item, Reason.NEEDS_REFRIGERATION, "needs refrigeration; this cargo space has none")
    if not space.keeps(item.temperature_c):
        return _left_over(item, Reason.TEMPERATURE, _temperatures(space, item))
    if not sizes:
        inside = f"{space.length_mm} x {space.width_mm} x {space.height_mm} mm"
        return _left_over(item, Reason.TOO_LARGE, f"does not fit an inside of {inside} in any permitted rotation")
    if not any(space.passes_door(size) for size in sizes):
        left, right, sill, lintel = space.opening
        detail = f"does not pass a door of {right - left} x {lintel - sill} mm"
        return _left_over(item, Reason.DOES_NOT_PASS_DOOR, detail)
    if space.max_payload_g is not None and item.weight_g > space.max_payload_g:
        limit = f"and the payload is {_kg(space.max_payload_g)}"
        return _left_over(item, Reason.TOO_HEAVY, f"weighs {_kg(item.weight_g)} {limit}")
    return None


def unwelcome(item: Item, other: Item) -> LeftOver:
    """Why the piece may not travel with the other, with which it does not get along."""
    if clash := item.clash_with(other):
        detail = f"may not travel with piece {other.id} because of {min(clash)}"
        return _left_over(item, Reason.INCOMPATIBLE, detail)
    detail = f"needs {_range(item.temperature_c)} and piece {other.id} {_range(other.temperature_c)}"
    return _left_over(item, Reason.TEMPERATURE, detail)


def crowded_out(space: CargoSpace, item: Item, loaded_g: int) -> LeftOver:
    """Why the piece, which would fit the empty space, has no place beside a load of so many grams."""
    spare_g = None if space.max_payload_g is None else space.max_payload_g - loaded_g
    if spare_g is not None and item.weight_g > spare_g:
        detail = f"weighs {_kg(item.weight_g)} and {_kg(spare_g)} of the payload are left"
        return _left_over(item, Reason.PAYLOAD, detail)
    return _left_over(item, Reason.NO_SPACE, "finds no free place among the pieces loaded before it")


def turned_away(space: CargoSpace, item: Item, cargo: Cargo) -> LeftOver:
    """Why the piece, which would fit the empty space, has no place beside these others."""
    foe = cargo.conflict_with(item)
    return crowded_out(space, item, cargo.weight_g) if foe is None else unwelcome(item, foe)


BINDING = {reason: relief.words for reason, relief in RELIEFS.items()} | {
    Reason.STOPS: "but for the order of the stops",
    Reason.WEIGHT_IN_PLACE: "but for the vehicles' axle loads and balance",
}
"""Rules that may bind, and when a piece that they keep out would find a place."""


def bound_by(item: Item, reason: Reason) -> LeftOver:
    """Which rule alone keeps out a piece that was crowded out."""
    return _left_over(item, reason, f"would find a place {BINDING[reason]}")


def misplaced(item: Item) -> LeftOver:
    """Why a piece that is alone has no place."""
    return _left_over(item, Reason.WEIGHT_IN_PLACE, "stands nowhere so that axle loads and balance hold")


def kept_together(item: Item) -> LeftOver:
    """Why a piece that could go waits: its group does not go as a whole."""
    return _left_over(
        item, Reason.KEPT_TOGETHER, f"stays with its group {item.group}, which fits no space as a whole"
    )


def without_space(item: Item) -> LeftOver:
    """Why a piece has no place when there is no cargo space at all."""
    return _left_over(item, Reason.NO_SPACE, "has no place because no cargo space is available")


def _fits(space: CargoSpace, size: tuple[int, int, int]) -> bool:
    return size[0] <= space.length_mm and size[1] <= space.width_mm and size[2] <= space.height_mm


def _temperatures(space: CargoSpace, item: Item) -> str:
    offer = (
        "is not kept at any temperature" if space.temperature_c is None else f"keeps {_range(space.temperature_c)}"
    )
    return f"needs {_range(item.temperature_c)}; this cargo space {offer}"


def _range(temperature_c: tuple[int, int] | None) -> str:
    return "any temperature" if temperature_c is None else f"{temperature_c[0]} to {temperature_c[1]} °C"


def _left_over(item: Item, reason: Reason, detail: str) -> LeftOver:
    size = f"{item.length_mm} x {item.width_mm} x {item.height_mm} mm"
    return LeftOver(item_id=item.id, reason=reason, detail=f"Piece {item.id} ({size}) {detail}.")


def _kg(grams: int) -> str:
    return f"{grams / 1000:g} kg"
