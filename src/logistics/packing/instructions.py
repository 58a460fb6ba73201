"""Steps of loading as sentences for the people at the dock: `step 7: 123-1-2, upright, left wall, on step 3`."""

from __future__ import annotations

from collections.abc import Sequence

from logistics.packing.checks.loaded import Loaded, loaded
from logistics.packing.model import CargoSpace, Item, Placement


def instructions(space: CargoSpace, items: Sequence[Item], placements: Sequence[Placement]) -> list[str]:
    """A sentence for each placement, in the order given. Every placement must be of one of the items (KeyError)."""
    load = loaded(space, {item.id: item for item in items}, placements)
    below: dict[int, set[int]] = {}
    for contact in load.contacts:
        below.setdefault(contact.upper, set()).add(placements[contact.lower].load_step)
    on_ground = load.grounds_mm2() > 0
    return [
        f"step {placed.load_step}: {placed.item_id}, {_stands(item, placed)}, {_where(load, placed)}, "
        f"{_on(placed, sorted(below.get(row, ())), ground=bool(on_ground[row]))}"
        for row, (item, placed) in enumerate(zip(load.items, placements, strict=True))
    ]


def _stands(item: Item, placed: Placement) -> str:
    """Which side points up, and whether the piece is turned on the floor."""
    if placed.dz_mm == item.height_mm:
        return "upright" if (placed.dx_mm, placed.dy_mm) == (item.length_mm, item.width_mm) else "upright, turned"
    return "on its side" if placed.dz_mm == item.width_mm else "on end"


def _where(load: Loaded, placed: Placement) -> str:
    """Left and right as seen by somebody who faces the doors from inside."""
    at_left = placed.y_mm + placed.dy_mm == load.space.width_mm
    if at_left and placed.y_mm == 0:
        side = "from wall to wall"
    else:
        side = (
            "left wall" if at_left else "right wall" if placed.y_mm == 0 else f"{placed.y_mm} mm from the right wall"
        )
    return f"at the bulkhead, {side}" if placed.x_mm == 0 else f"{placed.x_mm} mm from the bulkhead, {side}"


def _on(placed: Placement, steps: list[int], *, ground: bool) -> str:
    names = ["the floor" if placed.z_mm == 0 else "the wheel arch"] if ground else []
    if steps:
        numbers = ", ".join(map(str, steps[:-1])) + " and " if len(steps) > 1 else ""
        names.append(f"step{'s' if len(steps) > 1 else ''} {numbers}{steps[-1]}")
    return f"on {' and on '.join(names)}" if names else "hanging free"
