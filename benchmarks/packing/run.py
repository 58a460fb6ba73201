"""Pack benchmark problems with our engine and its peers, judge every layout by `validate.py`, print a Markdown table.

    python benchmarks/packing/run.py --sets BR --problems 10 --seconds 1 --workers 2
    python benchmarks/packing/run.py --sets BR --problems 15 --seconds 10 --support none --engines ours packingsolver

Times are of a warm process: kernels are compiled or loaded before the first problem, and what that took is stated.
Our time to the first layout is that of a question without any time to search. A layout that is not valid counts 0 and
is named below the table; one of ours ends the run.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from collections.abc import Iterable, Iterator

import sets
from measuring import Result, add_options, measure, tasks_of

COLUMNS = ("limit s", "problems", "mean %", "min %", "stdev", "first ms", "worst", "CPU s", "wall s", "supported %")
HEAD = f"| engine | set | {' | '.join(COLUMNS)} |\n|---|---|{'--:|' * len(COLUMNS)}"


def main() -> None:
    args = _arguments()
    results = measure(tasks_of(args.sets, args), args)
    print(f"Support {args.support:g}, seed {args.seed}; {args.workers} problem(s) at a time, one core each.\n")
    for line in table(results):
        print(line)


def table(results: list[Result]) -> Iterator[str]:
    """A row for every engine, limit and set, one for all sets together, and what does not count."""
    yield HEAD
    names = list(dict.fromkeys(result.task.set for result in results))
    for engine, seconds in dict.fromkeys((result.task.engine, result.task.seconds) for result in results):
        own = [result for result in results if (result.task.engine, result.task.seconds) == (engine, seconds)]
        for name in names:
            yield row(name, [result for result in own if result.task.set == name])
        if len(names) > 1:
            yield row("all", own)
    faults = [result for result in results if result.outcome.fault]
    if faults:
        yield ""
    for result in faults:
        task = result.task
        yield f"* {task.engine}, {task.problem}, {task.seconds:g} s counts 0: {result.outcome.fault}"


def row(name: str, results: list[Result]) -> str:
    """Means of one engine at one limit of time; a dash where nothing was measured."""
    outcomes = [result.outcome for result in results]
    fills = [outcome.fill_pct for outcome in outcomes]
    first_ms = [1000 * outcome.first_s for outcome in outcomes if outcome.first_s is not None]
    cells = [
        results[0].task.engine,
        name,
        f"{results[0].task.seconds:g}",
        str(len(results)),
        f"{statistics.mean(fills):.2f}",
        f"{min(fills):.2f}",
        f"{statistics.stdev(fills):.2f}" if len(fills) > 1 else "-",
        _mean(first_ms, 1),
        f"{max(first_ms):.1f}" if first_ms else "-",
        _mean((outcome.cpu_s for outcome in outcomes), 2),
        _mean((outcome.wall_s for outcome in outcomes), 2),
        _mean((outcome.supported_pct for outcome in outcomes), 1),
    ]
    return f"| {' | '.join(cells)} |"


def _mean(values: Iterable[float | None], digits: int) -> str:
    known = [value for value in values if value is not None]
    return f"{statistics.mean(known):.{digits}f}" if known else "-"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sets", nargs="+", default=["BR"], help="names or families of sets.py")
    add_options(parser, engines=["ours"], seconds=[1.0], support="full")
    args = parser.parse_args()
    try:
        args.sets = sets.named(args.sets)
    except KeyError as unknown:
        parser.error(unknown.args[0])
    return args


if __name__ == "__main__":
    sys.exit(main())
