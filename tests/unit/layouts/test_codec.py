"""What is written of a plan is read back as it was."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logistics.contracts.goods import Handling
from logistics.contracts.kinds import stated
from logistics.contracts.layout import Engine, LayoutDocument
from logistics.contracts.orders import Piece
from logistics.contracts.vehicles import VehicleRead
from logistics.dock.fields import said_of
from logistics.dock.rules import Rules
from logistics.layouts.codec import (
    cargo_space,
    judged,
    layout_body,
    packing_item,
    packing_placement,
    stated_item,
    stated_space,
    written_load,
)
from logistics.layouts.proof import figure_faults, piece_faults, space_faults
from logistics.layouts.reading import parse_layout
from logistics.packing.model import LoadPlan, Placement
from tests.unit.dock.test_rules import rules
from tests.unit.layouts.test_proof import VAN

SIDES = st.integers(1, 300)
BODIES: list[dict[str, Any]] = [
    {},
    {"min_temperature_c": 2, "max_temperature_c": 8, "balance": {"min_x_mm": 5, "from_kg": "0.5"}},
    {
        "blocked": [{"x_mm": 3000, "y_mm": 0, "z_mm": 5, "dx_mm": 10, "dy_mm": 10, "dz_mm": 10}],
        "axles": {
            "wheelbase_mm": 2000,
            "bulkhead_mm": -10,
            "tare_front_kg": "10.125",
            "tare_rear_kg": 10,
            "max_front_kg": 4000,
            "max_rear_kg": 4000,
            "min_rear_share": 0.25,
        },
    },
]


@st.composite
def pieces(draw: st.DrawFn) -> list[Piece]:
    count = draw(st.integers(1, 6))
    return [
        Piece(
            item=f"1-{number}-1",
            order_id=1,
            sku=draw(st.sampled_from((None, "BOX"))),
            description="Crate",
            length_mm=draw(SIDES),
            width_mm=draw(SIDES),
            height_mm=draw(SIDES),
            weight_kg=Decimal(draw(st.integers(1, 900_000))) / 1000,
            **Handling(**stated(Rules, draw(rules()))).model_dump(),
        )
        for number in range(count)
    ]


def in_a_row(goods: list[Piece]) -> tuple[Placement, ...]:
    """One behind the other, every second one turned."""
    placements, x = [], 0
    for step, piece in enumerate(goods, start=1):
        sides = [piece.length_mm, piece.width_mm, piece.height_mm][:: 1 if step % 2 else -1]
        size = dict(zip(("dx_mm", "dy_mm", "dz_mm"), sides, strict=True))
        placements.append(Placement(item_id=piece.item, x_mm=x, y_mm=0, z_mm=0, load_step=step, **size))
        x += sides[0]
    return tuple(placements)


@given(goods=pieces(), body=st.sampled_from(BODIES))
def test_a_plan_is_read_back_as_it_was_written(goods: list[Piece], body: dict[str, Any]) -> None:
    van = VehicleRead.model_validate(VAN.model_dump() | body)
    plan = LoadPlan(space=cargo_space(van), placements=in_a_row(goods), left_over=())
    packed = judged(van, plan, [packing_item(piece) for piece in goods])
    document = LayoutDocument(
        order_ids=[1],
        loads=[written_load(packed, {piece.item: piece for piece in goods})],
        unplaced=[],
        engine=Engine(name="by hand", version="1", seed=0, ms=0),
        created_at=datetime(2026, 11, 28, tzinfo=UTC),
    )

    read = parse_layout(layout_body(document))

    assert read == document
    (load,) = read.loads
    assert tuple(packing_placement(placed) for placed in load.placements) == plan.placements
    seen = ("length_mm", "width_mm", "height_mm", "max_payload_g", "temperature_c", "blocked", "axles", "balance")
    assert [getattr(stated_space(load.space), name) for name in seen] == [getattr(plan.space, name) for name in seen]
    for placed, piece in zip(load.placements, goods, strict=True):
        read_rules, own = stated_item(placed), piece.rules
        names = [one.name for one in said_of(Rules) if one.in_layouts]
        assert [getattr(read_rules, name) for name in names] == [getattr(own, name) for name in names]
        assert (read_rules.weight_g, read_rules.fragile) == (packing_item(piece).weight_g, own.fragile)
    assert (piece_faults(read, goods), figure_faults(load), space_faults(load.space, van)) == ([], [], [])


@pytest.mark.parametrize(("limit", "said"), [(None, False), ("83.333", True)])
def test_a_rule_that_nothing_has_is_not_said(limit: str | None, said: bool) -> None:
    piece = Piece.model_validate(
        {
            "item": "1-1-1",
            "order_id": 1,
            "sku": None,
            "description": "Crate",
            "length_mm": 400,
            "width_mm": 300,
            "height_mm": 200,
            "weight_kg": "10",
            "max_pressure_kg_per_m2": limit,
        }
    )
    plan = LoadPlan(space=cargo_space(VAN), placements=in_a_row([piece]), left_over=())
    load = written_load(judged(VAN, plan, [packing_item(piece)]), {piece.item: piece})
    assert ("max_pressure_kg_per_m2" in load.placements[0].model_fields_set) is said
