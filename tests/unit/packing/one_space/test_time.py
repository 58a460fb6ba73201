"""The time that is asked for is kept, whatever each step of the search takes."""

import time

import numpy as np
import pytest

from logistics.packing.model import CargoSpace, Item, Seconds
from logistics.packing.one_space import search
from logistics.packing.one_space.full_support import FullSupportSearch
from logistics.packing.one_space.pack import pack
from logistics.packing.request import Request


def cartons(number: int) -> list[Item]:
    return [Item(id=str(n), length_mm=490, width_mm=250, height_mm=210, weight_g=9000) for n in range(1, number + 1)]


class SlowToChange(FullSupportSearch):
    """Beams as fast as ever; each change takes 20 ms, as with a thousand single pieces."""

    def refill(self, parameter_sets: np.ndarray, most: int, patience: float) -> int:
        time.sleep(0.02 * most)
        return most


def test_changes_that_take_longer_than_beams_do_not_outlast_the_limit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    space = CargoSpace(id=1, length_mm=2000, width_mm=1000, height_mm=1000, max_payload_g=None)
    pack(Request([space], cartons(90), stop=Seconds(0.01)))
    monkeypatch.setattr(search, "FullSupportSearch", SlowToChange)
    began = time.monotonic()
    pack(Request([space], cartons(90), stop=Seconds(0.5)))
    assert time.monotonic() - began < 2  # 320 changes at once took 6.4 s


@pytest.mark.parametrize("sides", [(5870, 2330, 2200), (2330, 5870, 2200)])
@pytest.mark.parametrize("seconds", [0.3, 1])
def test_a_container_of_small_cartons_takes_no_more_than_twice_its_time(
    sides: tuple[int, int, int], seconds: float
) -> None:
    space = CargoSpace(id=1, length_mm=sides[0], width_mm=sides[1], height_mm=sides[2], max_payload_g=None)
    pack(Request([space], cartons(1), stop=Seconds(0)))
    began = time.process_time()
    plan = pack(Request([space], cartons(1169), stop=Seconds(seconds)))
    assert time.process_time() - began < 2 * seconds + 0.2
    assert len(plan.placements) > 1000
