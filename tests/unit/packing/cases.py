"""Builders and Hypothesis strategies for pieces, cargo spaces and plans."""

from typing import Any

from hypothesis import strategies as st

from logistics.packing.model import CargoSpace, Item, Orientation, Placement

ORIENTATIONS = st.sampled_from(Orientation)


def a_crate(name: str = "crate", size: tuple[int, int, int] = (400, 300, 200), **changes: Any) -> Item:
    length, width, height = size
    given = {"length_mm": length, "width_mm": width, "height_mm": height, "weight_g": 10_000}
    return Item(id=name, **(given | changes))


def a_space(size: tuple[int, int, int] = (1000, 800, 600), **changes: Any) -> CargoSpace:
    length, width, height = size
    given = {"id": 1, "length_mm": length, "width_mm": width, "height_mm": height, "max_payload_g": None}
    return CargoSpace(**(given | changes))


def standing(item: Item, at: tuple[int, int, int] = (0, 0, 0), step: int = 1, **changes: Any) -> Placement:
    """The piece as given, unless `changes` turns it."""
    given = {"dx_mm": item.length_mm, "dy_mm": item.width_mm, "dz_mm": item.height_mm}
    return Placement(item_id=item.id, x_mm=at[0], y_mm=at[1], z_mm=at[2], load_step=step, **(given | changes))


@st.composite
def item_lists(draw: st.DrawFn, most: int = 25) -> list[Item]:
    """Pieces of a few kinds, with every rule a piece can have."""
    kinds = draw(st.lists(_kinds(), min_size=1, max_size=5))
    picks = draw(st.lists(st.integers(0, len(kinds) - 1), min_size=1, max_size=most))
    return [Item(id=f"piece-{number}", **kinds[pick]) for number, pick in enumerate(picks)]


@st.composite
def _kinds(draw: st.DrawFn) -> dict[str, Any]:
    sides = st.integers(1, 12)
    rare = st.sampled_from((False, False, False, True))
    return {
        "length_mm": draw(sides),
        "width_mm": draw(sides),
        "height_mm": draw(sides),
        "weight_g": draw(st.integers(0, 30)),
        "orientation": draw(ORIENTATIONS),
        "stackable": not draw(rare),
        "fragile": draw(rare),
        "max_load_on_top_g": draw(st.one_of(st.none(), st.integers(0, 80))),
        "bottom_only": draw(rare),
        "requires_refrigeration": draw(rare),
    }


@st.composite
def cargo_spaces(draw: st.DrawFn, number: int = 1) -> CargoSpace:
    sides = st.integers(4, 25)
    doors = st.one_of(st.none(), st.integers(3, 25))
    return CargoSpace(
        id=number,
        length_mm=draw(sides),
        width_mm=draw(sides),
        height_mm=draw(sides),
        max_payload_g=draw(st.one_of(st.none(), st.integers(0, 300))),
        door_width_mm=draw(doors),
        door_height_mm=draw(doors),
        refrigerated=draw(st.booleans()),
        cost_cents=draw(st.integers(0, 500)),
    )
