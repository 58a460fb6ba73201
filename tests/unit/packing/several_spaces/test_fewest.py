import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logistics.packing.check_fleet import check_fleet
from logistics.packing.model import CargoSpace, Item, Orientation, Reason, Rounds, Seconds
from logistics.packing.request import Request
from logistics.packing.several_spaces.bounds import least_number
from logistics.packing.several_spaces.fewest import pack_fewest
from logistics.packing.several_spaces.plan import FleetPlan
from logistics.packing.several_spaces.sharing import Sharing, can_be_shared
from tests.unit.packing.cases import a_crate, a_space, cargo_spaces, item_lists, standing


def crates(count: int, **changes: object) -> list[Item]:
    return [a_crate(f"crate-{n}", **changes) for n in range(count)]


def grouped(items: list[Item], groups: int) -> list[Item]:
    fields = [{name: getattr(item, name) for name in Item.__slots__} for item in items]
    return [Item(**(given | {"group": f"order-{n % groups}"})) for n, given in enumerate(fields)]


def ids(plan: FleetPlan) -> list[str]:
    return [placed.item_id for load in plan.loads for placed in load.placements]


def cut_up(bins: int, seed: int) -> tuple[CargoSpace, list[Item]]:
    """So many full bins, each cut up by planes from side to side: they go back into as many, and not into fewer."""
    random = np.random.default_rng(seed)
    boxes = [(100, 100, 100)] * bins
    for _ in range(5 * bins):
        number = int(np.argmax([a * b * c for a, b, c in boxes]))
        box = list(boxes.pop(number))
        axis = int(np.argmax(box))
        at = int(random.integers(box[axis] // 3, 2 * box[axis] // 3 + 1))
        for part in (at, box[axis] - at):
            piece = box.copy()
            piece[axis] = part
            boxes.append((piece[0], piece[1], piece[2]))
    return a_space((100, 100, 100)), [
        a_crate(f"part-{n}", size=box, rotations=("LWH",), weight_g=1) for n, box in enumerate(boxes)
    ]


@pytest.mark.parametrize("support", [0.0, 0.75, 1.0])
def test_bins_that_were_cut_up_are_put_together_again_with_one_more_at_most(support: float) -> None:
    space, items = cut_up(6, seed=3)
    assert least_number(space, items) == 6
    plan = pack_fewest(Request([space], items, stop=Rounds(20), min_support_share=support))
    assert check_fleet(plan.loads, items, min_support_share=support) == []
    assert plan.left_over == ()
    assert len(plan.loads) <= 7


def test_halves_are_paired() -> None:
    # Each long crate leaves room for exactly one of its short partners, so 20 spaces are the fewest.
    long = [a_crate(f"long-{n}", size=(600 + n, 800, 600), rotations=("LWH",)) for n in range(20)]
    short = [a_crate(f"short-{n}", size=(400 - n, 800, 600), rotations=("LWH",)) for n in range(20)]
    plan = pack_fewest(Request([a_space()], [*short, *long], stop=Rounds(20)))
    assert (len(plan.loads), plan.left_over) == (20, ())


def test_pieces_over_half_in_every_direction_need_a_bin_each() -> None:
    items = crates(7, size=(51, 51, 51))
    assert least_number(a_space((100, 100, 100)), items) == 7
    assert len(pack_fewest(Request([a_space((100, 100, 100))], items, stop=Rounds(1))).loads) == 7


def test_the_bound_counts_what_turning_allows() -> None:
    lying = crates(4, size=(90, 40, 40))
    assert least_number(a_space((100, 50, 50)), lying) == 4
    # Volume alone asks for one only.
    assert least_number(a_space((100, 100, 100)), lying) == 1


def test_payload_bounds_the_number_too() -> None:
    items = crates(10, weight_g=600)
    assert least_number(a_space(max_payload_g=1000), items) == 10
    assert len(pack_fewest(Request([a_space(max_payload_g=1200)], items, stop=Rounds(1))).loads) == 5


def test_many_equal_cartons_fill_as_many_trailers_as_they_must() -> None:
    trailer = a_space((6000, 2400, 2400))
    cartons = crates(1440, size=(600, 400, 300), weight_g=1)
    plan = pack_fewest(Request([trailer], cartons, stop=Seconds(1)))
    assert (len(plan.loads), plan.left_over) == (3, ())


def test_loads_with_rules_of_the_dock_are_spread_too() -> None:
    fragile = crates(9, size=(500, 400, 300), fragile=True, orientation=Orientation.FIXED)
    plan = pack_fewest(Request([a_space()], fragile, stop=Rounds(2)))
    assert check_fleet(plan.loads, fragile) == []
    assert (len(plan.loads), plan.left_over) == (3, ())


def test_no_more_spaces_are_used_than_there_are() -> None:
    plan = pack_fewest(Request([a_space()], crates(24, size=(500, 400, 300)), stop=Rounds(2)), most=2)
    assert len(plan.loads) == 2
    assert [left.reason for left in plan.left_over] == [Reason.NO_SPACE] * 8


def test_what_is_pinned_stays_in_the_first_space() -> None:
    items = crates(12, size=(500, 400, 300))
    pin = standing(items[3], at=(500, 400, 0))
    plan = pack_fewest(Request([a_space()], items, pinned=[pin], stop=Rounds(2)))
    assert plan.loads[0].placements[0] == pin
    assert (len(plan.loads), plan.left_over) == (2, ())


def test_a_group_is_not_torn_apart_when_it_is_to_stay_together() -> None:
    # Eight crates fill a space: two groups of five leave room that only a third group of three may use.
    items = grouped(crates(10, size=(500, 400, 300)), 2)
    items += [a_crate(f"small-{n}", size=(500, 400, 300), group="small") for n in range(3)]
    assert len(pack_fewest(Request([a_space()], items, stop=Rounds(2))).loads) == 2
    together = pack_fewest(Request([a_space()], items, stop=Rounds(2), keep_together=True))
    assert check_fleet(together.loads, items, keep_together=True) == []
    assert (len(together.loads), together.left_over) == (2, ())


def test_a_group_too_large_for_a_space_stays_behind_as_a_whole() -> None:
    items = [*grouped(crates(9, size=(500, 400, 300)), 1), a_crate("other")]
    plan = pack_fewest(Request([a_space()], items, stop=Rounds(2), keep_together=True))
    assert ids(plan) == ["other"]
    assert {left.reason for left in plan.left_over} == {Reason.KEPT_TOGETHER}


def test_a_torn_group_and_a_piece_in_two_spaces_are_found() -> None:
    items = grouped(crates(2), 1)
    both, one = (pack_fewest(Request([a_space()], some, stop=Rounds(1))).loads[0] for some in (items, items[:1]))
    assert {fault.code for fault in check_fleet([one], items, keep_together=True)} == {"torn_group"}
    assert {fault.code for fault in check_fleet([both, one], items)} == {"duplicate_item"}


@settings(deadline=None, max_examples=100)
@given(
    space=cargo_spaces(),
    items=item_lists(most=15),
    support=st.sampled_from((0.0, 0.7, 1.0)),
    together=st.booleans(),
    most=st.sampled_from((None, 1, 2)),
)
def test_every_load_is_sound_and_no_piece_is_lost(
    space: CargoSpace, items: list[Item], support: float, together: bool, most: int | None
) -> None:
    items = grouped(items, 4)
    request = Request([space], items, stop=Rounds(1), min_support_share=support, keep_together=together)
    plan = pack_fewest(request, most=most)
    assert check_fleet(plan.loads, items, min_support_share=support, keep_together=together) == []
    assert sorted(ids(plan) + [left.item_id for left in plan.left_over]) == sorted(item.id for item in items)
    assert all(load.placements and not load.left_over for load in plan.loads)
    assert pack_fewest(request, most=most) == plan


@settings(deadline=None, max_examples=60)
@given(
    sides=st.lists(st.tuples(*[st.integers(1, 14)] * 3), min_size=1, max_size=30),
    support=st.sampled_from((0.0, 0.7, 1.0)),
    seed=st.integers(0, 9),
    groups=st.integers(1, 30),
)
def test_sharing_out_keeps_every_rule_it_knows(
    sides: list[tuple[int, int, int]], support: float, seed: int, groups: int
) -> None:
    items = grouped([a_crate(f"{n}", size=size, weight_g=n) for n, size in enumerate(sides)], groups)
    spaces = [
        a_space((15, 14, 14), id=1, max_payload_g=120),
        a_space((25, 16, 20), id=2, door_width_mm=10, door_height_mm=14),
    ]
    request = Request(spaces, items, stop=Rounds(1), seed=seed, min_support_share=support, keep_together=True)
    assert can_be_shared(request)
    sharing = Sharing(request)
    sharing.fill(seed)
    sharing.improve(500)
    loads = sharing.loads()
    assert check_fleet(loads, items, min_support_share=support, keep_together=True) == []
    placed = sum(len(load.placements) for load in loads)
    assert placed + sum(len(parcel) for parcel in sharing.waiting) == len(items)


def test_what_takes_too_much_memory_is_not_shared_out() -> None:
    many, stop = crates(2_001), Rounds(1)
    assert not can_be_shared(Request([a_space()], many, stop=stop))
    assert not can_be_shared(Request([a_space()] * 2_001, many[:1_000], stop=stop))
    assert can_be_shared(Request([a_space()] * 100, many[:1_000], stop=stop))
