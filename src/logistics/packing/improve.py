"""The anytime loop: a first load at once, then beams, then changes to the best loads until it is time to stop."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Protocol

import numpy as np

from logistics.packing.engine import columns as at
from logistics.packing.engine.problem import Problem, Real
from logistics.packing.engine.state import Load
from logistics.packing.full import FullSearch
from logistics.packing.loose import LooseSearch
from logistics.packing.model import Rounds, StopRule
from logistics.packing.tastes import Tastes

_COMPLETIONS_A_ROUND = 400

_PATIENCE = 0.004
"""Share of the room by which a load may come out worse and be kept, at the start; it falls to 0 towards the end."""

_CHANGES_AT_ONCE, _TRIES_A_TASTE = 320, 64
"""Ranking the blocks for a taste takes as long as a dozen tries."""


class Search(Protocol):
    """A search for one problem: where bases rest fully, or where they need not."""

    widths: tuple[tuple[int, int], ...]
    """Widths of beams and the blocks tried for each of their states, one of them drawn each time."""

    corners: tuple[int, ...]
    """How many corners of the room loads may be started from, one of them drawn with each taste."""

    beam_share: float
    """Part of the time that goes into beams; the rest into changing what they found."""

    @property
    def best(self) -> Load:
        """The fullest load found so far."""

    def beam(self, taste: Real, width: int, branches: int, most: int) -> tuple[int, int]:
        """One beam; returns the completions made and the volume of the best of them."""

    def refill(self, tastes: Real, most: int, patience: float) -> int:
        """Change the best loads that many times; returns the completions made."""


def best_load(problem: Problem, stop: StopRule, seed: int, threads: int, min_support_share: float) -> Load:
    """The fullest load found until it is time to stop, or everything is in.

    Each thread searches by itself, with tastes of its own; the kernels run side by side. With `Rounds` the same
    seed and threads give the same load, unless one of several threads ends the others by placing everything.
    """
    complete = Event()
    sources = [np.random.default_rng(seed), *(np.random.default_rng([seed, n]) for n in range(1, threads))]

    if threads == 1:
        return _improve(problem, min_support_share, stop, sources[0], complete)
    with ThreadPoolExecutor(threads) as pool:
        searches = [pool.submit(_improve, problem, min_support_share, stop, random, complete) for random in sources]
        return max((search.result() for search in searches), key=lambda load: int(load.tally[at.Tally.VOLUME]))


def _improve(
    problem: Problem, min_support_share: float, stop: StopRule, random: np.random.Generator, complete: Event
) -> Load:
    """The fullest load that one thread finds; `complete` is set, by whichever thread, once everything is in."""
    clock = _Clock(stop)
    chosen = int(random.integers(1, 2**62))
    # Under blocked room that hangs there is room below a top, which only the other search knows.
    full = min_support_share >= 1 and not problem.hung
    search: Search = FullSearch(problem, chosen) if full else LooseSearch(problem, min_support_share)
    weight_bound = bool(problem.weight @ problem.quantity > problem.payload)
    tastes = Tastes(random, weight_bound=weight_bound, corners=search.corners)
    pieces, room = int(problem.quantity.sum()), int(problem.room.prod())
    # The first beam is broken off after one completion: an answer as early as can be.
    taste, (width, branches), most = tastes.first(), search.widths[0], 1
    while most > 0:
        made, volume = search.beam(taste, width, branches, most)
        tastes.learn(taste, volume)
        most = clock.completions_left(made, until=search.beam_share)
        if search.best.tally[at.Tally.PIECES] == pieces:
            complete.set()
        if complete.is_set():
            return search.best
        taste, (width, branches) = tastes.draw(), search.widths[random.integers(len(search.widths))]
    most = clock.changes_next(0)
    while most > 0 and not complete.is_set():
        drawn = np.array([tastes.draw() for _ in range(-(-most // _TRIES_A_TASTE))])
        patience = _PATIENCE * room * (1.0 - clock.progress)
        most = clock.changes_next(search.refill(drawn, most, patience))
        if search.best.tally[at.Tally.PIECES] == pieces:
            complete.set()
    return search.best


class _Clock:
    """Turns a stop rule into how many completions there is time for."""

    def __init__(self, stop: StopRule) -> None:
        self._stop = stop
        self._started = self._asked_at = time.monotonic()
        self._made = 0

    @property
    def progress(self) -> float:
        """Share of the time, or of the rounds, that is over."""
        if isinstance(self._stop, Rounds):
            return self._made / (self._stop.rounds * _COMPLETIONS_A_ROUND)
        spent = time.monotonic() - self._started
        return spent / self._stop.seconds if self._stop.seconds > 0 else 1.0

    def completions_left(self, made: int, until: float = 1.0) -> int:
        """How many more completions go until that share of the time is over, at the pace so far; 0 at its end."""
        self._made += made
        if isinstance(self._stop, Rounds):
            return int(until * self._stop.rounds * _COMPLETIONS_A_ROUND) - self._made
        spent = time.monotonic() - self._started
        left = until * self._stop.seconds - spent
        return int(left / spent * self._made) if left > 0 else 0

    def changes_next(self, made: int) -> int:
        """How many changes to make next, after so many were made since this was asked last; 0 at the end.

        A change may take a thousand times as long as a completion of a beam, so the pace is that of the last
        changes, the first is made alone, and their number at most doubles.
        """
        asked_at, self._asked_at = self._asked_at, time.monotonic()
        left = self.completions_left(made)
        if isinstance(self._stop, Rounds):
            return min(left, _CHANGES_AT_ONCE)
        time_left = self._started + self._stop.seconds - self._asked_at
        if time_left <= 0 or not made:
            return int(time_left > 0)
        pace = made / max(self._asked_at - asked_at, 1e-6)
        return min(max(1, int(time_left * pace)), 2 * made, _CHANGES_AT_ONCE)
