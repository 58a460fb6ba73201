"""The anytime loop: a first load at once, then beams, then changes to the best loads until it is time to stop."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Event

import numpy as np

from logistics.packing.clock import Clock
from logistics.packing.engine import columns as at
from logistics.packing.engine.problem import Problem
from logistics.packing.engine.state import Load
from logistics.packing.one_space.pace import Pace
from logistics.packing.one_space.parameters import ParameterSets
from logistics.packing.one_space.search import Search, search_for
from logistics.packing.request import Request

_PATIENCE = 0.004
"""Share of the room by which a load may come out worse and be kept, at the start; it falls to 0 towards the end.

Threshold accepting (Dueck and Scheuer 1990, doi:10.1016/0021-9991(90)90201-B)."""

_TRIES_A_SET = 64
"""Ranking the blocks for a parameter set takes as long as a dozen tries."""


def best_load(problem: Problem, request: Request, clock: Clock) -> Load:
    """The fullest load found until it is time to stop, or everything is in.

    Each thread searches by itself, with parameter sets of its own; the kernels run side by side. With `Rounds` the
    same seed and threads give the same load, unless one of several threads ends the others by placing everything.
    """
    complete, seed = Event(), request.seed
    sources = [np.random.default_rng(seed), *(np.random.default_rng([seed, n]) for n in range(1, request.threads))]

    def searched(random: np.random.Generator) -> Load:
        return _search(problem, request.min_support_share, Pace(clock), random, complete)

    if request.threads == 1:
        return searched(sources[0])
    with ThreadPoolExecutor(request.threads) as pool:
        return max(pool.map(searched, sources), key=lambda load: int(load.tally[at.Tally.VOLUME]))


def _search(problem: Problem, share: float, pace: Pace, random: np.random.Generator, complete: Event) -> Load:
    """The fullest load that one thread finds; `complete` is set, by whichever thread, once everything is in."""
    search = search_for(problem, share, seed=int(random.integers(1, 2**62)))
    weight_bound = bool(problem.weight @ problem.quantity > problem.payload)
    parameters = ParameterSets(random, weight_bound=weight_bound, corners=search.corners)
    thread = _Thread(problem, search, parameters, pace, random, complete)
    thread.beams()
    thread.changes()
    return search.best


@dataclass(slots=True)
class _Thread:
    """One search with all it draws from."""

    problem: Problem
    search: Search
    parameters: ParameterSets
    pace: Pace
    random: np.random.Generator
    complete: Event

    def beams(self) -> None:
        """Beams of one parameter set and width after the other, for the search's share of the time."""
        # The first beam is broken off after one completion: an answer as early as can be.
        chosen, (width, branches), most = self.parameters.first(), self.search.widths[0], 1
        while most > 0:
            made, volume = self.search.beam(chosen, width, branches, most)
            self.parameters.learn(chosen, volume)
            most = self.pace.completions_next(made, until=self.search.beam_share)
            if self._done():
                return
            chosen = self.parameters.draw()
            width, branches = self.search.widths[self.random.integers(len(self.search.widths))]

    def changes(self) -> None:
        """Changes to the best loads, until it is time to stop."""
        room = int(self.problem.room.prod())
        most = 0 if self.complete.is_set() else self.pace.changes_next(0)
        while most > 0 and not self.complete.is_set():
            drawn = np.array([self.parameters.draw() for _ in range(-(-most // _TRIES_A_SET))])
            patience = _PATIENCE * room * (1.0 - self.pace.progress)
            most = self.pace.changes_next(self.search.refill(drawn, most, patience))
            self._done()

    def _done(self) -> bool:
        """Whether everything is in, here or in another thread."""
        if self.search.best.tally[at.Tally.PIECES] == self.problem.quantity.sum():
            self.complete.set()
        return self.complete.is_set()
