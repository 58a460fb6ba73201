"""The search where every base rests fully, behind the same door as the other (see `improve`)."""

from __future__ import annotations

import numpy as np

from logistics.packing.engine.blocks.lengths import find_reach
from logistics.packing.engine.problem import Problem, Real, supported
from logistics.packing.engine.search.beam import search_beam
from logistics.packing.engine.search.refill import keep_apart, refill
from logistics.packing.engine.state import empty_load, empty_loads, empty_scratch, empty_state, empty_states

_MOST_RECTANGLES = 8_000
_KEPT = 4


class FullSearch:
    """Beams over free rectangles, then changes to the best loads they found."""

    widths: tuple[tuple[int, int], ...] = ((1, 3), (3, 6), (4, 4), (6, 5))
    corners: tuple[int, ...] = (1, 2, 4)
    beam_share = 0.4

    def __init__(self, problem: Problem, seed: int) -> None:
        """`seed`: of the changes; not 0."""
        self._problem = supported(problem, 1.0, overhanging=False)
        problem = self._problem
        rectangles = min(_MOST_RECTANGLES, 200 + 4 * int(problem.quantity.sum()))
        self._pools = {
            width: tuple(empty_states(problem, rectangles, width, overhanging=False) for _ in range(2))
            for width, _ in self.widths
        }
        self._work = empty_state(problem, rectangles, overhanging=False)
        self._found, self.best = empty_load(problem), empty_load(problem)
        self._kept, self._count = empty_loads(problem, _KEPT), 0
        branches = max(branches for _, branches in self.widths)
        self._scratch = empty_scratch(problem, rectangles, branches, overhanging=False)
        self._source = np.array([seed], np.uint64)
        find_reach(problem, problem.quantity, self._scratch.reach)

    def beam(self, taste: Real, width: int, branches: int, most: int) -> tuple[int, int]:
        """One beam; returns the completions made and the volume of the best of them."""
        made, volume = search_beam(
            self._problem,
            taste,
            branches,
            most,
            self._scratch,
            *self._pools[width],
            self._work,
            self._found,
            self.best,
        )
        self._count = keep_apart(self._found, self._kept, self._count)
        return made, volume

    def refill(self, tastes: Real, most: int, patience: float) -> int:
        """Change the best loads that many times; returns the completions made."""
        return refill(
            self._problem,
            tastes,
            most,
            patience,
            self._source,
            self._scratch,
            self._kept,
            self._count,
            self._work,
            self.best,
        )
