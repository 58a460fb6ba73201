"""The searches for one problem, behind one door."""

from __future__ import annotations

from typing import Protocol

from logistics.packing.engine.problem import Problem, Real
from logistics.packing.engine.state import Load
from logistics.packing.one_space.full_support import FullSupportSearch
from logistics.packing.one_space.partial_support import PartialSupportSearch


class Search(Protocol):
    """A search for one problem: where bases rest fully, or where they need not."""

    widths: tuple[tuple[int, int], ...]
    """Widths of beams and the blocks tried for each of their states, one of them drawn each time."""

    corners: tuple[int, ...]
    """How many corners of the room loads may be started from, one of them drawn with each parameter set."""

    beam_share: float
    """Part of the time that goes into beams; the rest into changing what they found."""

    @property
    def best(self) -> Load:
        """The fullest load found so far."""

    def beam(self, parameters: Real, width: int, branches: int, most: int) -> tuple[int, int]:
        """One beam; returns the completions made and the volume of the best of them."""

    def refill(self, parameter_sets: Real, most: int, patience: float) -> int:
        """Change the best loads that many times; returns the completions made."""


def search_for(problem: Problem, min_support_share: float, *, seed: int) -> Search:
    """The search that knows how bases must rest.

    Args:
        seed: Of what it draws itself; not 0.
    """
    # Under blocked room that hangs there is room below a top, which only the other search knows.
    if min_support_share >= 1 and not problem.hung:
        return FullSupportSearch(problem, seed)
    return PartialSupportSearch(problem, min_support_share)
