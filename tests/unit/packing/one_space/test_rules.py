"""Rules of the dock in the search: what the engine makes of problems that tempt it to break them."""

from dataclasses import replace

import pytest

from logistics.dock.body import Axles, Balance, Blocked
from logistics.packing.check import check
from logistics.packing.model import CargoSpace, Item, LoadPlan, Placement, Reason, Rounds
from logistics.packing.one_space.pack import pack
from logistics.packing.request import Request
from tests.unit.packing.cases import a_crate, a_space, kept_at, standing

TOWER = (400, 300, 600)
"""Room for three crates on each other, and no more."""

TUNNEL = (1200, 300, 200)
"""Room for three crates behind each other, and no more."""


def crates(count: int, **changes: object) -> list[Item]:
    return [a_crate(f"{changes.get('stop', '')}crate-{n}", orientation="fixed", **changes) for n in range(count)]


def sound(space: CargoSpace, items: list[Item], **pins: list[Placement]) -> LoadPlan:
    plan = pack(Request([space], items, stop=Rounds(4), **pins))
    assert check(space, items, plan.placements) == []
    assert len(plan.placements) + len(plan.left_over) == len(items)
    return plan


def placed(space: CargoSpace, items: list[Item]) -> int:
    return len(sound(space, items).placements)


@pytest.mark.parametrize(("layers", "fit"), [(1, 1), (2, 2), (3, 3), (None, 3)])
def test_like_pieces_are_stacked_up_to_their_layers(layers: int | None, fit: int) -> None:
    assert placed(a_space(TOWER), crates(3, max_layers=layers)) == fit


def test_layers_count_through_kinds_of_other_stops() -> None:
    items = crates(1, max_layers=2, stop=1) + crates(2, max_layers=2, stop=2)
    assert placed(a_space(TOWER), items) == 2


def test_pieces_are_stacked_only_on_those_that_carry_their_code() -> None:
    drums = crates(2, stack_code="drum", carries_codes=frozenset())
    pallets = [a_crate("pallet", orientation="fixed", weight_g=9, carries_codes=frozenset({"drum"}))]
    assert placed(a_space(TOWER), drums) == 1
    assert placed(a_space(TOWER), drums + pallets) == 2


def test_the_first_stop_stands_nearest_to_the_doors() -> None:
    items = [item for stop in (2, 3, 1) for item in crates(1, stop=stop)]
    plan = sound(a_space(TUNNEL), items)
    assert [p.item_id for p in sorted(plan.placements, key=lambda p: -p.x_mm)] == ["1crate-0", "2crate-0", "3crate-0"]
    assert [p.item_id for p in plan.placements] == ["3crate-0", "2crate-0", "1crate-0"]


def test_the_first_stop_lies_on_top() -> None:
    items = [item for stop in (2, 3, 1) for item in crates(1, stop=stop)]
    plan = sound(a_space(TOWER), items)
    assert [p.item_id for p in sorted(plan.placements, key=lambda p: -p.z_mm)] == ["1crate-0", "2crate-0", "3crate-0"]


def test_incompatible_goods_are_left_for_another_space() -> None:
    food = [a_crate(f"food-{n}", tags=frozenset({"food"})) for n in range(3)]
    acid = [a_crate("acid", incompatible_tags=frozenset({"food"}))]
    plan = sound(a_space(), acid + food)
    assert [(left.item_id, left.reason) for left in plan.left_over] == [("acid", Reason.INCOMPATIBLE)]
    assert plan.left_over[0].detail == (
        "Piece acid (400 x 300 x 200 mm) may not travel with piece food-0 because of food."
    )


def test_goods_without_a_common_temperature_do_not_travel_together() -> None:
    frozen, chilled = crates(1, **kept_at((-20, -18))), [a_crate("chilled", **kept_at((2, 8)))]
    plan = sound(a_space(temperature_c=(-25, 10)), frozen + chilled)
    assert [left.reason for left in plan.left_over] == [Reason.TEMPERATURE]
    assert sound(a_space(), chilled).left_over[0].detail.endswith("this cargo space is not kept at any temperature.")


