import math
from itertools import islice, pairwise

from logistics.packing.model import CargoSpace, Item
from logistics.packing.several_spaces.sets import cheapest_sets
from tests.unit.packing.cases import a_crate, a_space


def parcels(count: int, **changes: object) -> list[tuple[Item]]:
    return [(a_crate(f"crate-{n}", size=(500, 400, 300), **changes),) for n in range(count)]


def fleet(*costs: int) -> list[CargoSpace]:
    """Spaces for eight crates each."""
    return [a_space(id=number, cost_cents=cost) for number, cost in enumerate(costs)]


def cost(chosen: tuple[CargoSpace, ...]) -> int:
    return sum(space.cost_cents for space in chosen)


def test_sets_come_by_rising_cost_and_hold_enough() -> None:
    sets = list(cheapest_sets(fleet(5, 3, 9, 4), parcels(16), math.inf))
    assert [space.cost_cents for space in sets[0]] == [3, 4]
    assert all(cost(one) <= cost(two) for one, two in pairwise(sets))
    assert all(len(chosen) >= 2 for chosen in sets)
    # Six pairs, four threes, all four.
    assert len(sets) == 11


def test_vehicles_that_are_alike_are_only_counted() -> None:
    sets = list(cheapest_sets(fleet(*[7] * 30), parcels(160), math.inf))
    assert [len(chosen) for chosen in sets] == list(range(20, 31))


def test_payload_and_demands_of_pieces_count() -> None:
    light = [a_space(id=n, cost_cents=1, max_payload_g=20_000) for n in range(4)]
    assert len(next(cheapest_sets(light, parcels(6), math.inf))) == 3
    cold = a_space(id=9, cost_cents=50, refrigerated=True)
    chosen = next(cheapest_sets([*fleet(1, 1, 1), cold], parcels(16, requires_refrigeration=True), math.inf), None)
    assert chosen is None
    mixed = [*parcels(15), (a_crate("milk", requires_refrigeration=True),)]
    assert cold in next(cheapest_sets([*fleet(1, 1, 1), cold], mixed, math.inf))


def test_sets_that_cost_as_much_as_what_is_known_are_not_looked_at() -> None:
    assert [cost(chosen) for chosen in cheapest_sets(fleet(5, 3, 9, 4), parcels(16), 9)] == [7, 8]


def test_a_large_fleet_is_looked_through_in_an_instant() -> None:
    costs = [1_000 + 37 * number % 101 for number in range(60)]
    sets = list(islice(cheapest_sets(fleet(*costs), parcels(150), math.inf), 3))
    assert [len(chosen) for chosen in sets] == [19, 19, 19]
    assert cost(sets[0]) == sum(sorted(costs)[:19])
