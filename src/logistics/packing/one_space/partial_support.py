"""The search where bases need not rest fully, behind the same door as the other (see `search`)."""

from __future__ import annotations

from logistics.packing.engine.blocks.lengths import find_reach
from logistics.packing.engine.problem import Problem, Real, supported
from logistics.packing.engine.search.beam import search_beam
from logistics.packing.engine.state import empty_load, empty_scratch, empty_state, empty_states

_MOST_SPACES = 8_000


class PartialSupportSearch:
    """Beams over maximal free spaces (Lai and Chan 1997).

    Every base rests on a share of it, or floats where the share is 0.
    """

    widths: tuple[tuple[int, int], ...] = ((1, 3), (6, 8), (8, 12), (12, 12), (16, 16))
    """Widths of beams and the blocks tried for each of their states; the first is for the first load."""

    beam_share = 1.0

    def __init__(self, problem: Problem, share: float) -> None:
        problem = self._problem = supported(problem, share, overhanging=True)
        # With support only corners at the floor of a space will do, so the room's corners at the roof do not count.
        self.corners: tuple[int, ...] = (1, 2, 4) if share > 0 else (1, 2, 4, 8)
        spaces = min(_MOST_SPACES, 200 + 4 * int(problem.quantity.sum()))
        self._pools = {
            width: tuple(empty_states(problem, spaces, width, overhanging=True) for _ in range(2))
            for width, _ in self.widths
        }
        self._work = empty_state(problem, spaces, overhanging=True)
        self._found, self.best = empty_load(problem), empty_load(problem)
        branches = max(branches for _, branches in self.widths)
        self._scratch = empty_scratch(problem, spaces, branches, overhanging=True)
        find_reach(problem, problem.quantity, self._scratch.reach)

    def beam(self, parameters: Real, width: int, branches: int, most: int) -> tuple[int, int]:
        """One beam; returns the completions made and the volume of the best of them."""
        now, then = self._pools[width]
        return search_beam(
            self._problem, parameters, branches, most, self._scratch, now, then, self._work, self._found, self.best
        )

    def refill(self, parameter_sets: Real, most: int, patience: float) -> int:
        """Nothing is changed here: wider beams do better where bases need not rest fully."""
        return 0
