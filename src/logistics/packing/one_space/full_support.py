"""The search where every base rests fully, behind the same door as the other (see `search`)."""

from __future__ import annotations

import numpy as np

from logistics.packing.engine.blocks.lengths import find_reach
from logistics.packing.engine.problem import Problem, Real, supported
from logistics.packing.engine.search.beam import search_beam
from logistics.packing.engine.search.refill import keep_apart, refill
from logistics.packing.engine.state import empty_load, empty_loads, empty_scratch, empty_state, empty_states

_MOST_RECTANGLES = 8_000
_KEPT = 4


class FullSupportSearch:
    """Beams over the free rectangles of a height map, then changes to the best loads they found.

    Blocks of like pieces (Eley 2002, doi:10.1016/S0377-2217(02)00133-9) are placed by a beam search whose states are
    worth what their greedy completion reaches (Araya and Riff 2014, doi:10.1016/j.cor.2013.09.003).
    """

    widths: tuple[tuple[int, int], ...] = ((1, 3), (3, 6), (4, 4), (6, 5))
    corners: tuple[int, ...] = (1, 2, 4)
    beam_share = 0.4

    def __init__(self, problem: Problem, seed: int) -> None:
        """`seed`: of the changes; not 0."""
        problem = self._problem = supported(problem, 1.0, overhanging=False)
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

    def beam(self, parameters: Real, width: int, branches: int, most: int) -> tuple[int, int]:
        """One beam; returns the completions made and the volume of the best of them."""
        now, then = self._pools[width]
        made, volume = search_beam(
            self._problem,
            parameters,
            branches,
            most,
            self._scratch,
            now,
            then,
            self._work,
            self._found,
            self.best,
        )
        self._count = keep_apart(self._found, self._kept, self._count)
        return made, volume

    def refill(self, parameter_sets: Real, most: int, patience: float) -> int:
        """Change the best loads that many times; returns the completions made."""
        return refill(
            self._problem,
            parameter_sets,
            most,
            patience,
            self._source,
            self._scratch,
            self._kept,
            self._count,
            self._work,
            self.best,
        )
