"""Putting problems to engines, judging every layout, and keeping what came of it, one JSON line each.

Each worker has a core of its own and asks one engine at a time, so nothing that is timed shares its core. What is in
the file of results already is not measured again: a run that was broken off goes on where it stopped.
"""

from __future__ import annotations

import argparse
import json
import os
import queue
import sys
import threading
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import sets
import validate
from engines import ENGINES, Engine, Late, Solver

Json = dict[str, Any]

RESULTS = Path(__file__).parents[1] / "results" / "packing.jsonl"
SUPPORT = {"full": 1.0, "none": 0.0}
ROUNDING = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One problem for one engine. `support` is the share of each base that must rest on something."""

    engine: str
    set: str
    problem: str
    seconds: float
    support: float
    seed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of a task. `fault` says why a layout does not count; then nothing is placed, and nothing filled."""

    fault: str | None
    fill_pct: float = 0.0
    containers: int = 0
    unplaced: int = 0
    first_s: float | None = None
    wall_s: float | None = None
    cpu_s: float | None = None
    peak_mb: float | None = None
    supported_pct: float | None = None
    """Share of the pieces that rest fully on something."""


@dataclass(frozen=True, slots=True)
class Result:
    """A task, the version of the engine that did it, and the outcome."""

    task: Task
    version: str
    outcome: Outcome


class Broken(Exception):
    """Our own engine gave an answer that is not valid."""


def measure(tasks: Sequence[Task], args: argparse.Namespace) -> list[Result]:
    """The results of all tasks, in their order; those of `args.results` are taken from there.

    Raises:
        SystemExit: Our own engine gave an answer that is not valid.
    """
    cores = _cores(args.workers)
    versions = _versions({task.engine for task in tasks})
    known = {
        result.task: result
        for result in read_results(args.results)
        if versions.get(result.task.engine) == result.version
    }
    waiting: queue.SimpleQueue[Task] = queue.SimpleQueue()
    todo = [task for task in dict.fromkeys(tasks) if task not in known]
    for task in todo:
        waiting.put(task)
    print(
        f"{len(tasks)} tasks, {len(tasks) - len(todo)} of them done before; {args.workers} at a time", file=sys.stderr
    )
    problems = {problem["name"]: problem for name in {task.set for task in tasks} for problem in sets.problems(name)}
    notes = Notes(args.results, len(todo))
    workers = [
        threading.Thread(target=_work, args=(waiting, problems, versions, core, args.grace, notes)) for core in cores
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    if notes.broken:
        raise SystemExit(notes.broken)
    return [(known | notes.results)[task] for task in tasks]


class Notes:
    """Where workers write what they found; the first fault of our own engine stops all of them."""

    def __init__(self, path: Path, expected: int) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path, self._expected, self._lock = path, expected, threading.Lock()
        self.results: dict[Task, Result] = {}
        self.broken: str | None = None

    def add(self, result: Result) -> None:
        entry = {"task": asdict(result.task), "version": result.version, "outcome": asdict(result.outcome)}
        with self._lock, self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(entry) + "\n")
            self.results[result.task] = result
            done = len(self.results)
        if done % 10 == 0:
            print(f"{done} of {self._expected}", file=sys.stderr)

    def stop(self, why: str) -> None:
        self.broken = self.broken or why


def read_results(path: Path) -> list[Result]:
    """Everything that a file of results holds; a last line that was cut off is left out."""
    if not path.exists():
        return []
    results = []
    for line in path.read_text(encoding="utf-8").splitlines(keepends=True):
        if line.endswith("\n"):
            entry = json.loads(line)
            results.append(Result(Task(**entry["task"]), entry["version"], Outcome(**entry["outcome"])))
    return results


def solve(task: Task, problem: Json, solver: Solver, engine: Engine, grace_s: float) -> Outcome:
    """Ask and judge.

    Raises:
        Broken: Our own engine gave an answer that is not valid.
    """
    asked = {"support": task.support, "seed": task.seed, "grace_s": grace_s}
    try:
        first = solver.ask(problem, seconds=0.0, **asked) if engine.ours else None
        answer = solver.ask(problem, seconds=task.seconds, **asked)
    except Late:
        outcome = Outcome(fault=f"no answer after {task.seconds + grace_s:g} s")
    else:
        outcome = judged(problem, answer, engine.promises(task.support))
        if first:
            early = judged(problem, first, task.support)
            outcome = Outcome(**asdict(outcome) | {"first_s": early.wall_s, "fault": early.fault or outcome.fault})
    if engine.ours and outcome.fault:
        raise Broken(f"{task.problem}, support {task.support:g}: {outcome.fault}")
    return outcome


