from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from logistics.dock.body import Axles
from logistics.packing.check import check
from logistics.packing.check_fleet import check_fleet
from logistics.packing.model import CargoSpace, Item, Reason, Rounds, Seconds
from logistics.packing.request import Request
from logistics.packing.several_spaces.fleet import pack_fleet
from logistics.packing.several_spaces.plan import FleetPlan
from tests.unit.packing.cases import a_crate, a_space, cargo_spaces, item_lists

FLEETS = st.lists(st.integers(), max_size=4).flatmap(
    lambda numbers: st.tuples(*(cargo_spaces(number) for number in range(len(numbers))))
)


def crates(count: int, **changes: object) -> list[Item]:
    return [a_crate(f"crate-{n}", **changes) for n in range(count)]


def used(plan: FleetPlan) -> list[int]:
    return sorted(load.space.id for load in plan.loads)


@settings(deadline=None, max_examples=100)
@given(spaces=FLEETS, items=item_lists(most=15))
def test_every_load_is_sound_and_no_piece_is_lost(spaces: tuple[CargoSpace, ...], items: list[Item]) -> None:
    plan = pack_fleet(Request(spaces, items, stop=Rounds(2)))
    for load in plan.loads:
        assert check(load.space, items, load.placements) == []
        assert load.placements
        assert load.left_over == ()
    placed = [placement.item_id for load in plan.loads for placement in load.placements]
    assert sorted(placed + [left.item_id for left in plan.left_over]) == sorted(item.id for item in items)


@settings(deadline=None, max_examples=40)
@given(spaces=FLEETS, items=item_lists(most=15), support=st.sampled_from((0.0, 0.7, 1.0)))
def test_groups_stay_together_and_the_same_seed_gives_the_same_plan(
    spaces: tuple[CargoSpace, ...], items: list[Item], support: float
) -> None:
    items = [replace(item, group=f"order-{number % 4}") for number, item in enumerate(items)]
    asked = {"stop": Rounds(1), "min_support_share": support, "keep_together": True}
    plan = pack_fleet(Request(spaces, items, **asked))
    assert check_fleet(plan.loads, items, min_support_share=support, keep_together=True) == []
    placed = [placement.item_id for load in plan.loads for placement in load.placements]
    assert sorted(placed + [left.item_id for left in plan.left_over]) == sorted(item.id for item in items)
    assert pack_fleet(Request(spaces, items, **asked)) == plan


def test_the_cheapest_space_that_takes_everything_is_chosen() -> None:
    small = a_space((800, 400, 300), id=1, cost_cents=100)
    fitting = a_space(id=2, cost_cents=300)
    larger = a_space((9000, 2400, 2400), id=3, cost_cents=200)
    assert used(pack_fleet(Request([small, fitting, larger], crates(12), stop=Rounds(3)))) == [3]
    assert used(pack_fleet(Request([small, fitting], crates(12), stop=Rounds(3)))) == [2]


def test_goods_are_split_when_no_single_space_is_enough() -> None:
    vans = [a_space(id=number, cost_cents=100 * number) for number in (1, 2, 3)]
    plan = pack_fleet(Request(vans, crates(24, size=(500, 400, 300)), stop=Rounds(3)))
    assert used(plan) == [1, 2, 3]
    assert plan.left_over == ()


def test_the_cheapest_sufficient_set_is_split_over() -> None:
    vans = [a_space(id=number, cost_cents=cost) for number, cost in ((1, 500), (2, 100), (3, 200))]
    assert used(pack_fleet(Request(vans, crates(16, size=(500, 400, 300)), stop=Rounds(3)))) == [2, 3]


def test_two_spaces_go_where_they_are_cheaper_than_one() -> None:
    vans = [a_space(id=number, cost_cents=100) for number in (1, 2)]
    truck = a_space((9000, 2400, 2400), id=3, cost_cents=250)
    assert used(pack_fleet(Request([*vans, truck], crates(16, size=(500, 400, 300)), stop=Rounds(3)))) == [1, 2]
    dear = replace(truck, cost_cents=200)
    assert used(pack_fleet(Request([*vans, dear], crates(16, size=(500, 400, 300)), stop=Rounds(3)))) == [3]


