"""Draw how the fill rises with time, one picture for a list of sets: from the results of `run.py` at several limits.

    python benchmarks/packing/run.py --sets BR --problems 5 --seconds 0.1 0.3 1 3 10 30 --engines ours packingsolver
    benchmarks/packing/peers/.venv/bin/python benchmarks/packing/plot.py --sets BR1 BR3 BR5 BR7 --support full \\
        --output docs/packing/fill.svg

A point is the mean over the problems that the engine has been asked at that limit, at the time that it really took.
An engine that gave no valid layout stands at 0. Only the last version of each engine in the file is drawn.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from collections.abc import Iterable
from pathlib import Path

import sets
from engines import ENGINES
from measuring import RESULTS, Result, read_results, support_share

Point = tuple[float, float]

SECONDS = (0.1, 0.3, 1, 3, 10, 30)
FILLS = (0, 50, 70, 80, 90, 93, 95, 96, 97)
"""Heights with a label. The scale is that of the room lost, which tells good loads from better ones."""
LEAST_LOST = 0.1


def main() -> None:
    args = _arguments()
    results = [result for result in newest(read_results(args.results)) if result.task.support == args.support]
    curves = {name: curves_of(result for result in results if result.task.set == name) for name in args.sets}
    draw({name: lines for name, lines in curves.items() if lines}, args.support, args.output)


def newest(results: list[Result]) -> list[Result]:
    """The results of the last version of each engine that the file tells of."""
    last = {result.task.engine: result.version for result in results}
    return [result for result in results if result.version == last[result.task.engine]]


def curves_of(results: Iterable[Result]) -> dict[str, list[Point]]:
    """For each engine (seconds taken, mean fill in %), a point for each limit of time; the quickest first."""
    groups: dict[str, dict[float, list[Result]]] = {}
    for result in results:
        groups.setdefault(result.task.engine, {}).setdefault(result.task.seconds, []).append(result)
    return {engine: sorted(map(point, by_limit.values())) for engine, by_limit in groups.items()}


def point(results: list[Result]) -> Point:
    """Seconds taken, or the limit where nothing came back, and fill, both means."""
    taken = [result.task.seconds if result.outcome.wall_s is None else result.outcome.wall_s for result in results]
    return statistics.mean(taken), statistics.mean(result.outcome.fill_pct for result in results)


def draw(curves: dict[str, dict[str, list[Point]]], support: float, output: Path) -> None:
    """A field for each set, a line for each engine."""
    import matplotlib as mpl

    mpl.use("Agg")
    # The same results give the same file.
    mpl.rcParams["svg.hashsalt"] = "packing"
    from matplotlib import pyplot as plt

    if not curves:
        raise SystemExit("There is no result to draw; run.py makes them.")
    columns = min(2, len(curves))
    rows = -(-len(curves) // columns)
    figure, fields = plt.subplots(
        rows, columns, figsize=(5 * columns, 3.4 * rows), squeeze=False, layout="constrained"
    )
    engines = list(ENGINES)
    for field in fields.flat[len(curves) :]:
        field.set_axis_off()
    for field, (name, lines) in zip(fields.flat, curves.items(), strict=False):
        for engine, points in lines.items():
            seconds, fills = zip(*points, strict=True)
            lost = [max(LEAST_LOST, 100 - fill) for fill in fills]
            label = engine if ENGINES[engine].promises(support) == support else f"{engine}, without support"
            field.plot(seconds, lost, marker="o", label=label, color=f"C{engines.index(engine)}")
        field.set(xscale="log", yscale="log", title=name, xlabel="seconds", ylabel="fill, %")
        field.set_xticks(SECONDS, labels=[f"{limit:g}" for limit in SECONDS])
        field.set_yticks([100 - fill for fill in FILLS], labels=[str(fill) for fill in FILLS])
        field.minorticks_off()
        field.invert_yaxis()
        field.grid(alpha=0.3)
        field.legend(fontsize="small")
    figure.suptitle(f"Mean fill against time, support {support:g}, one core")
    output.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(output, metadata={"Date": None} if output.suffix == ".svg" else None)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--sets", nargs="+", default=["BR1", "BR3", "BR5", "BR7"], help="names or families of sets.py"
    )
    parser.add_argument("--support", type=support_share, default=1.0, help="full, none or a share")
    parser.add_argument("--results", type=Path, default=RESULTS)
    parser.add_argument("--output", type=Path, required=True, help="an .svg or .png file")
    args = parser.parse_args()
    args.sets = sets.named(args.sets)
    return args


if __name__ == "__main__":
    sys.exit(main())
