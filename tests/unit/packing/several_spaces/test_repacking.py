from logistics.packing.clock import Clock
from logistics.packing.model import Rounds
from logistics.packing.request import Request
from logistics.packing.several_spaces.everything import never
from logistics.packing.several_spaces.repacking import Repacking
from tests.unit.packing.cases import a_crate, a_space

CRATES = [a_crate(f"crate-{n}", size=(500, 400, 300)) for n in range(16)]
STOP = Rounds(1)


def repacking() -> Repacking:
    return Repacking(Request([a_space(id=1), a_space(id=2)], CRATES, stop=STOP))


def test_spaces_are_filled_one_after_the_other() -> None:
    search = repacking()
    search.fill(Clock(STOP), share=0.5, give_up=never)
    assert search.complete
    assert [len(load.placements) for load in search.loads()] == [8, 8]


def test_what_has_no_place_when_it_is_given_up_waits() -> None:
    search, asked = repacking(), iter((False, True))
    search.fill(Clock(STOP), share=0.5, give_up=lambda: next(asked))
    assert len(search.waiting) == 8
    assert search.used == 1


def test_what_comes_of_packing_anew_is_never_worse() -> None:
    search = Repacking(Request([a_space(id=1)], CRATES, stop=STOP))
    search.fill(Clock(STOP), share=1.0, give_up=never)
    for _ in range(5):
        assert not search.improve(Clock(STOP))
        assert len(search.waiting) == 8
