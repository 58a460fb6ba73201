"""The clock by a watch that the test sets."""

from dataclasses import dataclass

import pytest

from logistics.packing.clock import Clock
from logistics.packing.model import Rounds, Seconds
from logistics.packing.one_space.pace import Pace


@dataclass
class Watch:
    seconds: float = 100.0

    def __call__(self) -> float:
        return self.seconds


def test_no_part_of_the_time_outlasts_the_whole() -> None:
    watch = Watch()
    clock = Clock(Seconds(10), watch)
    assert clock.part(0.4).left_s == pytest.approx(4)
    watch.seconds += 8
    assert clock.part(0.4).left_s == pytest.approx(2)
    assert clock.part_of_rest(0.5).left_s == pytest.approx(1)
    assert clock.at_most(9).left_s == pytest.approx(2)
    watch.seconds += 3
    assert clock.over
    assert clock.part(1.0).over
    assert clock.part(1.0).left_s == 0


def test_a_part_begins_when_it_is_taken() -> None:
    watch = Watch()
    clock = Clock(Seconds(10), watch)
    watch.seconds += 5
    part = clock.part(0.2)
    watch.seconds += 1
    assert part.spent == pytest.approx(0.5)
    assert clock.spent == pytest.approx(0.6)


def test_no_seconds_are_over_at_once() -> None:
    assert Clock(Seconds(0)).over
    assert Clock(Seconds(0)).spent == 1.0


def test_rounds_are_never_over_and_not_divided() -> None:
    watch = Watch()
    clock = Clock(Rounds(3), watch)
    watch.seconds += 1e6
    assert not clock.over
    assert clock.spent == 0
    assert clock.part(0.1).rounds == clock.part_of_rest(0.1).rounds == clock.at_most(0.1).rounds == 3
    assert clock.look(0.1).rounds == 1


def test_rounds_of_a_search_grow_as_long_as_they_are_quick() -> None:
    watch = Watch()
    asked = []

    def improve(rounds: int) -> bool:
        asked.append(rounds)
        watch.seconds += 0.002 * rounds
        return False

    assert not Clock(Seconds(0.05), watch).spend(improve)
    assert asked[:4] == [1, 2, 4, 4]
    assert Clock(Seconds(9), watch).spend(lambda rounds: True)


def test_the_pace_so_far_says_how_many_completions_there_is_time_for() -> None:
    watch = Watch()
    pace = Pace(Clock(Seconds(10), watch))
    watch.seconds += 1
    assert pace.completions_next(50) == 450
    assert pace.completions_next(0, until=0.4) == 150
    watch.seconds += 3
    assert pace.completions_next(100, until=0.4) == 0


def test_changes_begin_with_one_and_at_most_double() -> None:
    watch = Watch()
    pace = Pace(Clock(Seconds(10), watch))
    assert pace.changes_next(0) == 1
    watch.seconds += 0.001
    assert pace.changes_next(1) == 2
    watch.seconds += 4
    assert pace.changes_next(2) == 2
    watch.seconds += 6
    assert pace.changes_next(2) == 0
