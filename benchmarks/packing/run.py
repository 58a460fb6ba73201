"""Pack benchmark problems, judge every layout with `validate.py`, print a table.

    python benchmarks/packing/run.py --sets BR1 BR7 --problems 10 --seconds 1

Times are of a warm process: kernels are compiled or loaded before the first problem, and what that took is stated.
"""

from __future__ import annotations

import argparse
import statistics
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import instances
import validate

from logistics.packing.neutral import solve_neutral
from logistics.packing.pack import warm_up

BR = Path(__file__).parent / "br"
FIRST_LAYOUT_S = 0.0
"""With no time to improve, the answer is the first layout."""


@dataclass(frozen=True, slots=True)
class Outcome:
    fill_pct: float
    first_ms: float
    cpu_s: float


def main() -> None:
    args = _arguments()
    started = time.perf_counter()
    warm_up()
    print(f"kernels ready after {time.perf_counter() - started:.1f} s; {args.seconds} s a problem, seed {args.seed}")
    print(
        f"{'set':8}{'problems':>9}{'mean %':>9}{'min %':>9}{'stdev':>8}{'first ms':>10}{'worst ms':>10}{'CPU s':>8}"
    )
    everything: list[Outcome] = []
    for name in args.sets:
        problems = instances.read(BR / f"{name}.txt")[: args.problems]
        outcomes = [solve(problem, args.seconds, args.seed) for problem in problems]
        print(line(name, outcomes), flush=True)
        everything += outcomes
    print(line("all", everything))


def solve(problem: dict[str, Any], seconds: float, seed: int) -> Outcome:
    """Pack and judge one problem; an invalid or floating layout ends the run."""
    started = time.perf_counter()
    solve_neutral(problem, time_limit_s=FIRST_LAYOUT_S, seed=seed)
    first_ms = 1000 * (time.perf_counter() - started)
    cpu = time.process_time()
    layout = solve_neutral(problem, time_limit_s=seconds, seed=seed)
    cpu_s = time.process_time() - cpu
    report = validate.validate(problem, layout)
    if not report.valid or report.min_support_ratio < 1.0:
        raise SystemExit(f"{problem['name']}: {report.to_dict()}")
    return Outcome(report.volume_utilisation_pct, first_ms, cpu_s)


def line(name: str, outcomes: list[Outcome]) -> str:
    fills = [outcome.fill_pct for outcome in outcomes]
    first = [outcome.first_ms for outcome in outcomes]
    cpu_s = statistics.mean(outcome.cpu_s for outcome in outcomes)
    spread = statistics.stdev(fills) if len(fills) > 1 else 0.0
    return (
        f"{name:8}{len(fills):9}{statistics.mean(fills):9.2f}{min(fills):9.2f}{spread:8.2f}"
        f"{statistics.mean(first):10.1f}{max(first):10.1f}{cpu_s:8.2f}"
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sets", nargs="+", default=[f"BR{number}" for number in range(1, 8)])
    parser.add_argument("--problems", type=int, default=10, help="how many of each set, from the first")
    parser.add_argument("--seconds", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


if __name__ == "__main__":
    main()
