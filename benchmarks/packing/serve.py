"""One engine in a process of its own: a request per line on stdin, an answer per line on stdout, both JSON.

    python serve.py ours --core 0

An engine is a module with `version()`, `solve(problem, seconds, support, seed)`, which returns a neutral layout and
after how many seconds the first layout was there (None: it says nothing before the last), and, if it has to get
ready, `warm_up()`. Its first line says how long getting ready took. Times are taken here, around `solve`, translation
included.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import resource
import sys
import time
from typing import Any


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("engine", help="the module")
    parser.add_argument("--core", type=int, help="run on this core only")
    args = parser.parse_args()
    if args.core is not None:
        os.sched_setaffinity(0, {args.core})
    # What an engine prints must not get between the answers.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    started = time.perf_counter()
    engine = importlib.import_module(args.engine)
    getattr(engine, "warm_up", lambda: None)()
    _say(answers, {"ready_s": time.perf_counter() - started, "version": engine.version()})
    for line in sys.stdin:
        _say(answers, answer(engine, json.loads(line)))


def answer(engine: Any, request: dict[str, Any]) -> dict[str, Any]:
    """The layout and what it took, or the error."""
    cpu, started = _cpu_s(), time.perf_counter()
    try:
        layout, first_s = engine.solve(request["problem"], request["seconds"], request["support"], request["seed"])
    except Exception as error:  # Whatever a peer raises is its answer to this problem, not the end of the run.
        return {"error": f"{type(error).__name__}: {error}"}
    wall_s = time.perf_counter() - started
    return {
        "layout": layout,
        "first_s": wall_s if first_s is None else first_s,
        "wall_s": wall_s,
        "cpu_s": _cpu_s() - cpu,
        "peak_mb": _peak_mb(),
    }


def _cpu_s() -> float:
    """Of all threads, and of helpers that have ended."""
    helpers = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + helpers.ru_utime + helpers.ru_stime


def _peak_mb() -> float:
    """The most memory this process or one of its helpers ever had; Linux counts in KiB, macOS in bytes."""
    unit = 1 if sys.platform == "darwin" else 1024
    whose = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return max(resource.getrusage(who).ru_maxrss for who in whose) * unit / 2**20


def _say(answers: Any, message: dict[str, Any]) -> None:
    answers.write(json.dumps(message) + "\n")
    answers.flush()


if __name__ == "__main__":
    main()
