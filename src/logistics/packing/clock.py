"""The one clock: what is left of a stop rule."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

from logistics.packing.model import Rounds, Seconds, StopRule

_ROUND = 500
"""Rounds of a kernel that count as one to a caller."""

_GLANCE_S = 0.005


class Clock:
    """How much of a stop rule is left. Whatever searches is handed one and heeds it; nothing else looks at the time.

    Rounds are not divided: each search that a call makes has as many, and their time is never over.
    """

    def __init__(self, stop: StopRule, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._began_at = now()
        self.rounds = stop.rounds if isinstance(stop, Rounds) else None
        self._lasts_s = stop.seconds if isinstance(stop, Seconds) else math.inf

    @property
    def spent_s(self) -> float:
        """Seconds since it was started."""
        return self._now() - self._began_at

    @property
    def left_s(self) -> float:
        """Seconds that are left; inf with rounds."""
        return max(0.0, self._lasts_s - self.spent_s)

    def left_until(self, share: float) -> float:
        """Seconds until so much of the time is over; 0 afterwards, inf with rounds."""
        return max(0.0, share * self._lasts_s - self.spent_s)

    @property
    def over(self) -> bool:
        """Whether the time is over; rounds never are."""
        return self.left_s <= 0

    @property
    def spent(self) -> float:
        """The share of the seconds that is gone; 0 with rounds."""
        if self.rounds is not None:
            return 0.0
        return self.spent_s / self._lasts_s if self._lasts_s else 1.0

    def part(self, share: float) -> Clock:
        """From now on so much of the seconds there were at first, if as many are left; rounds are not divided."""
        return self._lasting(min(self._lasts_s * share, self.left_s))

    def part_of_rest(self, share: float) -> Clock:
        """From now on so much of the seconds that are left; rounds are not divided."""
        return self._lasting(self.left_s * share)

    def at_most(self, seconds: float) -> Clock:
        """From now on so many seconds, if as many are left; rounds are not divided."""
        return self._lasting(min(seconds, self.left_s))

    def look(self, share: float) -> Clock:
        """Like `part`, but a single round."""
        return Clock(Rounds(1), self._now) if self.rounds is not None else self.part(share)

    def look_of_rest(self, share: float) -> Clock:
        """Like `part_of_rest`, but a single round."""
        return Clock(Rounds(1), self._now) if self.rounds is not None else self.part_of_rest(share)

    def spend(self, improve: Callable[[int], bool]) -> bool:
        """Let a search improve, so many rounds at a time, until it says that it is done or time is over.

        Returns:
            Whether it is done.
        """
        if self.rounds is not None:
            return any(improve(_ROUND) for _ in range(self.rounds))
        rounds = 1
        while not self.over:
            began_s = self.spent_s
            if improve(rounds):
                return True
            if self.spent_s - began_s < _GLANCE_S:
                rounds *= 2
        return False

    def _lasting(self, seconds: float) -> Clock:
        return Clock(Seconds(seconds) if self.rounds is None else Rounds(self.rounds), self._now)
