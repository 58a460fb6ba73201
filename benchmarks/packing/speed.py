"""How fast the engine answers what a dispatcher asks for: the cases of `everyday.py`, as a Markdown table.

    python benchmarks/packing/speed.py --seconds 10

Each case is packed twice: through the API in a warm process of its own, and by `logistics pack` in a cold process
whose kernels are cached. Both are asked without any time to search, which gives the first layout, and with
`--seconds`. What a cold process takes for one piece is its start-up, and is stated by itself. Memory is the peak
resident size of the process. Every layout is judged by `validate.py`; one that is not valid ends the run.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import validate
from engines import ENGINES, ONE_THREAD, Solver
from everyday import CASES
from measuring import ROUNDING, SUPPORT

Json = dict[str, Any]

ONE_PIECE = {
    "container": {"length": 2, "width": 1, "height": 1, "max_weight": None},
    "items": [{"id": "cube", "length": 1, "width": 1, "height": 1}],
}
GRACE_S = 600.0


@dataclass(frozen=True, slots=True)
class Answer:
    """A valid layout and what it took; `seconds` of the whole process where it was a cold one."""

    seconds: float
    peak_mb: float
    placed: int
    fill_pct: float


def main() -> None:
    args = _arguments()
    cold(ONE_PIECE, 0.0)
    start_up = cold(ONE_PIECE, 0.0)
    print(f"`logistics pack` with one piece, kernels cached: {start_up.seconds:.2f} s, {start_up.peak_mb:.0f} MB.")
    print(f"Limit {args.seconds:g} s, full support, one core; cold times include start-up.\n")
    for line in table(args.cases, args.seconds):
        print(line, flush=True)


def table(cases: list[str], seconds: float) -> Iterator[str]:
    """A row for every case."""
    columns = ("pieces", "placed", "fill %", "first ms", "total s", "MB", "cold first s", "cold total s", "cold MB")
    yield f"| case | {' | '.join(columns)} |"
    yield f"|---|{'--:|' * len(columns)}"
    for name in cases:
        problem = CASES[name]()
        first, last = warm(problem, seconds)
        cold_first, cold_last = cold(problem, 0.0), cold(problem, seconds)
        pieces = sum(item["quantity"] for item in problem["items"])
        cells = [name, str(pieces), str(last.placed), f"{last.fill_pct:.1f}"]
        cells += [f"{1000 * first.seconds:.0f}", f"{last.seconds:.3f}", f"{last.peak_mb:.0f}"]
        cells += [f"{cold_first.seconds:.2f}", f"{cold_last.seconds:.2f}", f"{cold_last.peak_mb:.0f}"]
        yield f"| {' | '.join(cells)} |"


def warm(problem: Json, seconds: float) -> tuple[Answer, Answer]:
    """The first layout and the one after some time, through the API in one process."""
    with Solver(ENGINES["ours"]) as solver:
        asked = {"support": SUPPORT["full"], "seed": 0, "grace_s": GRACE_S}
        answers = [solver.ask(problem, seconds=limit, **asked) for limit in (0.0, seconds)]
    for answer in answers:
        if "error" in answer:
            raise SystemExit(f"{problem['name']}: {answer['error']}")
    first, last = (_judged(problem, answer["layout"], answer["wall_s"], answer["peak_mb"]) for answer in answers)
    return first, last


def cold(problem: Json, seconds: float) -> Answer:
    """What `logistics pack` answers, and what the whole process took."""
    with tempfile.TemporaryDirectory() as directory:
        asked, answered = Path(directory, "problem.json"), Path(directory, "layout.json")
        asked.write_text(json.dumps(problem), encoding="utf-8")
        command = [sys.executable, "-m", "logistics.cli", "pack", "--time-limit", str(seconds)]
        with asked.open("rb") as source, answered.open("wb") as target:
            started = time.perf_counter()
            process = subprocess.Popen(command, stdin=source, stdout=target, env=os.environ | ONE_THREAD)
            _, status, used = os.wait4(process.pid, 0)
            taken_s = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
        unit = 1 if sys.platform == "darwin" else 1024
        layout = json.loads(answered.read_text(encoding="utf-8"))
        return _judged(problem, layout, taken_s, used.ru_maxrss * unit / 2**20)


def _judged(problem: Json, layout: Json, seconds: float, peak_mb: float) -> Answer:
    report = validate.validate(problem, layout)
    if not report.valid or not report.placed or report.min_support_ratio < 1 - ROUNDING:
        raise SystemExit(f"{problem.get('name')}: {report.to_dict()}")
    return Answer(seconds, peak_mb, report.placed, report.volume_utilisation_pct)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", nargs="+", choices=list(CASES), default=list(CASES))
    parser.add_argument("--seconds", type=float, default=10.0)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