def judged(problem: Json, answer: Json, support: float) -> Outcome:
    """Judge what `serve.py` answered. An empty layout is valid, and worth nothing."""
    if "error" in answer:
        return Outcome(fault=answer["error"])
    report = validate.validate(problem, answer["layout"])
    fault = ", ".join(f"{kind} {number}" for kind, number in report.violation_kinds.items()) or None
    if not fault and report.min_support_ratio < support - ROUNDING:
        fault = f"support {report.min_support_ratio:.2f}"
    spent = {key: answer[key] for key in ("first_s", "wall_s", "cpu_s", "peak_mb")}
    if fault:
        return Outcome(fault=fault, **spent)
    return Outcome(
        fault=None,
        fill_pct=report.volume_utilisation_pct,
        containers=report.containers_used,
        unplaced=report.unplaced,
        supported_pct=report.fully_supported_pct if report.placed else None,
        # A load without a piece is no layout yet.
        **spent | ({} if report.placed else {"first_s": None}),
    )


def tasks_of(names: Iterable[str], args: argparse.Namespace) -> list[Task]:
    """Every engine takes its turn at a problem before the next one, so a busy minute is busy for all."""
    return [
        Task(
            engine=engine,
            set=name,
            problem=problem["name"],
            seconds=seconds,
            support=args.support,
            seed=args.seed,
        )
        for name in names
        for problem in sets.problems(name, args.problems)
        for seconds in args.seconds
        for engine in args.engines
    ]


def support_share(word: str) -> float:
    """`full`, `none` or a share from 0 to 1.

    Raises:
        argparse.ArgumentTypeError: It is none of these.
    """
    try:
        share = SUPPORT[word] if word in SUPPORT else float(word)
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise argparse.ArgumentTypeError(f"full, none or a share from 0 to 1, not {word}")
    return share


def add_options(parser: argparse.ArgumentParser, *, engines: list[str], seconds: list[float], support: str) -> None:
    """What all tables are asked with, and what each takes by default."""
    parser.add_argument("--engines", nargs="+", choices=list(ENGINES), default=engines, help="ours and peers")
    parser.add_argument("--problems", type=int, default=10, help="how many of each set, from the first")
    parser.add_argument(
        "--seconds", nargs="+", type=float, default=seconds, help="limits of search, each a table row"
    )
    parser.add_argument("--support", type=support_share, default=support_share(support), help="full, none or a share")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--workers", type=int, default=1, help="problems side by side, each on a core of its own")
    parser.add_argument(
        "--grace", type=float, default=30.0, help="seconds over the limit after which a process is killed"
    )
    parser.add_argument("--results", type=Path, default=RESULTS, help="JSON lines; a run goes on where they end")


def _work(
    waiting: queue.SimpleQueue[Task],
    problems: dict[str, Json],
    versions: dict[str, str],
    core: int | None,
    grace_s: float,
    notes: Notes,
) -> None:
    if core is not None:
        # On Linux this is for the thread: layouts are judged on the core that just now has nothing to solve.
        os.sched_setaffinity(0, {core})
    with ExitStack() as running:
        solvers = {name: running.enter_context(Solver(ENGINES[name], core)) for name in versions}
        while not notes.broken:
            try:
                task = waiting.get_nowait()
            except queue.Empty:
                return
            try:
                outcome = solve(task, problems[task.problem], solvers[task.engine], ENGINES[task.engine], grace_s)
            except Broken as broken:
                notes.stop(str(broken))
                return
            notes.add(Result(task, versions[task.engine], outcome))


def _versions(names: Iterable[str]) -> dict[str, str]:
    """Ask every engine once; ours compiles here what it has to."""
    versions = {}
    for name in sorted(names):
        with Solver(ENGINES[name]) as solver:
            solver.start()
            versions[name] = solver.version
            print(f"{name} {solver.version}: ready after {solver.ready_s:.1f} s", file=sys.stderr)
    return versions


def _cores(workers: int) -> list[int | None]:
    """A core for each worker, where the system lets processes be bound to one."""
    if not hasattr(os, "sched_getaffinity"):
        return [None] * workers
    cores = sorted(os.sched_getaffinity(0))
    if workers > len(cores):
        raise SystemExit(f"{workers} workers need as many cores; there are {len(cores)}.")
    return list(cores[:workers])
