"""Signals that ask `logistics up` to stop."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StopSignals:
    """Whether somebody asked."""

    def __init__(self) -> None:
        self._asked = False

    def asked(self) -> bool:
        """Whether to stop."""
        return self._asked

    @contextmanager
    def heard(self) -> Iterator[None]:
        """Let signals ask; but under `nohup` the terminal may close without us."""

        def ask(number: int, frame: FrameType | None) -> None:
            self._asked = True

        before = {number: signal.getsignal(number) for number in STOP_SIGNALS}
        if before[signal.SIGHUP] == signal.SIG_IGN:
            del before[signal.SIGHUP]
        for number in before:
            signal.signal(number, ask)
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
