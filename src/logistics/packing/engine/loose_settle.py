"""Making a complete load one that may be kept (see `settle`), where bases may overhang or float."""

from __future__ import annotations

from logistics.packing.engine import columns as at
from logistics.packing.engine.jit import inner
from logistics.packing.engine.loose_state import Terms
from logistics.packing.engine.settle import keep_balanced, keep_loadable
from logistics.packing.engine.state import Load, Problem


@inner
def settle_loose(problem: Problem, terms: Terms, load: Load, least: int) -> None:
    """Take out blocks until the load may be kept. Afterwards only its blocks and its tally are right.

    Where bases float and the whole cross-section can be entered, pieces can always go in one behind the other from
    the bulkhead, so nothing is ever stuck.

    Args:
        least: Volume that the load must exceed to be of use; if it does not, its order of loading is not looked at.
    """
    keep_balanced(problem, load)
    floating = terms.share == 0
    if floating and problem.open:
        return
    while load.tally[at.VOLUME] > least and keep_loadable(problem, load, floating):
        keep_balanced(problem, load)
