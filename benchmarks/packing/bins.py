"""How many equal bins our engine and its peers need for everything, as a Markdown table of means.

    python benchmarks/packing/bins.py --engines ours packingsolver --seconds 5 --workers 2

Problems are the classes of `equal_bins.py`: no turning, and no support unless asked for. `at least` is what no
packing can go below. An answer that is not valid or leaves pieces out counts a bin for each piece, and is named below
the table.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from collections.abc import Iterator
from dataclasses import replace

import sets
from equal_bins import CLASSES, least_bins
from measuring import Result, add_options, measure, tasks_of


def main() -> None:
    args = _arguments()
    names = [f"MPV{kind}-{pieces}" for kind in args.classes for pieces in args.pieces]
    results = [complete(result) for result in measure(tasks_of(names, args), args)]
    print(f"Support {args.support:g}, seed {args.seed}; {args.workers} problem(s) at a time, one core each.\n")
    for line in table(results):
        print(line)


def complete(result: Result) -> Result:
    """The result; a fault where pieces were left out."""
    outcome = result.outcome
    if outcome.fault or not outcome.unplaced:
        return result
    return replace(result, outcome=replace(outcome, fault=f"{outcome.unplaced} pieces left out"))


def table(results: list[Result]) -> Iterator[str]:
    """A row for every class, number of pieces and limit of time; a column for every engine."""
    engines = list(dict.fromkeys(result.task.engine for result in results))
    yield f"| class | pieces | problems | limit s | at least | {' | '.join(engines)} |"
    yield f"|--:|--:|--:|--:|--:|{'--:|' * len(engines)}"
    for name, seconds in dict.fromkeys((result.task.set, result.task.seconds) for result in results):
        own = [result for result in results if (result.task.set, result.task.seconds) == (name, seconds)]
        asked = {result.task.problem for result in own}
        problems = {problem["name"]: problem for problem in sets.problems(name) if problem["name"] in asked}
        least = statistics.mean(least_bins(problem) for problem in problems.values())
        kind, pieces = name.removeprefix("MPV").split("-")
        means = [
            statistics.mean(bins(result, int(pieces)) for result in own if result.task.engine == engine)
            for engine in engines
        ]
        cells = [kind, pieces, str(len(problems)), f"{seconds:g}", f"{least:.1f}", *(f"{mean:.1f}" for mean in means)]
        yield f"| {' | '.join(cells)} |"
    yield ""
    yield "Mean seconds: " + ", ".join(f"{engine} {seconds_of(engine, results)}" for engine in engines)
    faults = [result for result in results if result.outcome.fault]
    if faults:
        yield ""
    for result in faults:
        task = result.task
        yield f"* {task.engine}, {task.problem}, {task.seconds:g} s counts a bin a piece: {result.outcome.fault}"


def seconds_of(engine: str, results: list[Result]) -> str:
    """What its answers took, a dash where none came: limits are not kept by all."""
    taken = [result.outcome.wall_s for result in results if result.task.engine == engine]
    known = [seconds for seconds in taken if seconds is not None]
    return f"{statistics.mean(known):.1f}" if known else "-"


def bins(result: Result, pieces: int) -> int:
    """Bins used; one for every piece where the answer does not count."""
    return pieces if result.outcome.fault else result.outcome.containers


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--classes", nargs="+", type=int, choices=CLASSES, default=list(CLASSES))
    parser.add_argument("--pieces", nargs="+", type=int, choices=sets.BIN_PIECES, default=list(sets.BIN_PIECES))
    add_options(parser, engines=["ours", "packingsolver"], seconds=[5.0], support="none")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