def test_as_many_vehicles_go_as_it_takes_and_the_cheapest_mix_of_them() -> None:
    # Eight crates a van for 100, sixteen a truck for 180: 56 crates go cheapest in three trucks and a van.
    vans = [a_space(id=number, cost_cents=100) for number in range(20)]
    trucks = [a_space((2000, 800, 600), id=20 + number, cost_cents=180) for number in range(3)]
    plan = pack_fleet(Request([*vans, *trucks], crates(56, size=(500, 400, 300)), stop=Rounds(3)))
    assert plan.left_over == ()
    assert sorted(load.space.cost_cents for load in plan.loads) == [100, 180, 180, 180]


def test_orders_are_kept_together_when_asked() -> None:
    vans = [a_space(id=number, cost_cents=1) for number in (1, 2, 3)]
    items = [a_crate(f"{group}-{n}", size=(500, 400, 300), group=group) for group in "abc" for n in range(5)]
    assert len(pack_fleet(Request(vans, items, stop=Rounds(2))).loads) == 2
    plan = pack_fleet(Request(vans, items, stop=Rounds(2), keep_together=True))
    assert check_fleet(plan.loads, items, keep_together=True) == []
    assert (len(plan.loads), plan.left_over) == (3, ())
    two = pack_fleet(Request(vans[:2], items, stop=Rounds(2), keep_together=True))
    assert [(left.item_id[0], left.reason) for left in two.left_over] == [("c", Reason.KEPT_TOGETHER)] * 5


def test_chilled_goods_keep_their_place_in_the_refrigerated_van() -> None:
    vans = [a_space(id=1, cost_cents=1), a_space(id=2, cost_cents=1, refrigerated=True)]
    dry = crates(8, size=(500, 400, 300))
    cold = [a_crate(f"cold-{n}", size=(500, 400, 300), requires_refrigeration=True) for n in range(8)]
    assert pack_fleet(Request(vans, dry + cold, stop=Rounds(3))).left_over == ()


def test_a_piece_that_fits_nowhere_does_not_hold_up_the_rest() -> None:
    pipe = a_crate("pipe", size=(3000, 100, 100))
    plan = pack_fleet(Request([a_space()], [pipe, *crates(3)], stop=Rounds(3)))
    assert [left.item_id for left in plan.left_over] == ["pipe"]
    assert plan.left_over[0].reason == Reason.TOO_LARGE


def test_the_reason_is_that_of_the_space_that_came_nearest() -> None:
    cold_but_small = a_space((300, 300, 100), id=1, refrigerated=True)
    chilled = [a_crate(requires_refrigeration=True)]
    plan = pack_fleet(Request([cold_but_small, a_space(id=2)], chilled, stop=Rounds(1)))
    assert plan.left_over[0].reason == Reason.TOO_LARGE


def test_more_goods_than_all_spaces_hold_are_left_over_with_a_reason() -> None:
    plan = pack_fleet(Request([a_space(max_payload_g=40_000)], crates(6), stop=Rounds(2)))
    assert len(plan.left_over) == 2
    assert {left.reason for left in plan.left_over} == {Reason.PAYLOAD}


def test_goods_that_do_not_get_along_go_in_different_spaces() -> None:
    food = crates(3, tags=frozenset({"food"}))
    acid = [a_crate("acid", incompatible_tags=frozenset({"food"}))]
    vans = [a_space(id=1, cost_cents=1), a_space(id=2, cost_cents=1)]
    assert used(pack_fleet(Request(vans, food + acid, stop=Rounds(2)))) == [1, 2]
    alone = pack_fleet(Request(vans[:1], food + acid, stop=Rounds(2)))
    assert [(left.item_id, left.reason) for left in alone.left_over] == [("acid", Reason.INCOMPATIBLE)]


def test_a_piece_that_no_axle_bears_is_said_so() -> None:
    axles = Axles(wheelbase_mm=1000, bulkhead_mm=0, tare_front_g=0, tare_rear_g=0, max_front_g=9, max_rear_g=9)
    plan = pack_fleet(Request([a_space(axles=axles)], crates(1), stop=Rounds(1)))
    assert [left.reason for left in plan.left_over] == [Reason.WEIGHT_IN_PLACE]


def test_no_spaces_leave_everything_over() -> None:
    assert len(pack_fleet(Request([], crates(2), stop=Rounds(1))).left_over) == 2


def test_no_pieces_need_no_space() -> None:
    assert pack_fleet(Request([a_space()], [], stop=Seconds(9))) == FleetPlan(loads=(), left_over=())
