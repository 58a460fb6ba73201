"""The search where bases need not rest fully, behind the same door as the other (see `search`)."""

from __future__ import annotations

from logistics.packing.engine.loose_beam import search_loose_beam
from logistics.packing.engine.loose_state import empty_desk, empty_loose, empty_loose_pool
from logistics.packing.engine.state import Load, Problem, Real

_MOST_SPACES = 8_000


class PartialSupportSearch:
    """Beams over maximal free spaces (Lai and Chan 1997, doi:10.1016/S0360-8352(96)00205-7).

    Every base rests on a share of it, or floats where the share is 0.
    """

    widths: tuple[tuple[int, int], ...] = ((1, 3), (6, 8), (8, 12), (12, 12), (16, 16))
    """Widths of beams and the blocks tried for each of their states; the first is for the first load."""

    def __init__(self, problem: Problem, share: float) -> None:
        self._problem, self._share = problem, float(share)  # of one type: another would make the compiler start anew
        # With support only corners at the floor of a space will do, so the room's corners at the roof do not count.
        self.corners: tuple[int, ...] = (1, 2, 4) if share > 0 else (1, 2, 4, 8)
        spaces = min(_MOST_SPACES, 200 + 4 * int(problem.quantity.sum()))
        self._pools = {
            width: (empty_loose_pool(problem, spaces, width), empty_loose_pool(problem, spaces, width))
            for width, _ in self.widths
        }
        self._work, self._best = empty_loose(problem, spaces), empty_loose(problem, spaces)
        self._desk = empty_desk(problem, spaces, max(branches for _, branches in self.widths))

    @property
    def best(self) -> Load:
        """The fullest load found so far."""
        return self._best.load

    beam_share = 1.0

    def beam(self, parameters: Real, width: int, branches: int, most: int) -> tuple[int, int]:
        """One beam; returns the completions made and the volume of the best of them."""
        pools = self._pools[width]
        return search_loose_beam(
            self._problem, self._share, parameters, branches, most, self._desk, *pools, self._work, self._best
        )

    def refill(self, parameter_sets: Real, most: int, patience: float) -> int:
        """Nothing is changed here: wider beams do better where bases need not rest fully."""
        return 0
