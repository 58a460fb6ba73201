"""The search: complete loads under many tastes, keep the best."""

from __future__ import annotations

from logistics.packing.engine import columns as at
from logistics.packing.engine.greedy import complete, copy_load, reset
from logistics.packing.engine.jit import kernel
from logistics.packing.engine.state import Load, Problem, Real


@kernel
def try_taste(problem: Problem, taste: Real, liking: Real, work: Load, best: Load) -> bool:
    """Build one load with this taste; whether it beat `best`, into which it is then copied."""
    reset(problem, work)
    complete(problem, work, taste, liking)
    if work.tally[at.VOLUME] <= best.tally[at.VOLUME]:
        return False
    copy_load(work, best)
    return True
