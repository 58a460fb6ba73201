import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import measuring
import pytest
import sets
from engines import ENGINES, Engine, Late, Solver
from measuring import Outcome, Result, Task

PROBLEM = {
    "name": "cubes",
    "container": {"length": 10, "width": 10, "height": 10, "max_weight": None},
    "items": [{"id": "cube", "length": 5, "width": 5, "height": 5, "weight": 0, "quantity": 8}],
}
SPENT = {"first_s": 0.1, "wall_s": 1.0, "cpu_s": 0.9, "peak_mb": 150.0}


def cube(x: int, y: int, z: int) -> dict[str, Any]:
    return {"item": "cube", "x": x, "y": y, "z": z, "dx": 5, "dy": 5, "dz": 5}


def answer(*placements: dict[str, Any]) -> dict[str, Any]:
    return {"layout": {"placements": list(placements)}} | SPENT


def a_task(**changes: Any) -> Task:
    given = {"engine": "ours", "set": "cubes", "problem": "cubes", "seconds": 1.0, "support": 1.0, "seed": 0}
    return Task(**(given | changes))


def test_a_valid_layout_counts_what_it_fills() -> None:
    outcome = measuring.judged(PROBLEM, answer(cube(0, 0, 0), cube(0, 0, 5)), support=1.0)
    assert outcome == Outcome(fault=None, fill_pct=25.0, containers=1, unplaced=6, supported_pct=100.0, **SPENT)


def test_a_layout_that_is_not_valid_counts_nothing_and_says_why() -> None:
    outcome = measuring.judged(PROBLEM, answer(cube(0, 0, 0), cube(4, 0, 0)), support=0.0)
    assert (outcome.fill_pct, outcome.fault) == (0.0, "overlap 1")


def test_a_floating_piece_is_a_fault_of_those_who_promised_support() -> None:
    floating = answer(cube(0, 0, 0), cube(5, 0, 5))
    assert measuring.judged(PROBLEM, floating, support=1.0).fault == "support 0.00"
    assert measuring.judged(PROBLEM, floating, support=0.0).supported_pct == 50.0


@pytest.mark.parametrize(
    ("engine", "support", "promised"),
    [
        ("ours", 0.75, 0.75),
        ("packvium", 0.75, 0.75),
        ("packer3d", 1.0, 1.0),
        ("packer3d", 0.75, 0.0),
        ("packingsolver", 1.0, 0.0),
    ],
)
def test_engines_answer_only_for_the_support_they_can_be_asked_for(
    engine: str, support: float, promised: float
) -> None:
    assert ENGINES[engine].promises(support) == promised


def test_an_empty_answer_is_no_first_layout() -> None:
    outcome = measuring.judged(PROBLEM, answer(), support=1.0)
    assert (outcome.fault, outcome.fill_pct, outcome.first_s) == (None, 0.0, None)


def test_an_error_of_a_peer_is_a_fault() -> None:
    assert measuring.judged(PROBLEM, {"error": "at most 256"}, support=1.0).fault == "at most 256"


@pytest.mark.parametrize(("word", "share"), [("full", 1.0), ("none", 0.0), ("0.75", 0.75)])
def test_support_is_a_word_or_a_share(word: str, share: float) -> None:
    assert measuring.support_share(word) == share


@pytest.mark.parametrize("word", ["half", "1.5", "-0.1", "nan"])
def test_other_support_is_refused(word: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError):
        measuring.support_share(word)


def test_results_are_read_back_without_a_last_line_that_was_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "results.jsonl"
    result = Result(a_task(), "v1", Outcome(fault=None, fill_pct=25.0, **SPENT))
    measuring.Notes(path, 1).add(result)
    with path.open("a", encoding="utf-8") as file:
        file.write('{"task": {"eng')
    assert measuring.read_results(path) == [result]


