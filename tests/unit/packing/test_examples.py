"""What `examples/` shows of packing is true."""

import json
import runpy
from collections import Counter
from pathlib import Path

import pytest

from logistics.packing.check import check
from logistics.packing.model import Placement
from logistics.packing.neutral import solve_neutral
from logistics.packing.neutral.problem import read_problem

EXAMPLES = Path(__file__).parents[3] / "examples"


def test_packing_from_python_prints_a_plan_in_the_order_of_loading(capsys: pytest.CaptureFixture[str]) -> None:
    runpy.run_path(str(EXAMPLES / "pack.py"))
    *lines, last = capsys.readouterr().out.splitlines()
    assert [int(line.split()[0]) for line in lines] == list(range(1, len(lines) + 1))
    assert last == f"{len(lines)} loaded, {120 - len(lines)} left over"


def test_the_problem_is_packed_by_its_rules_and_only_the_paint_stays_behind() -> None:
    problem = json.loads((EXAMPLES / "problem.json").read_text())
    layout = solve_neutral(problem, time_limit_s=0.5)
    assert Counter((left["item"], left["reason"]) for left in layout["left_over"]) == {("paint", "incompatible"): 4}
    read = read_problem(problem)
    ids = {name: [piece for piece, of in read.names.items() if of == name] for name in set(read.names.values())}
    stands = [
        Placement(
            item_id=ids[placed["item"]].pop(),
            load_step=placed["load_step"],
            **{f"{side}_mm": placed[side] for side in ("x", "y", "z", "dx", "dy", "dz")},
        )
        for placed in layout["placements"]
    ]
    assert check(read.space, read.items, stands) == []
