"""What may press on a top, worked out by hand. A crate measures 400 x 300 mm, 0.12 m², and weighs 10 kg."""

import pytest

from logistics.dock.body import Blocked
from logistics.packing.check import check
from logistics.packing.model import Item, Placement
from tests.unit.packing.cases import a_crate, a_space, standing


def broken(
    *placed: tuple[Item, Placement], min_support_share: float = 1.0, blocked: tuple[Blocked, ...] = ()
) -> list[str]:
    space = a_space((1000, 800, 900), blocked=blocked)
    items, placements = [item for item, _ in placed], [placement for _, placement in placed]
    found = check(space, items, placements, min_support_share=min_support_share)
    return [f"{fault.code}: {fault.detail}" for fault in found]


def at(item: Item, x: int, y: int, z: int, step: int) -> tuple[Item, Placement]:
    return item, standing(item, (x, y, z), step)


@pytest.mark.parametrize(("limit", "holds"), [(83_333, True), (83_332, False), (None, True), (0, False)])
def test_a_crate_presses_with_its_weight_over_its_base(limit: int | None, holds: bool) -> None:
    # 10 kg / 0.12 m² = 83.333 kg/m².
    below = a_crate("below", max_pressure_g_per_m2=limit)
    found = broken(at(below, 0, 0, 0, 1), at(a_crate("above"), 0, 0, 200, 2))
    assert found == (
        []
        if holds
        else [
            "pressed_top: above and below touch: the first presses with 83333 g/m² and the second bears "
            f"{limit} g/m²."
        ]
    )


def test_what_stands_higher_presses_through_what_is_between() -> None:
    # 20 kg / 0.12 m² = 166.667 kg/m² on the lowest, 83.333 on the middle one.
    lowest, middle, top = a_crate("lowest", max_pressure_g_per_m2=166_667), a_crate("middle"), a_crate("top")
    stack = at(middle, 0, 0, 200, 2), at(top, 0, 0, 400, 3)
    assert broken(at(lowest, 0, 0, 0, 1), *stack) == []
    weaker = a_crate("lowest", max_pressure_g_per_m2=166_666)
    assert [fault.split(" touch")[0] for fault in broken(at(weaker, 0, 0, 0, 1), *stack)] == [
        "pressed_top: middle and lowest"
    ]


def test_a_narrow_foot_presses_more() -> None:
    # 10 kg / 0.02 m² = 500 kg/m².
    below, foot = a_crate("below", max_pressure_g_per_m2=499_999), a_crate("foot", (200, 100, 200))
    assert "500000 g/m²" in broken(at(below, 0, 0, 0, 1), at(foot, 0, 0, 200, 2))[0]


def test_a_light_piece_beside_a_heavy_one_does_not_help() -> None:
    # 30 kg / 0.06 m² = 500 kg/m² below the heavy one, though both together press with 31 kg / 0.12 m² = 258 kg/m².
    below = a_crate("below", max_pressure_g_per_m2=400_000)
    heavy, light = (
        a_crate("heavy", (200, 300, 200), weight_g=30_000),
        a_crate("light", (200, 300, 200), weight_g=1_000),
    )
    found = broken(at(below, 0, 0, 0, 1), at(heavy, 0, 0, 200, 2), at(light, 200, 0, 200, 3))
    assert len(found) == 1
    assert "heavy and below touch: the first presses with 500000 g/m²" in found[0]


def test_a_piece_across_two_presses_alike_on_both() -> None:
    # Half of it lies on each: 5 kg / 0.06 m² = 83.333 kg/m².
    weak, strong = a_crate("weak", max_pressure_g_per_m2=83_332), a_crate("strong", max_pressure_g_per_m2=83_333)
    across = at(a_crate("across"), 200, 0, 200, 3)
    found = broken(at(weak, 0, 0, 0, 1), at(strong, 400, 0, 0, 2), across)
    assert [fault.split(" touch")[0] for fault in found] == ["pressed_top: across and weak"]


def test_what_overhangs_presses_on_less() -> None:
    # Three quarters of its base rest: 10 kg / 0.09 m² = 111.111 kg/m².
    below = a_crate("below", max_pressure_g_per_m2=111_110)
    found = broken(at(below, 0, 0, 0, 1), at(a_crate("above"), 100, 0, 200, 2), min_support_share=0.75)
    assert "111111 g/m²" in found[0]


def test_a_wheel_arch_bears_its_part() -> None:
    # Half of the base rests on the arch, so the crate below bears 5 kg on 0.06 m².
    arch = Blocked(x_mm=400, y_mm=0, dx_mm=400, dy_mm=300, dz_mm=200)
    for limit, faults in ((83_333, 0), (83_332, 1)):
        below = a_crate("below", max_pressure_g_per_m2=limit)
        assert len(broken(at(below, 0, 0, 0, 1), at(a_crate("above"), 200, 0, 200, 2), blocked=(arch,))) == faults


def test_what_rests_on_the_floor_or_touches_from_the_side_does_not_press() -> None:
    below = a_crate("below", max_pressure_g_per_m2=0)
    assert broken(at(below, 0, 0, 0, 1), at(a_crate("beside"), 400, 0, 0, 2)) == []