class Scripted:
    """In place of `Solver`: answers as told and notes what it was asked."""

    version = "v1"
    ready_s = 0.0

    def __init__(self, asked: list[float], answers: Callable[[], dict[str, Any]]) -> None:
        self._asked, self._answers = asked, answers

    def __enter__(self) -> "Scripted":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def start(self) -> None:
        pass

    def ask(self, problem: dict[str, Any], *, seconds: float, **_: Any) -> dict[str, Any]:
        self._asked.append(seconds)
        return self._answers()


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The limits of time that engines were asked with, which all put a cube into the corner."""
    seconds: list[float] = []
    monkeypatch.setattr(measuring, "Solver", lambda *_: Scripted(seconds, lambda: answer(cube(0, 0, 0))))
    monkeypatch.setattr(sets, "problems", lambda name: [PROBLEM])
    return seconds


def arguments(tmp_path: Path) -> argparse.Namespace:
    return argparse.Namespace(results=tmp_path / "results.jsonl", workers=1, grace=1.0)


def test_ours_is_also_asked_for_its_first_layout(asked: list[float], tmp_path: Path) -> None:
    measuring.measure([a_task(seconds=2.0), a_task(seconds=2.0, engine="packvium")], arguments(tmp_path))
    assert asked == [0.0, 2.0, 2.0]


def test_a_broken_off_run_goes_on_where_it_stopped(asked: list[float], tmp_path: Path) -> None:
    first, second = a_task(engine="packvium"), a_task(engine="packvium", seconds=3.0)
    measuring.measure([first], arguments(tmp_path))
    results = measuring.measure([first, second], arguments(tmp_path))
    assert asked == [1.0, 3.0]
    assert [result.task for result in results] == [first, second]


def test_what_another_version_did_is_measured_again(
    asked: list[float], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    measuring.measure([a_task(engine="packvium")], arguments(tmp_path))
    monkeypatch.setattr(Scripted, "version", "v2")
    measuring.measure([a_task(engine="packvium")], arguments(tmp_path))
    assert asked == [1.0, 1.0]


def test_a_layout_of_ours_that_is_not_valid_ends_the_run(
    asked: list[float], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(measuring, "Solver", lambda *_: Scripted(asked, lambda: answer(cube(0, 0, 5))))
    measuring.measure([a_task(engine="packvium", support=0.5)], arguments(tmp_path))
    with pytest.raises(SystemExit, match=r"cubes, support 1: support 0\.00"):
        measuring.measure([a_task(), a_task(seconds=2.0)], arguments(tmp_path))
    assert [result.task.engine for result in measuring.read_results(tmp_path / "results.jsonl")] == ["packvium"]


ECHO = """
import sys, time

def version():
    return "v1"

def solve(problem, seconds, support, seed):
    print("chatter")
    if problem == "end":
        sys.exit(3)
    if problem == "fail":
        raise ValueError("no such box")
    time.sleep(problem)
    return {"placements": []}, None
"""


@pytest.fixture
def solver(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """An engine that takes as many seconds as its problem says."""
    (tmp_path / "echo_engine.py").write_text(ECHO, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(Engine, "python", sys.executable)
    with Solver(Engine("echo", "echo_engine", "none")) as running:
        yield running


def ask(solver: Solver, problem: Any, grace_s: float = 60.0) -> dict[str, Any]:
    return solver.ask(problem, seconds=0.0, support=1.0, seed=0, grace_s=grace_s)


def test_an_engine_answers_from_its_own_process_whatever_it_prints(solver: Solver) -> None:
    assert ask(solver, 0)["layout"] == {"placements": []}
    assert solver.version == "v1"


def test_an_engine_that_does_not_come_back_is_killed_and_started_again(solver: Solver) -> None:
    with pytest.raises(Late):
        ask(solver, 3600, grace_s=0.1)
    assert ask(solver, 0)["layout"] == {"placements": []}


def test_what_an_engine_raises_and_its_end_are_answers(solver: Solver) -> None:
    assert ask(solver, "fail") == {"error": "ValueError: no such box"}
    assert ask(solver, "end") == {"error": "the process ended with 3"}
    assert ask(solver, 0)["layout"] == {"placements": []}
