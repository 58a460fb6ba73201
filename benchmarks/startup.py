"""How long `logistics up` takes until every process is healthy: with an empty data directory, and with a used one.

    python benchmarks/startup.py --runs 5

The packing engine's machine code is made before it counts; `--compile` also times a start without it.
"""

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.support.system import System


def main() -> None:
    args = _arguments()
    figures: dict[str, list[float]] = {}
    if args.compile:
        with tempfile.TemporaryDirectory() as kernels:
            figures["first start on a machine"] = _starts(1, NUMBA_CACHE_DIR=kernels)[:1]
    _starts(1)
    both = [_starts(2) for _ in range(args.runs)]
    figures["empty data directory"] = [cold for cold, _ in both]
    figures["used data directory"] = [warm for _, warm in both]
    print("| start with | runs | min | median | max |\n|---|---|---|---|---|")
    for label, times in figures.items():
        print(
            f"| {label} | {len(times)} | {min(times):.1f} s | {statistics.median(times):.1f} s | {max(times):.1f} s |"
        )


def _starts(count: int, **environment: str) -> list[float]:
    """Seconds of the first, second ... start in one data directory."""
    system = System("--no-sample-data", **environment)
    try:
        times = []
        for _ in range(count):
            started = time.perf_counter()
            system.start()
            times.append(time.perf_counter() - started)
            system.stop()
        return times
    finally:
        system.remove()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--compile", action="store_true", help="also time a start that has to compile")
    return parser.parse_args()


if __name__ == "__main__":
    main()
