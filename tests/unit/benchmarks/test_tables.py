from typing import Any

import bins
import plot
import run
from measuring import Outcome, Result, Task


def a_result(fill_pct: float = 90.0, fault: str | None = None, version: str = "v1", **changes: Any) -> Result:
    given = {"engine": "ours", "set": "BR1", "problem": "BR1-001", "seconds": 1.0, "support": 1.0, "seed": 0}
    own = {key: changes.pop(key) for key in list(changes) if key in given}
    measured = {"first_s": 0.01, "wall_s": 1.0, "cpu_s": 0.9, "peak_mb": 150.0, "supported_pct": 100.0}
    outcome = Outcome(fault=fault, fill_pct=fill_pct, **(measured | changes))
    return Result(Task(**(given | own)), version, outcome)


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_a_row_says_mean_least_and_spread() -> None:
    line = run.row("BR1", [a_result(90.0), a_result(94.0, first_s=0.03, cpu_s=1.1)])
    assert cells(line) == ["ours", "BR1", "1", "2", "92.00", "90.00", "2.83", "20.0", "30.0", "1.00", "1.00", "100.0"]


def test_what_nobody_measured_is_a_dash() -> None:
    nothing = dict.fromkeys(("first_s", "wall_s", "cpu_s", "supported_pct"))
    line = run.row("BR1", [a_result(0.0, fault="no answer after 31 s", **nothing)])
    assert cells(line)[6:] == ["-"] * 6


def test_every_engine_limit_and_set_has_its_row_and_all_sets_together_one() -> None:
    results = [
        a_result(set=name, engine=engine, seconds=seconds)
        for name in ("BR1", "BR7")
        for engine in ("ours", "packvium")
        for seconds in (1.0, 10.0)
    ]
    head, rule, *rows = "\n".join(run.table(results)).splitlines()
    assert len(cells(head)) == len(cells(rule)) == len(cells(rows[0]))
    assert [cells(row)[1] for row in rows] == ["BR1", "BR7", "all"] * 4


def test_what_does_not_count_is_named_below() -> None:
    *_, last = run.table([a_result(), a_result(0.0, fault="overlap 2", engine="py3dbp")])
    assert last == "* py3dbp, BR1-001, 1 s counts 0: overlap 2"


def test_bins_stand_beside_the_bound_and_beside_each_other() -> None:
    results = [
        a_result(set="MPV6-50", problem=f"MPV6-50-{number:02d}", engine=engine, containers=used)
        for number, used in ((1, 10), (2, 11))
        for engine in ("ours", "packingsolver")
    ]
    head, _, row, *_ = bins.table(results)
    assert cells(head)[-2:] == ["ours", "packingsolver"]
    kind, pieces, problems, _, least, *means = cells(row)
    assert (kind, pieces, problems, means) == ("6", "50", "2", ["10.5", "10.5"])
    assert 0 < float(least) <= 10.5


def test_who_leaves_pieces_out_has_not_packed_them_into_few_bins() -> None:
    incomplete = bins.complete(a_result(set="MPV6-50", problem="MPV6-50-01", containers=3, unplaced=4))
    assert incomplete.outcome.fault == "4 pieces left out"
    assert bins.bins(incomplete, 50) == 50
    assert "MPV6-50-01" in list(bins.table([incomplete]))[-1]


def test_a_point_of_a_curve_is_the_mean_fill_at_the_time_it_took() -> None:
    results = [
        a_result(94.0, seconds=10.0, wall_s=10.2),
        a_result(90.0, seconds=1.0, wall_s=1.0),
        a_result(92.0, seconds=1.0, wall_s=1.2, problem="BR1-002"),
        a_result(0.0, fault="no answer after 31 s", engine="packvium", wall_s=None),
    ]
    assert plot.curves_of(results) == {"ours": [(1.1, 91.0), (10.2, 94.0)], "packvium": [(1.0, 0.0)]}


def test_only_the_last_version_of_an_engine_is_drawn() -> None:
    old, new = a_result(80.0), a_result(90.0, version="v2")
    assert plot.newest([old, new, a_result(70.0, engine="packvium")]) == [new, a_result(70.0, engine="packvium")]
