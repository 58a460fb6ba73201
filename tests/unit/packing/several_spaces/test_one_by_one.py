"""When time is over one load is made where there was time for one of each kind."""

import pytest

from logistics.packing.clock import Clock
from logistics.packing.model import CargoSpace, Item, LoadPlan, Rounds, Seconds
from logistics.packing.parcels import Parcel
from logistics.packing.request import Request
from logistics.packing.several_spaces import one_by_one
from logistics.packing.several_spaces.one_by_one import load_one_by_one
from logistics.packing.several_spaces.repacking import load_parcels
from tests.unit.packing.cases import a_crate, a_space


def vans() -> list[CargoSpace]:
    """Of each size three: the middle one carries most for its cost."""
    sizes = (((500, 400, 300), 100), ((1000, 800, 600), 200), ((1000, 800, 900), 900))
    return [a_space(size, id=10 * n + k, cost_cents=cost) for n, (size, cost) in enumerate(sizes) for k in range(3)]


def crates(count: int, **changes: object) -> list[Item]:
    return [a_crate(f"crate-{n}", size=(500, 400, 300), **changes) for n in range(count)]


Loaded = tuple[LoadPlan, list[Parcel]]


@pytest.fixture
def tried(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    ids: list[int] = []

    def counting(
        request: Request, space: CargoSpace, rest: list[Parcel], clock: Clock
    ) -> tuple[LoadPlan, list[Parcel]]:
        ids.append(space.id)
        return load_parcels(request, space, rest, clock)

    monkeypatch.setattr(one_by_one, "load_parcels", counting)
    return ids


def test_with_time_every_kind_is_tried_for_every_load(tried: list[int]) -> None:
    request = Request(vans(), crates(24), stop=Rounds(1))
    loads = load_one_by_one(request, Clock(request.stop))
    assert [load.space.id for load in loads] == [10, 11, 12]
    assert len(tried) == 9


def test_the_first_loads_leave_time_for_every_kind_to_be_tried_for_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each look lasts as long as it may, as it does with goods that are hard to pack."""
    now, tried = [0.0], list[int]()

    def slowly(request: Request, space: CargoSpace, rest: list[Parcel], clock: Clock) -> Loaded:
        now[0] += clock.left_s
        tried.append(space.id)
        return load_parcels(request, space, rest, Clock(Rounds(1)))

    monkeypatch.setattr(one_by_one, "load_parcels", slowly)
    clock = Clock(Seconds(1), lambda: now[0])
    now[0] = 0.75
    load_one_by_one(Request(vans(), crates(24), stop=Seconds(1)), clock)
    assert len(tried) == 9
    assert not clock.over


def test_few_pieces_are_tried_in_every_kind_though_there_is_no_time(tried: list[int]) -> None:
    request = Request(vans(), crates(24), stop=Seconds(0))
    assert [load.space.id for load in load_one_by_one(request, Clock(request.stop))] == [10, 11, 12]
    assert len(tried) == 9


def test_without_time_the_likeliest_kind_alone_is_tried_for_many_pieces(
    tried: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(one_by_one, "_QUICK", 0)
    loads = load_one_by_one(Request(vans(), crates(16), stop=Seconds(0)), Clock(Seconds(0)))
    assert sum(len(load.placements) for load in loads) == 16
    assert tried == [10, 11]


def test_kinds_that_take_nothing_do_not_end_it(tried: list[int]) -> None:
    cold = [*vans(), a_space((500, 400, 300), id=99, cost_cents=9999, refrigerated=True)]
    request = Request(cold, crates(1, requires_refrigeration=True), stop=Seconds(0))
    loads = load_one_by_one(request, Clock(request.stop))
    assert [load.space.id for load in loads] == [99]
    assert len(tried) == 4
