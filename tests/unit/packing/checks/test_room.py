from dataclasses import replace

import pytest

from logistics.dock.body import Blocked
from logistics.packing.check import check, measure
from logistics.packing.model import CargoSpace, Item, Placement
from tests.unit.packing.cases import a_crate, a_space, standing

ARCH = Blocked(x_mm=300, y_mm=0, dx_mm=400, dy_mm=200, dz_mm=200)


def codes(space: CargoSpace, items: list[Item], placements: list[Placement], share: float = 1.0) -> set[str]:
    return {violation.code for violation in check(space, items, placements, min_support_share=share)}


@pytest.mark.parametrize(
    ("at", "broken"),
    [((299, 200, 0), False), ((300, 199, 0), True), ((300, 0, 199), True), ((700 - 1, 0, 0), True)],
)
def test_no_piece_takes_blocked_room(at: tuple[int, int, int], broken: bool) -> None:
    crate = a_crate(size=(300, 200, 200))
    assert ("blocked_room" in codes(a_space(blocked=(ARCH,)), [crate], [standing(crate, at)])) == broken


def test_the_top_of_a_wheel_arch_carries_together_with_tops_of_its_level() -> None:
    beside, across = a_crate("beside", size=(400, 200, 200)), a_crate("across", size=(400, 400, 100))
    placements = [standing(beside, (300, 200, 0)), standing(across, (300, 0, 200), step=2)]
    space = a_space(blocked=(ARCH,))
    assert codes(space, [beside, across], placements) == set()
    assert measure(space, [beside, across], placements).load_on_top_g == (5_000, 0)
    assert codes(a_space(), [beside, across], placements) == {"unsupported"}


UNIT = Blocked(x_mm=0, y_mm=0, z_mm=400, dx_mm=400, dy_mm=800, dz_mm=200)


@pytest.mark.parametrize(
    ("at", "tall", "broken"),
    [((0, 0, 0), 400, False), ((0, 0, 0), 401, True), ((399, 0, 0), 600, True), ((400, 0, 0), 600, False)],
)
def test_no_piece_stands_where_a_unit_hangs(at: tuple[int, int, int], tall: int, broken: bool) -> None:
    crate = a_crate(size=(300, 200, tall))
    assert ("blocked_room" in codes(a_space(blocked=(UNIT,)), [crate], [standing(crate, at)])) == broken


def test_what_hangs_carries_nothing() -> None:
    shelf = Blocked(x_mm=0, y_mm=0, z_mm=200, dx_mm=400, dy_mm=800, dz_mm=100)
    crate = a_crate()
    assert codes(a_space(blocked=(shelf,)), [crate], [standing(crate, (0, 0, 300))]) == {"unsupported"}


def test_blocked_room_lies_inside_and_apart() -> None:
    with pytest.raises(ValueError, match="the cargo space is 600 mm"):
        a_space((600, 600, 600), blocked=(ARCH,))
    with pytest.raises(ValueError, match="the same room"):
        a_space(blocked=(ARCH, ARCH))
    a_space(blocked=(ARCH, replace(ARCH, z_mm=200)))
    with pytest.raises(ValueError, match="the cargo space is 600 mm"):
        a_space(blocked=(replace(ARCH, z_mm=401),))


def overhanging(by: int) -> tuple[list[Item], list[Placement]]:
    below, above = a_crate("below"), a_crate("above")
    return [below, above], [standing(below), standing(above, (by, 0, 200), step=2)]


@pytest.mark.parametrize(
    ("by", "share", "broken"),
    [(100, 0.75, set()), (101, 0.75, {"unsupported"}), (201, 0.25, {"tips"}), (200, 0.25, set()), (400, 0.0, set())],
)
def test_a_share_of_the_base_and_the_middle_of_the_piece_must_be_held(
    by: int, share: float, broken: set[str]
) -> None:
    assert codes(a_space(), *overhanging(by), share=share) == broken


def test_two_supports_on_opposite_sides_hold_the_middle_between_them() -> None:
    left, right = a_crate("left", size=(100, 300, 200)), a_crate("right", size=(100, 300, 200))
    bridge = a_crate("bridge", size=(600, 300, 100))
    placements = [standing(left), standing(right, (500, 0, 0), step=2), standing(bridge, (0, 0, 200), step=3)]
    assert codes(a_space(), [left, right, bridge], placements, share=0.3) == set()