def test_goods_stand_beside_and_on_wheel_arches() -> None:
    arch = Blocked(x_mm=0, y_mm=0, dx_mm=1000, dy_mm=300, dz_mm=200)
    assert placed(a_space((400, 600, 400), blocked=(replace(arch, dx_mm=400),)), crates(5)) == 3


def test_a_load_is_shifted_to_where_the_axles_bear_it() -> None:
    axles = Axles(
        wheelbase_mm=4000, bulkhead_mm=0, tare_front_g=1, tare_rear_g=1, max_front_g=5_001, max_rear_g=6_001
    )
    plan = sound(a_space((4000, 300, 200), axles=axles), crates(1))
    assert [p.x_mm for p in plan.placements] == [1800]


def test_a_load_that_the_axles_cannot_bear_is_left_in_part() -> None:
    axles = Axles(
        wheelbase_mm=1000, bulkhead_mm=0, tare_front_g=0, tare_rear_g=0, max_front_g=10_000, max_rear_g=10_000
    )
    assert placed(a_space((1200, 300, 200), axles=axles), crates(3)) == 2


def test_an_axle_is_not_lifted_by_what_is_loaded() -> None:
    # Everything must stand behind the rear axle, where a crate takes more off the front axle than is on it.
    axles = Axles(
        wheelbase_mm=1000, bulkhead_mm=0, tare_front_g=5_000, tare_rear_g=0, max_front_g=90_000, max_rear_g=90_000
    )
    wall = Blocked(x_mm=0, y_mm=0, dx_mm=1400, dy_mm=300, dz_mm=200)
    assert placed(a_space((2600, 300, 200), axles=axles, blocked=(wall,)), crates(3)) == 0
    assert (
        placed(a_space((2600, 300, 200), axles=replace(axles, tare_front_g=6_000), blocked=(wall,)), crates(3)) == 1
    )


def test_goods_stand_under_what_hangs_and_not_in_it() -> None:
    unit = Blocked(x_mm=0, y_mm=0, z_mm=200, dx_mm=400, dy_mm=300, dz_mm=200)
    plan = sound(a_space((800, 300, 400), blocked=(unit,)), crates(5))
    assert sorted((p.x_mm, p.z_mm) for p in plan.placements) == [(0, 0), (400, 0), (400, 200)]


def test_weight_is_spread_to_both_sides() -> None:
    space = a_space((400, 900, 200), balance=Balance(max_lateral_mm=30))
    heavy = [a_crate(f"heavy-{n}", orientation="fixed", weight_g=50_000) for n in range(2)]
    plan = sound(space, [*heavy, a_crate("light", orientation="fixed", weight_g=1_000)])
    assert len(plan.placements) == 3


def test_pinned_pieces_stay_and_the_rest_goes_around_them() -> None:
    items = crates(3)
    pin = standing(items[1], (400, 0, 0))
    plan = sound(a_space((1200, 600, 200)), items, pinned=[pin])
    assert plan.placements[0] == pin
    assert plan.left_over == ()


def test_nothing_goes_where_a_pinned_piece_bars_the_way() -> None:
    items = crates(3)
    plan = sound(a_space(TUNNEL), items, pinned=[standing(items[1], (400, 0, 0))])
    assert [p.x_mm for p in plan.placements] == [400, 800]


def test_a_pinned_piece_keeps_its_rules() -> None:
    fragile = a_crate("fragile", fragile=True)
    assert len(sound(a_space(TOWER), [fragile, *crates(1)], pinned=[standing(fragile)]).placements) == 1
    weak = a_crate("weak", max_load_on_top_g=10_000)
    assert len(sound(a_space(TOWER), [weak, *crates(2)], pinned=[standing(weak)]).placements) == 2


