"""Builders and Hypothesis strategies for pieces, cargo spaces and plans."""

from typing import Any

from hypothesis import strategies as st

from logistics.dock.body import Axles, Balance, Blocked
from logistics.packing.model import CargoSpace, Item, Orientation, Placement

ORIENTATIONS = st.sampled_from(Orientation)


def a_crate(name: str = "crate", size: tuple[int, int, int] = (400, 300, 200), **changes: Any) -> Item:
    length, width, height = size
    given = {"length_mm": length, "width_mm": width, "height_mm": height, "weight_g": 10_000}
    return Item(id=name, **(given | changes))


def kept_at(range_c: tuple[int, int] | None) -> dict[str, Any]:
    """The rule that a piece stays within a range in °C."""
    coldest, warmest = range_c or (None, None)
    return {"min_temperature_c": coldest, "max_temperature_c": warmest}


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
        **draw(st.one_of(st.just({}), _dock_rules())),
    }


def _dock_rules() -> st.SearchStrategy[dict[str, Any]]:
    codes = st.sampled_from(("box", "drum", None))
    tags = st.sampled_from((frozenset(), frozenset(), frozenset({"food"})))
    return st.fixed_dictionaries(
        {
            "max_pressure_g_per_m2": st.one_of(st.none(), st.integers(0, 4_000_000)),
            "max_layers": st.one_of(st.none(), st.integers(1, 3)),
            "stack_code": codes,
            "carries_codes": st.one_of(st.none(), st.frozensets(codes, max_size=2).map(lambda some: some - {None})),
            "stop": st.integers(1, 3),
            "tags": tags,
            "incompatible_tags": st.sampled_from((frozenset(), frozenset({"acid"}))),
            "kept": st.sampled_from((*[None] * 9, (0, 4), (2, 8), (-20, -18))),
        }
    ).map(lambda rules: rules | kept_at(rules.pop("kept")))


@st.composite
def cargo_spaces(draw: st.DrawFn, number: int = 1) -> CargoSpace:
    sides = st.integers(4, 25)
    doors = st.one_of(st.none(), st.integers(3, 25))
    length, width, height = draw(sides), draw(sides), draw(sides)
    return CargoSpace(
        id=number,
        length_mm=length,
        width_mm=width,
        height_mm=height,
        max_payload_g=draw(st.one_of(st.none(), st.integers(0, 300))),
        door_width_mm=draw(doors),
        door_height_mm=draw(doors),
        door_left_mm=draw(st.one_of(st.none(), st.integers(0, width // 2))),
        door_sill_mm=draw(st.sampled_from((0, 0, 1))),
        refrigerated=draw(st.booleans()),
        cost_cents=draw(st.integers(0, 500)),
        temperature_c=draw(st.sampled_from((None, (-25, 10), (0, 10)))),
        blocked=draw(_blocked(length, width, height)),
        axles=draw(st.one_of(st.none(), _axles(length))),
        balance=draw(st.one_of(st.none(), _balances(length, width))),
    )


@st.composite
def _blocked(draw: st.DrawFn, length: int, width: int, height: int) -> tuple[Blocked, ...]:
    """Nothing, a wheel arch on each side, or what hangs at the bulkhead, from the roof or in mid-air."""
    if width < 3 or draw(st.booleans()):
        return ()
    if draw(st.integers(0, 3)) == 0:
        z = draw(st.integers(1, height - 1))
        reach = draw(st.integers(1, length))
        return (Blocked(x_mm=0, y_mm=0, z_mm=z, dx_mm=reach, dy_mm=width, dz_mm=draw(st.integers(1, height - z))),)
    x, deep = draw(st.integers(0, length - 1)), draw(st.integers(1, (width - 1) // 2))
    size = {"dx_mm": draw(st.integers(1, length - x)), "dy_mm": deep, "dz_mm": draw(st.integers(1, height))}
    return tuple(Blocked(x_mm=x, y_mm=y, **size) for y in (0, width - deep))


@st.composite
def _axles(draw: st.DrawFn, length: int) -> Axles:
    spare = st.integers(20, 200)
    return Axles(
        wheelbase_mm=draw(st.integers(max(1, length // 2), 2 * length)),
        bulkhead_mm=draw(st.integers(-length // 4, length // 2)),
        tare_front_g=100,
        tare_rear_g=80,
        max_front_g=100 + draw(spare),
        max_rear_g=80 + draw(spare),
        min_front_share=draw(st.sampled_from((0.0, 0.2, 0.3))),
        min_rear_share=draw(st.sampled_from((0.0, 0.25))),
    )


@st.composite
def _balances(draw: st.DrawFn, length: int, width: int) -> Balance:
    low, high = sorted((draw(st.integers(0, length)), draw(st.integers(0, length))))
    return Balance(
        min_x_mm=draw(st.sampled_from((None, low))),
        max_x_mm=draw(st.sampled_from((None, high))),
        max_lateral_mm=draw(st.one_of(st.none(), st.integers(0, width // 2))),
        from_g=draw(st.sampled_from((0, 50))),
    )
