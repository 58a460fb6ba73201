"""Why a piece has no place, told in numbers."""

from __future__ import annotations

from logistics.packing.model import CargoSpace, Item, LeftOver, Reason


def barred(space: CargoSpace, item: Item) -> LeftOver | None:
    """Why the piece cannot go into this space even when it is empty, or None."""
    sizes = [size for size in item.permitted_sizes() if _fits(space, size)]
    if item.requires_refrigeration and not space.refrigerated:
        return _left_over(item, Reason.NEEDS_REFRIGERATION, "needs refrigeration; this cargo space has none")
    if not sizes:
        inside = f"{space.length_mm} x {space.width_mm} x {space.height_mm} mm"
        return _left_over(item, Reason.TOO_LARGE, f"does not fit an inside of {inside} in any permitted rotation")
    if not any(space.passes_door(size) for size in sizes):
        width, height = space.door_width_mm or space.width_mm, space.door_height_mm or space.height_mm
        return _left_over(item, Reason.DOES_NOT_PASS_DOOR, f"does not pass a door of {width} x {height} mm")
    if space.max_payload_g is not None and item.weight_g > space.max_payload_g:
        limit = f"and the payload is {_kg(space.max_payload_g)}"
        return _left_over(item, Reason.TOO_HEAVY, f"weighs {_kg(item.weight_g)} {limit}")
    return None


def crowded_out(space: CargoSpace, item: Item, loaded_g: int) -> LeftOver:
    """Why the piece, which would fit the empty space, has no place beside a load of so many grams."""
    spare_g = None if space.max_payload_g is None else space.max_payload_g - loaded_g
    if spare_g is not None and item.weight_g > spare_g:
        detail = f"weighs {_kg(item.weight_g)} and {_kg(spare_g)} of the payload are left"
        return _left_over(item, Reason.PAYLOAD, detail)
    return _left_over(item, Reason.NO_SPACE, "finds no free place among the pieces loaded before it")


def without_space(item: Item) -> LeftOver:
    """Why a piece has no place when there is no cargo space at all."""
    return _left_over(item, Reason.NO_SPACE, "has no place because no cargo space is available")


def _fits(space: CargoSpace, size: tuple[int, int, int]) -> bool:
    return size[0] <= space.length_mm and size[1] <= space.width_mm and size[2] <= space.height_mm


def _left_over(item: Item, reason: Reason, detail: str) -> LeftOver:
    size = f"{item.length_mm} x {item.width_mm} x {item.height_mm} mm"
    return LeftOver(item_id=item.id, reason=reason, detail=f"Piece {item.id} ({size}) {detail}.")


def _kg(grams: int) -> str:
    return f"{grams / 1000:g} kg"
