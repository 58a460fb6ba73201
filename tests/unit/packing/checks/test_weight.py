from dataclasses import replace

import pytest

from logistics.dock.body import Axles, Balance
from logistics.packing.check import check
from logistics.packing.checks.weight import axle_loads_g
from logistics.packing.model import CargoSpace, Item, Placement
from tests.unit.packing.cases import a_crate, a_space, standing

AXLES = Axles(
    wheelbase_mm=1000, bulkhead_mm=200, tare_front_g=5_000, tare_rear_g=5_000, max_front_g=12_000, max_rear_g=12_000
)


def codes(space: CargoSpace, items: list[Item], placements: list[Placement]) -> set[str]:
    return {violation.code for violation in check(space, items, placements)}


def one_at(x: int, y: int = 0) -> tuple[list[Item], list[Placement]]:
    crate = a_crate()
    return [crate], [standing(crate, (x, y, 0))]


def test_the_lever_shares_a_weight_between_the_axles() -> None:
    assert axle_loads_g(AXLES, 10_000, 300) == (5_000 + 5_000, 5_000 + 5_000)
    assert axle_loads_g(AXLES, 10_000, 800) == (5_000, 15_000)
    assert axle_loads_g(AXLES, 10_000, 900) == (4_000, 16_000)


@pytest.mark.parametrize(("x", "broken"), [(199, True), (200, False), (300, False), (301, True)])
def test_neither_axle_bears_more_than_it_may(x: int, broken: bool) -> None:
    # The middle of the crate must lie 400 to 500 mm from the bulkhead: 4 kg are left in front, 7 kg behind.
    axles = replace(AXLES, max_front_g=9_000)
    assert codes(a_space(axles=axles), *one_at(x)) == ({"axle_load"} if broken else set())


@pytest.mark.parametrize(("stop", "broken"), [(2, set()), (1, {"axle_load"})])
def test_axle_loads_hold_after_every_stop(stop: int, broken: set[str]) -> None:
    # Behind the rear axle the second crate relieves the front axle; once it is out, the first is too much for it.
    space = a_space((2000, 800, 600), axles=replace(AXLES, max_front_g=5_100))
    items = [a_crate("front", weight_g=300, stop=2), a_crate("rear", weight_g=1_000, stop=stop)]
    assert codes(space, items, [standing(items[0]), standing(items[1], (1500, 0, 0), step=2)]) == broken


@pytest.mark.parametrize(("x", "broken"), [(1100, False), (1101, True)])
def test_no_axle_is_lifted_off_the_road(x: int, broken: bool) -> None:
    # 10 kg whose middle is 1300 mm from the bulkhead, 500 mm behind the rear axle, take 5 kg off the front axle.
    axles = replace(AXLES, max_rear_g=100_000)
    assert codes(a_space((3000, 800, 600), axles=axles), *one_at(x)) == ({"axle_load"} if broken else set())


@pytest.mark.parametrize(("share", "broken"), [(0.2, False), (0.2001, True)])
def test_an_axle_that_steers_bears_its_share(share: float, broken: bool) -> None:
    # With the middle at 900 mm 4 of 20 kg are left in front.
    axles = replace(AXLES, max_rear_g=100_000, min_front_share=share)
    assert codes(a_space(axles=axles, size=(2000, 800, 600)), *one_at(700)) == ({"axle_load"} if broken else set())


def test_the_rear_axle_bears_its_share_too() -> None:
    # At the bulkhead, before the front axle, 10 kg take 3 kg off the rear axle.
    axles = replace(AXLES, bulkhead_mm=-500, max_front_g=100_000)
    assert codes(a_space(axles=axles), *one_at(0)) == set()
    assert codes(a_space(axles=replace(axles, min_rear_share=0.1)), *one_at(0)) == set()
    assert codes(a_space(axles=replace(axles, min_rear_share=0.11)), *one_at(0)) == {"axle_load"}


def test_the_front_axle_stays_on_the_road_at_every_stop() -> None:
    # What is at the doors would lift it once what is at the bulkhead is out.
    space = a_space((3000, 800, 600), axles=replace(AXLES, max_front_g=100_000, max_rear_g=100_000))
    items = [a_crate("front", stop=2), a_crate("rear", stop=2)]
    placements = [standing(items[0]), standing(items[1], (1400, 0, 0), step=2)]
    assert codes(space, items, placements) == set()
    assert codes(space, [replace(items[0], stop=1), items[1]], placements) == {"axle_load", "behind_later_stop"}


def test_an_empty_vehicle_keeps_its_own_limits() -> None:
    with pytest.raises(ValueError, match=r"puts 0\.\d+ of its weight on it, and not 0\.51"):
        a_space(axles=replace(AXLES, min_front_share=0.51))
    with pytest.raises(ValueError, match="cannot both be kept"):
        a_space(balance=Balance(min_x_mm=2, max_x_mm=1))


@pytest.mark.parametrize(("x", "broken"), [(99, True), (100, False), (200, False), (201, True)])
def test_the_centre_of_gravity_keeps_its_distance_from_the_bulkhead(x: int, broken: bool) -> None:
    space = a_space(balance=Balance(min_x_mm=300, max_x_mm=400))
    assert codes(space, *one_at(x)) == ({"off_balance"} if broken else set())


@pytest.mark.parametrize(("y", "broken"), [(199, True), (200, False), (300, False), (301, True)])
def test_the_centre_of_gravity_lies_near_the_middle(y: int, broken: bool) -> None:
    space = a_space(balance=Balance(max_lateral_mm=50))
    assert codes(space, *one_at(0, y)) == ({"off_balance"} if broken else set())


def test_light_loads_may_lie_anywhere() -> None:
    assert codes(a_space(balance=Balance(max_lateral_mm=50, from_g=10_001)), *one_at(0)) == set()
    assert codes(a_space(balance=Balance(max_lateral_mm=50, from_g=10_000)), *one_at(0)) == {"off_balance"}