def test_pins_that_cannot_be_are_refused() -> None:
    with pytest.raises(ValueError, match="cannot stand"):
        pack(Request([a_space()], crates(1), stop=Rounds(1), pinned=[standing(crates(1)[0], (0, 0, 100))]))


def test_pins_alone_are_a_plan() -> None:
    items = crates(1)
    assert sound(a_space(), items, pinned=[standing(items[0])]).placements == (standing(items[0]),)


def test_a_pinned_load_that_leans_is_mended_by_the_rest() -> None:
    items = crates(2)
    space = a_space((1200, 300, 200), balance=Balance(min_x_mm=400))
    assert len(sound(space, items, pinned=[standing(items[0])]).placements) == 2


def cubes(count: int) -> list[Item]:
    return [a_crate(f"cube-{n}", size=(1000, 1000, 1000)) for n in range(count)]


@pytest.mark.parametrize(("length", "fit"), [(1000, 1), (1999, 1), (2000, 3), (3000, 5)])
def test_at_the_doors_nothing_stands_above_the_lintel(length: int, fit: int) -> None:
    assert placed(a_space((length, 1000, 2000), door_height_mm=1000), cubes(6)) == fit


@pytest.mark.parametrize(("left", "fit"), [(None, 1), (0, 2), (1000, 2), (1, 1)])
def test_what_stands_beside_the_door_comes_first(left: int | None, fit: int) -> None:
    narrow = a_space((1000, 2000, 1000), door_width_mm=1000, door_left_mm=left)
    assert placed(narrow, cubes(3)) == fit


def test_nothing_is_put_behind_a_wall() -> None:
    wall = Blocked(x_mm=1000, y_mm=0, dx_mm=1, dy_mm=1000, dz_mm=1000)
    assert placed(a_space((2001, 1000, 1000), blocked=(wall,)), cubes(2)) == 1


def test_goods_that_are_for_a_later_stop_leave_room_for_the_others_to_come_down() -> None:
    low = a_space((2000, 1000, 2000), door_height_mm=1000)
    items = [replace(cube, stop=stop) for cube, stop in zip(cubes(3), (2, 2, 1), strict=True)]
    assert len(sound(low, items).placements) == 3


@pytest.mark.parametrize(("limit", "fit"), [(0, 1), (83_332, 1), (83_334, 2), (166_666, 2), (166_667, 3), (None, 3)])
@pytest.mark.parametrize("share", [1.0, 0.75])
def test_like_pieces_are_stacked_up_to_what_their_tops_bear(share: float, limit: int | None, fit: int) -> None:
    # A crate presses with 83.333 kg/m².
    items = crates(3, max_pressure_g_per_m2=limit)
    plan = pack(Request([a_space(TOWER)], items, stop=Rounds(4), min_support_share=share))
    assert check(a_space(TOWER), items, plan.placements, min_support_share=share) == []
    assert len(plan.placements) == fit


@pytest.mark.parametrize(("limit", "fit"), [(499_999, 1), (500_000, 2)])
def test_a_narrow_foot_is_kept_off_a_weak_top(limit: int, fit: int) -> None:
    # 10 kg / 0.02 m² = 500 kg/m², and the tower has room for it on the crate only.
    crate = a_crate("crate", orientation="fixed", max_pressure_g_per_m2=limit)
    foot = a_crate("foot", (200, 100, 400), orientation="fixed", max_pressure_g_per_m2=0)
    assert placed(a_space((400, 300, 600)), [crate, foot]) == fit


def test_what_comes_later_on_top_counts_for_what_is_below() -> None:
    # The lowest bears two crates, 166.667 kg/m², and not three.
    lowest = a_crate("lowest", orientation="fixed", weight_g=10_001, max_pressure_g_per_m2=170_000, bottom_only=True)
    assert placed(a_space((400, 300, 800)), [lowest, *crates(3)]) == 3
