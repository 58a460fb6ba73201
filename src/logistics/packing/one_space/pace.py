"""How many steps of a search there is time for."""

from __future__ import annotations

from logistics.packing.clock import Clock

_COMPLETIONS_A_ROUND = 400

_CHANGES_AT_ONCE = 320

_INSTANT_S = 1e-6
"""The least time that anything takes."""


class Pace:
    """Turns what is left on a clock into how many completions or changes it is good for, at the pace so far."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._began_s = self._asked_s = clock.spent_s
        self._most = None if clock.rounds is None else clock.rounds * _COMPLETIONS_A_ROUND
        self._made = 0

    @property
    def progress(self) -> float:
        """Share of the time, or of the rounds, that is over."""
        return self._clock.spent if self._most is None else self._made / self._most

    def completions_next(self, made: int, until: float = 1.0) -> int:
        """How many completions to make next, after so many more were made.

        With seconds as many as go until that share of the time is over; 0 at its end.
        """
        self._made += made
        if self._most is not None:
            return int(until * self._most) - self._made
        left_s = self._clock.left_until(until)
        took_s = max(self._clock.spent_s - self._began_s, _INSTANT_S)
        return int(left_s / took_s * self._made)

    def changes_next(self, made: int) -> int:
        """How many changes to make next, after so many were made since this was asked last; 0 at the end.

        A change may take a thousand times as long as a completion of a beam, so the pace is that of the last
        changes, the first is made alone, and their number at most doubles.
        """
        took_s = max(self._clock.spent_s - self._asked_s, _INSTANT_S)
        self._asked_s = self._clock.spent_s
        if self._most is not None:
            return min(self.completions_next(made), _CHANGES_AT_ONCE)
        if self._clock.over or not made:
            return int(not self._clock.over)
        return min(max(1, int(self._clock.left_s * made / took_s)), 2 * made, _CHANGES_AT_ONCE)
