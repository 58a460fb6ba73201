"""What people are told while processes start."""

from collections.abc import Sequence

from logistics.kit import starting
from logistics.local.supervisor.child import Child
from logistics.local.supervisor.troubles import Say

TELL_AFTER_S = 10.0


class Waiting:
    """Says each thing once."""

    def __init__(self, say: Say) -> None:
        self._say = say
        self._said: set[str] = set()

    def tell(self, children: Sequence[Child], waited_s: float) -> None:
        """What they say that they are doing, and after a while whom we wait for."""
        doing = {child.name: starting.told_in(child.log.tail()) for child in children}
        for name, what in doing.items():
            if what:
                self._once(f"{name} {what}", f"{name} is {what} ...")
        if waited_s > TELL_AFTER_S:
            self._once("long", f"Still waiting for {', '.join(doing)} ...")

    def _once(self, subject: str, sentence: str) -> None:
        if subject not in self._said:
            self._said.add(subject)
            self._say(sentence)
