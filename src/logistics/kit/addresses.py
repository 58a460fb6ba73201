"""Where a service answers: one base URL, or one for each of its processes, which take turns."""

import itertools
import time
from collections.abc import Sequence

REST_S = 5.0
"""A process that did not answer is asked last for so long, so that not every request finds out by itself."""


def addresses_of(urls: str) -> list[str]:
    """The base URLs in a setting such as `http://127.0.0.1:8000,http://127.0.0.1:8001`, without a slash at the end.

    Raises:
        ValueError: There is none.
    """
    found = [url.strip().rstrip("/") for url in urls.split(",") if url.strip()]
    if not found:
        raise ValueError("The address of a service is missing.")
    return found


class Turns:
    """The processes of one service take turns; one that did not answer rests for a while, and then comes last."""

    def __init__(self, addresses: Sequence[str]) -> None:
        self._addresses = list(addresses)
        self._turns = itertools.count()
        self._rests_until: dict[str, float] = {}

    def next(self) -> list[str]:
        """All of them, in the order in which to ask this time."""
        turn = next(self._turns) % len(self._addresses)
        return sorted(
            self._addresses[turn:] + self._addresses[:turn], key=lambda address: self.rests_for_s(address) > 0
        )

    def rest(self, address: str) -> None:
        """It did not answer."""
        self._rests_until[address] = time.monotonic() + REST_S

    def answered(self, address: str) -> None:
        """It answers."""
        self._rests_until.pop(address, None)

    def rests_for_s(self, address: str) -> float:
        """For how long it is still asked last; 0 when it is not."""
        return max(0.0, self._rests_until.get(address, 0.0) - time.monotonic())
