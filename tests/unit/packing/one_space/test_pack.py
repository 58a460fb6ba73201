import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logistics.packing.check import check
from logistics.packing.model import CargoSpace, Item, LoadPlan, Reason, Rounds, Seconds
from logistics.packing.one_space.pack import pack, warm_up
from logistics.packing.request import Request
from tests.unit.packing.cases import a_crate, a_space, cargo_spaces, item_lists


def item_ids(plan: LoadPlan) -> list[str]:
    return [placed.item_id for placed in plan.placements] + [left.item_id for left in plan.left_over]


def packed_mm3(plan: LoadPlan) -> int:
    return sum(placed.dx_mm * placed.dy_mm * placed.dz_mm for placed in plan.placements)


@settings(deadline=None, max_examples=300)
@given(space=cargo_spaces(), items=item_lists())
def test_every_plan_passes_the_checker(space: CargoSpace, items: list[Item]) -> None:
    plan = pack(Request([space], items, stop=Rounds(5)))
    assert check(space, items, plan.placements) == []
    assert sorted(item_ids(plan)) == sorted(item.id for item in items)


@settings(deadline=None, max_examples=100)
@given(space=cargo_spaces(), items=item_lists(), loaded=st.integers(1, 5))
def test_what_is_loaded_already_stays_when_the_rest_is_planned_anew(
    space: CargoSpace, items: list[Item], loaded: int
) -> None:
    pinned = pack(Request([space], items, stop=Rounds(2))).placements[:loaded]
    # Half a load may lean where a whole one did not; then the plan may lean too.
    leans = {violation.code for violation in check(space, items, pinned)}
    plan = pack(Request([space], items, stop=Rounds(2), pinned=pinned))
    assert plan.placements[: len(pinned)] == pinned
    assert {violation.code for violation in check(space, items, plan.placements)} <= leans
    assert leans <= {"axle_load", "off_balance"}
    assert sorted(item_ids(plan)) == sorted(item.id for item in items)


@settings(deadline=None, max_examples=30)
@given(space=cargo_spaces(), items=item_lists())
def test_the_same_seed_and_rounds_give_the_same_plan(space: CargoSpace, items: list[Item]) -> None:
    request = Request([space], items, stop=Rounds(8), seed=5)
    assert pack(request) == pack(request)


@settings(deadline=None, max_examples=30)
@given(space=cargo_spaces(), items=item_lists())
def test_searches_side_by_side_fill_at_least_what_one_does(space: CargoSpace, items: list[Item]) -> None:
    alone, together = (pack(Request([space], items, stop=Rounds(8), threads=threads)) for threads in (1, 3))
    assert check(space, items, together.placements) == []
    assert packed_mm3(together) >= packed_mm3(alone)


@pytest.mark.parametrize("threads", [1, 2])
def test_a_perfect_fill_is_found_and_ends_the_search(threads: int) -> None:
    crates = [a_crate(f"crate-{n}", size=(250, 200, 200)) for n in range(4 * 4 * 3)]
    plan = pack(Request([a_space()], crates, stop=Seconds(60), threads=threads))
    assert plan.left_over == ()


def test_no_pieces_make_an_empty_plan() -> None:
    assert pack(Request([a_space()], [], stop=Rounds(1))).placements == ()


def test_pieces_of_one_kind_keep_their_own_names() -> None:
    crates = [a_crate(name) for name in ("a", "b", "c")]
    assert sorted(item_ids(pack(Request([a_space()], crates, stop=Rounds(1))))) == ["a", "b", "c"]


def test_repeated_ids_are_refused() -> None:
    with pytest.raises(ValueError, match="same id"):
        pack(Request([a_space()], [a_crate(), a_crate()], stop=Rounds(1)))


def reason_of(space: CargoSpace, *items: Item) -> tuple[Reason, str]:
    left = pack(Request([space], items, stop=Rounds(2))).left_over[-1]
    return left.reason, left.detail


def test_left_over_pieces_say_why_in_numbers() -> None:
    long_pipe = a_crate("pipe", size=(3000, 100, 100))
    assert reason_of(a_space(), long_pipe) == (
        Reason.TOO_LARGE,
        "Piece pipe (3000 x 100 x 100 mm) does not fit an inside of 1000 x 800 x 600 mm in any permitted rotation.",
    )
    heavy = a_space(max_payload_g=9_500)
    assert reason_of(heavy, a_crate()) == (
        Reason.TOO_HEAVY,
        "Piece crate (400 x 300 x 200 mm) weighs 10 kg and the payload is 9.5 kg.",
    )
    assert reason_of(a_space(door_width_mm=150), a_crate())[0] == Reason.DOES_NOT_PASS_DOOR
    assert reason_of(a_space(), a_crate(requires_refrigeration=True))[0] == Reason.NEEDS_REFRIGERATION


def test_left_over_pieces_say_whether_weight_or_room_ran_out() -> None:
    two = a_crate("one"), a_crate("two")
    assert reason_of(a_space(max_payload_g=15_000), *two)[0] == Reason.PAYLOAD
    assert reason_of(a_space((400, 300, 200)), *two)[0] == Reason.NO_SPACE


def test_a_strong_crate_carries_what_a_weak_one_may_not() -> None:
    tower = a_space((400, 300, 400))
    weak = [a_crate(f"{n}", orientation="fixed", max_load_on_top_g=9_999) for n in range(2)]
    strong = [a_crate(f"{n}", orientation="fixed", max_load_on_top_g=10_000) for n in range(2)]
    assert len(pack(Request([tower], weak, stop=Rounds(3))).placements) == 1
    assert len(pack(Request([tower], strong, stop=Rounds(3))).placements) == 2


def test_goods_are_loaded_from_the_bulkhead() -> None:
    plan = pack(Request([a_space((10_000, 800, 600))], [a_crate(f"{n}") for n in range(8)], stop=Rounds(1)))
    assert max(placed.x_mm + placed.dx_mm for placed in plan.placements) <= 1_600


def test_a_thousand_different_parcels_are_packed_soundly() -> None:
    parcels = [
        a_crate(f"{n}", size=(100 + n * 37 % 401, 100 + n * 53 % 307, 80 + n * 71 % 251), weight_g=500 + n)
        for n in range(1000)
    ]
    van = a_space((4300, 1780, 1940), max_payload_g=1_100_000)
    plan = pack(Request([van], parcels, stop=Rounds(1)))
    assert check(van, parcels, plan.placements) == []


def test_warming_up_needs_nothing() -> None:
    warm_up()
