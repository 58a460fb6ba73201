"""Places that are held for a while: so many in all, and of one holder no more than its share."""

from collections import Counter
from collections.abc import Hashable

from logistics.kit.errors import TooMany, Unavailable

RETRY_AFTER_S = 1


class ServiceBusy(Unavailable):
    """This process has all the work it can do at once."""


class ShareTaken(TooMany):
    """This caller holds all that one caller may hold at once."""


class Shares:
    """Places of one kind in this process.

    Args:
        what: How people call what is held, for instance `event streams`.
        most: Places in all.
        most_of_one: Places of one holder.
    """

    def __init__(self, what: str, *, most: int, most_of_one: int) -> None:
        self._what = what
        self._most = most
        self._most_of_one = most_of_one
        self._held = Counter[Hashable]()

    def take(self, holder: Hashable | None) -> None:
        """Take a place; None is a holder of whom nobody knows who it is, so it has no share.

        Raises:
            ServiceBusy: There is no place left.
            ShareTaken: There is, and not for this holder.
        """
        if self.taken >= self._most:
            said = f"There are {self._most} {self._what} already; ask again in a moment."
            raise ServiceBusy(said, retry_after_s=RETRY_AFTER_S)
        if holder is not None and self._held[holder] >= self._most_of_one:
            said = f"One caller gets {self._most_of_one} {self._what} at once; end one, or ask again in a moment."
            raise ShareTaken(said, retry_after_s=RETRY_AFTER_S)
        self._held[holder] += 1

    def give_back(self, holder: Hashable | None) -> None:
        """Give back a place that was taken."""
        self._held[holder] -= 1
        if not self._held[holder]:
            del self._held[holder]

    @property
    def taken(self) -> int:
        """Places that are held."""
        return self._held.total()
