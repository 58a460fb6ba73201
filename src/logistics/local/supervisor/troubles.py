"""What the machine refuses while everything runs: said once, survived, and said again when it is over."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psutil

from logistics.kit.disk import trouble_with

Say = Callable[[str], None]


class Troubles:
    """The troubles there are at the moment."""

    def __init__(self, say: Say) -> None:
        self.say = say
        self._known: dict[str, str] = {}

    @contextmanager
    def survived(self, what: str) -> Iterator[None]:
        """Let the block fail by a full or broken disk, or by whatever else the system refuses.

        Args:
            what: Is done in the block, as the beginning of a sentence: `Keeping run.json`.
        """
        try:
            yield
        except (OSError, psutil.Error) as error:
            trouble = trouble_with(error) if isinstance(error, OSError) else str(error)
            if self._known.get(what) != trouble:
                self._known[what] = trouble
                self.say(f"{what} failed ({trouble}); everything else goes on, and it is tried again.")
        else:
            if self._known.pop(what, None):
                self.say(f"{what} works again.")
