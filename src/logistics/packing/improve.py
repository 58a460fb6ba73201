"""The anytime loop: a first load at once, then beam after beam until it is time to stop."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Protocol

import numpy as np

from logistics.packing.engine import columns as at
from logistics.packing.engine.beam import search_beam
from logistics.packing.engine.state import Load, Problem, Real, empty_load, empty_pool, empty_scratch
from logistics.packing.loose import LooseBeams
from logistics.packing.model import Rounds, StopRule
from logistics.packing.tastes import Tastes

_COMPLETIONS_A_ROUND = 400


class Beams(Protocol):
    """A search for one problem: where bases rest fully, or where they need not."""

    widths: tuple[tuple[int, int], ...]
    """Widths of beams and the blocks tried for each of their states, one of them drawn each time."""

    corners: tuple[int, ...]
    """How many corners of the room loads may be started from, one of them drawn with each taste."""

    @property
    def best(self) -> Load:
        """The fullest load found so far."""

    def search(self, taste: Real, width: int, branches: int, most: int) -> tuple[int, int]:
        """One beam; returns the completions made and the volume of the best of them."""


def best_load(problem: Problem, stop: StopRule, seed: int, threads: int, min_support_share: float) -> Load:
    """The fullest load found until it is time to stop, or everything is in.

    Each thread searches by itself, with tastes of its own; the kernels run side by side. With `Rounds` the same
    seed and threads give the same load, unless one of several threads ends the others by placing everything.
    """
    complete = Event()
    sources = [np.random.default_rng(seed), *(np.random.default_rng([seed, n]) for n in range(1, threads))]
    if threads == 1:
        return _search(problem, min_support_share, stop, sources[0], complete)
    with ThreadPoolExecutor(threads) as pool:
        searches = (pool.submit(_search, problem, min_support_share, stop, random, complete) for random in sources)
        loads = [search.result() for search in list(searches)]
    return max(loads, key=lambda load: int(load.tally[at.VOLUME]))


class FullBeams:
    """Beams over flats: every base rests fully."""

    widths: tuple[tuple[int, int], ...] = ((1, 3), (3, 6), (4, 4), (6, 5))
    corners: tuple[int, ...] = (1, 2, 4)

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        flats = min(4_000, 200 + 4 * int(problem.quantity.sum()))
        self._pools = {
            width: (empty_pool(problem, flats, width), empty_pool(problem, flats, width)) for width, _ in self.widths
        }
        self._work, self.best = empty_load(problem, flats), empty_load(problem, flats)
        self._scratch = empty_scratch(problem, width=max(branches for _, branches in self.widths))

    def search(self, taste: Real, width: int, branches: int, most: int) -> tuple[int, int]:
        """One beam; returns the completions made and the volume of the best of them."""
        pools = self._pools[width]
        return search_beam(self._problem, taste, branches, most, self._scratch, *pools, self._work, self.best)


def _search(
    problem: Problem, min_support_share: float, stop: StopRule, random: np.random.Generator, complete: Event
) -> Load:
    """The fullest load that one thread finds; `complete` is set, by whichever thread, once everything is in."""
    clock = _Clock(stop)
    beams: Beams = FullBeams(problem) if min_support_share >= 1 else LooseBeams(problem, min_support_share)
    weight_bound = bool(problem.weight @ problem.quantity > problem.payload)
    tastes = Tastes(random, weight_bound=weight_bound, corners=beams.corners)
    pieces = int(problem.quantity.sum())
    # The first beam is broken off after one completion: an answer as early as can be.
    taste, (width, branches), most = tastes.first(), beams.widths[0], 1
    while True:
        made, volume = beams.search(taste, width, branches, most)
        tastes.learn(taste, volume)
        most = clock.completions_left(made)
        if beams.best.tally[at.PIECES] == pieces:
            complete.set()
        if most == 0 or complete.is_set():
            return beams.best
        taste, (width, branches) = tastes.draw(), beams.widths[random.integers(len(beams.widths))]


class _Clock:
    """Turns a stop rule into how many completions the next beam may make."""

    def __init__(self, stop: StopRule) -> None:
        self._stop = stop
        self._started = time.monotonic()
        self._made = 0
        self._rounds = 0

    def completions_left(self, made: int) -> int:
        """How many more completions there is time for, at the pace so far; 0 when it is time to stop."""
        self._made += made
        self._rounds += 1
        if isinstance(self._stop, Rounds):
            return _COMPLETIONS_A_ROUND if self._rounds < self._stop.rounds else 0
        spent = time.monotonic() - self._started
        left = self._stop.seconds - spent
        return int(left / spent * self._made) if left > 0 else 0
