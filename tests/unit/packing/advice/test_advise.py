from typing import Any

import pytest

from logistics.dock.body import Balance
from logistics.packing.advice import advise as advice
from logistics.packing.advice.advise import advise
from logistics.packing.changes import Advice, Change, Kind
from logistics.packing.clock import Clock
from logistics.packing.model import CargoSpace, Item, Reason, Rounds, Seconds
from logistics.packing.request import Request
from logistics.packing.several_spaces.fleet import load_fleet
from logistics.packing.several_spaces.plan import FleetPlan
from tests.unit.packing.cases import a_crate, a_space

TOWER = (400, 300, 400)
"""Room for two crates on each other, and no more."""

SHAFT = (400, 300, 500)
"""Room for two crates of 250 mm on each other, and no other way round."""

TUNNEL = (800, 300, 200)


def crates(count: int, **changes: Any) -> list[Item]:
    return [a_crate(f"{n}", **({"orientation": "fixed"} | changes)) for n in range(count)]


def advised(space: CargoSpace, items: list[Item], *others: CargoSpace) -> Advice:
    found = advise(Request([space], items, stop=Seconds(2)), others)
    assert found is not None
    return found


def test_nothing_need_change_when_everything_fits() -> None:
    assert advise(Request([a_space()], crates(3), stop=Seconds(0.1)), []) is None


@pytest.mark.parametrize(
    ("space", "items", "reason"),
    [
        (a_space((300, 400, 200)), crates(1), Reason.TOO_LARGE),
        (a_space(SHAFT), crates(2, size=(400, 300, 250), stackable=False), Reason.STACKING),
        (a_space(SHAFT), crates(2, size=(400, 300, 250), max_layers=1), Reason.LAYERS),
        (a_space(SHAFT), crates(2, size=(400, 300, 250), carries_codes=frozenset()), Reason.STACK_CODES),
        (a_space(TUNNEL, balance=Balance(max_x_mm=200)), crates(2), Reason.WEIGHT_IN_PLACE),
        (a_space(TOWER), crates(3), Reason.NO_SPACE),
    ],
)
def test_every_piece_without_a_place_has_the_rule_that_keeps_it_out(
    space: CargoSpace, items: list[Item], reason: Reason
) -> None:
    assert {left.reason for left in advised(space, items).refused} == {reason}


def test_the_order_of_stops_binds_when_sizes_force_another() -> None:
    # The long one must lie below, and leaves first.
    items = [a_crate("long", size=(800, 300, 100), stop=1), a_crate("short", size=(400, 300, 300), stop=2)]
    assert {left.reason for left in advised(a_space((800, 300, 400)), items).refused} == {Reason.STOPS}


def test_turning_is_the_cheapest_change() -> None:
    larger = a_space((9000, 800, 600), id=2, cost_cents=1)
    assert advised(a_space((300, 400, 200)), crates(1), larger).change == Change(
        kind=Kind.ALLOW_TURNING, item_ids=("0",)
    )


def test_a_larger_vehicle_goes_before_a_second_one_when_it_costs_no_more() -> None:
    small, larger = a_space(TOWER, id=1, cost_cents=100), a_space(id=2, cost_cents=150)
    assert advised(small, crates(3, orientation="any"), larger, a_space(TOWER, id=3, cost_cents=60)).change == Change(
        kind=Kind.LARGER_VEHICLE, space_id=2
    )


def test_a_second_vehicle_takes_what_is_left_when_that_is_cheaper() -> None:
    small, larger = a_space(TOWER, id=1, cost_cents=100), a_space(id=2, cost_cents=200)
    change = advised(small, crates(3, orientation="any"), larger, a_space(TOWER, id=3, cost_cents=60)).change
    assert (change.kind, change.space_id, len(change.item_ids)) == (Kind.SECOND_VEHICLE, 3, 1)


def test_vehicles_that_cannot_help_are_asked_once_of_each_sort_or_not_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[int, ...]] = []

    def counting(request: Request, clock: Clock) -> FleetPlan:
        asked.append(tuple(space.id for space in request.spaces))
        return load_fleet(request, clock)

    monkeypatch.setattr(advice, "load_fleet", counting)
    small = [a_space(size=(100, 100, 100), id=n) for n in range(100, 200)]
    # Room for three of six crates, though it has the volume of all.
    twins = [a_space(size=(790, 300, 700), id=n) for n in range(2, 100)]
    change = advised(a_space(TOWER), crates(6), *twins, *small).change
    assert change.kind is Kind.LEAVE_OUT
    assert [spaces for spaces in asked if spaces != (1,)] == [(2,), (2,)]


def test_pieces_are_left_out_when_nothing_else_helps() -> None:
    change = advised(a_space(TOWER), crates(3, orientation="any")).change
    assert (change.kind, len(change.item_ids)) == (Kind.LEAVE_OUT, 1)


def test_once_time_is_over_nothing_more_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Request] = []

    def counting(request: Request, clock: Clock) -> FleetPlan:
        asked.append(request)
        return load_fleet(request, clock)

    monkeypatch.setattr(advice, "load_fleet", counting)
    request = Request([a_space(TOWER)], crates(3), stop=Seconds(0))
    found = advise(request, [a_space(id=2)])
    assert asked == [request]
    assert found is not None
    assert found.change.kind is Kind.LEAVE_OUT


def test_with_rounds_the_advice_is_the_same_every_time() -> None:
    request = Request([a_space(SHAFT)], crates(2, size=(400, 300, 250), max_layers=1), stop=Rounds(1), seed=3)
    found = advise(request, [a_space(TOWER, id=2)])
    assert found is not None
    assert found == advise(request, [a_space(TOWER, id=2)])
    assert {left.reason for left in found.refused} == {Reason.LAYERS}
