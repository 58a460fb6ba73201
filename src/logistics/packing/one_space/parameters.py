"""Parameter sets of the search: many narrow searches that differ beat one wide one."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from logistics.packing.engine import columns as at

Real = NDArray[np.float64]

_RANGES = {
    at.Parameter.CONTACT: (1.0, 5.0),
    at.Parameter.LENGTH: (1.0, 6.0),
    at.Parameter.COUNT: (0.0, 0.7),
    at.Parameter.TOLERANCE: (0.01, 0.05),
    at.Parameter.GROUNDED: (0.0, 2.0),
    at.Parameter.WEAK: (0.0, 1.5),
}

_FAR = (at.Parameter.FAR_X, at.Parameter.FAR_Y, at.Parameter.FAR_Z)

_ORDERS = ((1.0, 1.0, 1.0), (3.0, 1.0, 1.0), (1.0, 0.3, 3.0), (10.0, 1.0, 1.0))
"""Prices of a mm along x, y and z: level on all sides, in walls, in layers, in strict walls."""

_WIDTH = len(at.Parameter)

_LEARNT_SHARE = 0.7
_REMEMBERED = 8
_STEP = 0.2
"""Width of a small change, as a share of a parameter's range."""


class ParameterSets:
    """Draws parameter sets, partly at random and partly near those that did best on this very load."""

    def __init__(self, random: np.random.Generator, *, weight_bound: bool, corners: tuple[int, ...]) -> None:
        """`weight_bound`: the payload is used up before the room, so light goods come first.

        `corners`: how many corners of the room, as `engine.columns` has it, a load may start from.
        """
        self._random = random
        self._corners = corners
        self._dense = (0.0, 1.5) if weight_bound else (-0.4, 0.1)
        self._best: list[tuple[int, Real]] = []

    def first(self) -> Real:
        """Fills from the bulkhead and suits most loads."""
        chosen = np.zeros(_WIDTH)
        chosen[list(_RANGES)] = 3.7, 2.7, 0.4, 0.014, 1.0, 0.5
        chosen[list(_FAR)] = 1.0
        chosen[at.Parameter.CORNERS] = 2
        chosen[at.Parameter.DENSE] = 0.5 * sum(self._dense)
        return chosen

    def draw(self) -> Real:
        """The parameter set to try next."""
        if len(self._best) == _REMEMBERED and self._random.random() < _LEARNT_SHARE:
            return self._near_one_of_the_best()
        chosen = np.zeros(_WIDTH)
        for parameter, (low, high) in _RANGES.items():
            chosen[parameter] = self._random.uniform(low, high)
        chosen[list(_FAR)] = self._random.choice(_ORDERS)
        chosen[at.Parameter.CORNERS] = self._random.choice(self._corners)
        chosen[at.Parameter.DENSE] = self._random.uniform(*self._dense)
        return chosen

    def learn(self, chosen: Real, volume: int) -> None:
        """Remember a parameter set if what it reached is among the best results so far, each counted once."""
        if any(volume == known for known, _ in self._best):
            return
        self._best.append((volume, chosen))
        self._best.sort(key=lambda entry: -entry[0])
        del self._best[_REMEMBERED:]

    def _near_one_of_the_best(self) -> Real:
        rank = min(int(self._random.exponential(_REMEMBERED / 3)), _REMEMBERED - 1)
        chosen = self._best[rank][1].copy()
        for parameter, (low, high) in _RANGES.items():
            if self._random.random() < 0.5:
                moved = chosen[parameter] + self._random.normal() * _STEP * (high - low) * 2
                chosen[parameter] = np.clip(moved, 0.3 * low, 1.5 * high)
        for axis in (at.Parameter.FAR_X, at.Parameter.FAR_Z):
            if self._random.random() < 0.3:
                chosen[axis] *= np.exp(self._random.normal() * 0.5)
        if self._random.random() < 0.2:
            chosen[at.Parameter.CORNERS] = self._random.choice(self._corners)
        return chosen
