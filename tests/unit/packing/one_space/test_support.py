"""Partial support and none: what the engine makes of loads whose bases need not rest fully."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logistics.dock.body import Blocked
from logistics.packing.check import check
from logistics.packing.model import CargoSpace, Item, LoadPlan, Placement, Rounds, Seconds
from logistics.packing.one_space.pack import pack
from logistics.packing.request import Request
from tests.unit.packing.cases import a_crate, a_space, cargo_spaces, item_lists, standing

SHARES = st.sampled_from((0.0, 0.01, 0.5, 0.75))

LEDGE = (100, 100, 200)
"""Room for a piece on each other piece of half its height."""


def item_ids(plan: LoadPlan) -> list[str]:
    return [placed.item_id for placed in plan.placements] + [left.item_id for left in plan.left_over]


def sound(
    space: CargoSpace, items: list[Item], share: float, pinned: tuple[Placement, ...] = (), rounds: int = 4
) -> LoadPlan:
    plan = pack(Request([space], items, stop=Rounds(rounds), min_support_share=share, pinned=pinned))
    assert check(space, items, plan.placements, min_support_share=share) == []
    assert sorted(item_ids(plan)) == sorted(item.id for item in items)
    return plan


def standing_at(plan: LoadPlan, name: str) -> tuple[int, int, int]:
    placed = next(placed for placed in plan.placements if placed.item_id == name)
    return placed.x_mm, placed.y_mm, placed.z_mm


@settings(deadline=None, max_examples=300)
@given(space=cargo_spaces(), items=item_lists(), share=SHARES)
def test_every_plan_passes_the_checker(space: CargoSpace, items: list[Item], share: float) -> None:
    sound(space, items, share)


@settings(deadline=None, max_examples=100)
@given(space=cargo_spaces(), items=item_lists(), loaded=st.integers(1, 5), share=SHARES)
def test_what_is_loaded_already_stays_when_the_rest_is_planned_anew(
    space: CargoSpace, items: list[Item], loaded: int, share: float
) -> None:
    pinned = pack(Request([space], items, stop=Rounds(2), min_support_share=share)).placements[:loaded]
    # Half a load may lean where a whole one did not; then the plan may lean too.
    leans = {violation.code for violation in check(space, items, pinned, min_support_share=share)}
    plan = pack(Request([space], items, stop=Rounds(2), pinned=pinned, min_support_share=share))
    assert plan.placements[: len(pinned)] == pinned
    assert {fault.code for fault in check(space, items, plan.placements, min_support_share=share)} <= leans
    assert leans <= {"axle_load", "off_balance"}
    assert sorted(item_ids(plan)) == sorted(item.id for item in items)


@settings(deadline=None, max_examples=30)
@given(space=cargo_spaces(), items=item_lists(), share=SHARES)
def test_the_same_seed_and_rounds_give_the_same_plan(space: CargoSpace, items: list[Item], share: float) -> None:
    one, two = (pack(Request([space], items, stop=Rounds(6), seed=5, min_support_share=share)) for _ in range(2))
    assert one == two


@pytest.mark.parametrize("threads", [1, 2])
def test_a_perfect_fill_is_found_and_ends_the_search(threads: int) -> None:
    crates = [a_crate(f"crate-{n}", size=(250, 200, 200)) for n in range(4 * 4 * 3)]
    plan = pack(Request([a_space()], crates, stop=Seconds(60), threads=threads, min_support_share=0.0))
    assert plan.left_over == ()


@pytest.mark.parametrize("share", [-0.1, 1.1, float("nan")])
def test_a_share_is_from_none_to_all(share: float) -> None:
    with pytest.raises(ValueError, match="0 to 1"):
        pack(Request([a_space()], [a_crate()], stop=Rounds(1), min_support_share=share))


@pytest.mark.parametrize(
    ("foot", "share", "fit"),
    [(80, 1.0, 1), (80, 0.8, 2), (80, 0.81, 1), (49, 0.49, 1), (49, 0.0, 2), (50, 0.5, 2)],
)
def test_a_piece_overhangs_as_far_as_share_and_balance_let_it(foot: int, share: float, fit: int) -> None:
    """The middle of the upper piece is at 50; a foot of 49 leaves it beside what it rests on."""
    lower = a_crate("lower", size=(foot, 100, 100), orientation="fixed")
    upper = a_crate("upper", size=(100, 100, 100), orientation="fixed", weight_g=1)
    pinned = (standing(lower),)
    space = replace(a_space(LEDGE), door_height_mm=None)
    assert len(sound(space, [lower, upper], share, pinned).placements) == fit


def test_every_piece_of_a_layer_is_held_not_only_the_layer() -> None:
    """Two pieces side by side on a foot of 150 hold 75 % of their bases together, but the second only a half."""
    lower = a_crate("lower", size=(150, 100, 100), orientation="fixed")
    uppers = [a_crate(f"upper-{n}", size=(100, 100, 100), orientation="fixed") for n in range(2)]
    space = a_space((200, 100, 200))
    plan = sound(space, [lower, *uppers], 0.75, (standing(lower),))
    assert len(plan.placements) == 2
    assert len(sound(space, [lower, *uppers], 0.5, (standing(lower),)).placements) == 3


def test_nothing_overhangs_onto_what_bears_nothing() -> None:
    foot = a_crate("foot", size=(80, 100, 100), orientation="fixed")
    vase = a_crate("vase", size=(20, 100, 100), orientation="fixed", fragile=True)
    upper = a_crate("upper", size=(100, 100, 100), orientation="fixed")
    pinned = (standing(foot), standing(vase, (80, 0, 0), step=2))
    assert len(sound(a_space(LEDGE), [foot, vase, upper], 0.75, pinned).placements) == 2


@pytest.mark.parametrize(("carries_g", "fit"), [(9_999, 2), (10_000, 3)])
def test_a_piece_that_overhangs_weighs_on_what_holds_it_alone(carries_g: int, fit: int) -> None:
    """All of the 10 kg rest on the foot, though only 80 % of the base do."""
    foot = a_crate("foot", size=(80, 100, 100), orientation="fixed", max_load_on_top_g=carries_g)
    beside = a_crate("beside", size=(20, 100, 50), orientation="fixed")
    upper = a_crate("upper", size=(100, 100, 100), orientation="fixed")
    pinned = (standing(foot), standing(beside, (80, 0, 0), step=2))
    assert len(sound(a_space(LEDGE), [foot, beside, upper], 0.75, pinned).placements) == fit


def test_what_is_pushed_under_an_overhang_carries_its_part() -> None:
    """A fifth of the 10 kg comes to rest on the piece below: 2 kg, where it may carry 1.5."""
    foot = a_crate("foot", size=(80, 100, 100), orientation="fixed")
    upper = a_crate("upper", size=(100, 100, 100), orientation="fixed")
    pinned = (standing(foot), standing(upper, (0, 0, 100), step=2))
    weak = a_crate("under", size=(20, 100, 100), orientation="fixed", max_load_on_top_g=1_500)
    space = a_space((100, 100, 200))
    for share in (0.0, 0.75):
        assert len(sound(space, [foot, upper, weak], share, pinned).placements) == 2
    strong = replace(weak, max_load_on_top_g=2_000)
    assert len(sound(space, [foot, upper, strong], 0.0, pinned).placements) == 3


def test_goods_for_the_floor_do_not_float() -> None:
    crates = [a_crate(f"crate-{n}", size=(100, 100, 100), bottom_only=True) for n in range(2)]
    assert len(sound(a_space(LEDGE), crates, 0.0).placements) == 1


def test_the_top_of_a_wheel_arch_holds_in_part() -> None:
    arch = Blocked(x_mm=0, y_mm=0, dx_mm=80, dy_mm=100, dz_mm=100)
    crate = a_crate("crate", size=(100, 100, 100), orientation="fixed")
    space = a_space(LEDGE, blocked=(arch,))
    assert standing_at(sound(space, [crate], 0.75), "crate") == (0, 0, 100)
    assert len(sound(space, [crate], 0.85).placements) == 0


def test_where_pieces_float_the_last_stop_goes_in_first_and_each_from_the_bulkhead() -> None:
    crates = [
        a_crate(f"{stop}-{n}", size=(100, 100, 100), orientation="fixed", stop=stop)
        for stop in (1, 2)
        for n in range(4)
    ]
    plan = sound(a_space((400, 100, 200)), crates, 0.0)
    assert [placed.item_id[0] for placed in plan.placements] == ["2"] * 4 + ["1"] * 4
    for stop in ("1", "2"):
        ways = [placed.x_mm for placed in plan.placements if placed.item_id[0] == stop]
        assert ways == sorted(ways)
