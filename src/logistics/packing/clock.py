"""How much of a stop rule is left, for searches that pack again and again."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

from logistics.packing.model import Rounds, Seconds, StopRule

_ROUND = 500
"""Rounds of a kernel that count as one to a caller."""

_GLANCE_S = 0.005


class Budget:
    """The seconds or rounds of one call. Rounds are for each search that the call makes."""

    def __init__(self, stop: StopRule) -> None:
        self._stop = stop
        self._began_at = time.monotonic()
        self._ends_at = self._began_at + stop.seconds if isinstance(stop, Seconds) else math.inf

    @property
    def over(self) -> bool:
        """Whether the time is over; rounds never are."""
        return time.monotonic() >= self._ends_at

    @property
    def in_rounds(self) -> bool:
        """Whether it is rounds that are counted."""
        return isinstance(self._stop, Rounds)

    @property
    def spent(self) -> float:
        """The share of the seconds that is gone; 0 with rounds."""
        if isinstance(self._stop, Rounds):
            return 0.0
        return (time.monotonic() - self._began_at) / self._stop.seconds if self._stop.seconds else 1.0

    def part(self, share: float) -> StopRule:
        """So much of the seconds there were at first, if as many are left; rounds are not divided."""
        if isinstance(self._stop, Rounds):
            return self._stop
        return Seconds(max(0.0, min(self._stop.seconds * share, self._ends_at - time.monotonic())))

    def look(self, share: float) -> StopRule:
        """Like `part`, but a single round."""
        return Rounds(1) if isinstance(self._stop, Rounds) else self.part(share)


def spend(stop: StopRule, improve: Callable[[int], bool]) -> bool:
    """Let a search improve, so many rounds at a time, until it says that it is done or time is over.

    Returns:
        Whether it is done.
    """
    if isinstance(stop, Rounds):
        return any(improve(_ROUND) for _ in range(stop.rounds))
    ends_at, rounds = time.monotonic() + stop.seconds, 1
    while (began_at := time.monotonic()) < ends_at:
        if improve(rounds):
            return True
        if time.monotonic() - began_at < _GLANCE_S:
            rounds *= 2
    return False
