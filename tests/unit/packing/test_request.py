import subprocess
import sys
from dataclasses import replace

import pytest

import logistics.packing
from logistics.packing import Request, Rounds, pack, pack_fleet
from tests.unit.packing.cases import a_crate, a_space, standing

STOP = Rounds(1)


@pytest.mark.parametrize("share", [-0.1, 1.1, float("nan")])
def test_a_share_is_from_none_to_all(share: float) -> None:
    with pytest.raises(ValueError, match="0 to 1"):
        Request([a_space()], [a_crate()], stop=STOP, min_support_share=share)


def test_repeated_ids_are_refused() -> None:
    with pytest.raises(ValueError, match="same id"):
        Request([a_space()], [a_crate(), a_crate()], stop=STOP)


@pytest.mark.parametrize("number", [0, 2])
def test_one_space_is_packed_and_no_other_number(number: int) -> None:
    with pytest.raises(ValueError, match=f"one cargo space, and {number} are given"):
        pack(Request([a_space()] * number, [a_crate()], stop=STOP))


def test_what_is_pinned_stands_in_one_space() -> None:
    with pytest.raises(ValueError, match="a fleet has several"):
        pack_fleet(Request([a_space()], [a_crate()], stop=STOP, pinned=[standing(a_crate())]))


def test_lists_may_change_afterwards() -> None:
    crates = [a_crate()]
    request = Request([a_space()], crates, stop=STOP)
    crates.clear()
    assert request.items == (a_crate(),)


def test_a_group_goes_as_a_whole_or_not_at_all() -> None:
    crates = [a_crate(f"{group}-{n}", size=(500, 400, 300), group=group) for group in "ab" for n in range(5)]
    torn = Request([a_space()], crates, stop=Rounds(2))
    assert len(pack(torn).placements) == 8
    whole = pack(replace(torn, keep_together=True))
    assert len(whole.placements) == 5
    assert {left.reason for left in whole.left_over} == {logistics.packing.Reason.KEPT_TOGETHER}


def test_every_public_name_is_there_and_the_engine_is_loaded_when_it_is_asked_for() -> None:
    for name in logistics.packing.__all__:
        assert getattr(logistics.packing, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'unpack'"):
        logistics.packing.unpack  # noqa: B018
    light = "import sys; from logistics.packing import Request, Item, Seconds; sys.exit('numba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", light], check=False).returncode == 0
