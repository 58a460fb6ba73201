"""Making a complete load one that may be kept (see `settle`), where bases may overhang or float."""

from __future__ import annotations

import numpy as np

from logistics.packing.engine import columns as at
from logistics.packing.engine.jit import inner
from logistics.packing.engine.loose_state import Terms
from logistics.packing.engine.settle import find_stuck, forget, keep_balanced
from logistics.packing.engine.state import Load, Problem


@inner
def settle_loose(problem: Problem, terms: Terms, load: Load, least: int) -> None:
    """Take out blocks until the load may be kept. Afterwards only its blocks and its tally are right.

    Where bases float, pieces can always go in one behind the other from the bulkhead, so nothing is ever stuck.

    Args:
        least: Volume that the load must exceed to be of use; if it does not, its order of loading is not looked at.
    """
    keep_balanced(problem, load)
    if terms.share == 0 or load.tally[at.VOLUME] <= least:
        return
    stuck = find_stuck(problem, load)
    while stuck >= 0:
        drop_with_all_it_carries(problem, load, stuck)
        keep_balanced(problem, load)
        stuck = find_stuck(problem, load)


@inner
def drop_with_all_it_carries(problem: Problem, load: Load, block: int) -> None:
    """Take out a block, all that rests on it, all that rests on that, and so on; the others keep their order.

    What remains rests on what it rested on before, and carries no more.
    """
    n = load.tally[at.BLOCKS]
    lost = np.zeros(n, np.bool_)
    lost[block] = True
    spreading = True
    while spreading:
        spreading = False
        for upper in range(len(problem.fixed), n):
            if not lost[upper] and rests_on_lost(load, upper, lost):
                lost[upper] = True
                spreading = True
    kept = 0
    for b in range(n):
        if lost[b]:
            forget(problem, load, load.blocks[b])
        else:
            load.blocks[kept] = load.blocks[b]
            kept += 1
    load.tally[at.BLOCKS] = kept


@inner
def rests_on_lost(load: Load, upper: int, lost: np.ndarray) -> bool:
    """Whether a block touches the top of one that is lost."""
    up = load.blocks[upper]
    for b in range(len(lost)):
        low = load.blocks[b]
        if (
            lost[b]
            and low[at.BZ] == up[at.AZ]
            and low[at.AX] < up[at.BX]
            and low[at.BX] > up[at.AX]
            and low[at.AY] < up[at.BY]
            and low[at.BY] > up[at.AY]
        ):
            return True
    return False
