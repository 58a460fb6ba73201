"""Whether a process is stuck: the heartbeats of ours, and an answer of PostgreSQL."""

import os
import threading
import time
from contextlib import suppress

import psycopg

HUNG_AFTER_S = 10.0
"""Without a beat for so long, a process that has beaten before is stuck. An event loop that is merely busy beats."""
ALL_HUNG_AFTER_S = 60.0
"""When nobody beats, it is the machine that stands still: killing everything would only add to its work."""
STARTED_WITHIN_S = 900.0
"""A process beats once it is ready; the first start compiles the packing engine, on a small machine for minutes."""
ASK_EVERY_S = 2.0
ANSWER_WITHIN_S = 5


class Pulse:
    """The pipe into which one process beats."""

    def __init__(self) -> None:
        self._reader, self.writer = os.pipe()
        os.set_blocking(self._reader, False)
        self._since = time.monotonic()
        self._has_beaten = False

    def close_writer(self) -> None:
        """The process has its own by now."""
        os.close(self.writer)

    def close(self) -> None:
        """Nobody listens any more."""
        os.close(self._reader)

    def listen(self) -> None:
        """Hear what was beaten since the last time."""
        with suppress(BlockingIOError):
            if os.read(self._reader, 65536):
                self._since, self._has_beaten = time.monotonic(), True

    def forgive(self) -> None:
        """Start counting anew: we did not look for a while, so its silence may be ours."""
        self._since = time.monotonic()

    @property
    def silent_s(self) -> float:
        """For how long it has been silent."""
        return time.monotonic() - self._since

    def is_stuck(self, patience_s: float) -> bool:
        """Whether it has been silent for too long."""
        return self.silent_s > (patience_s if self._has_beaten else STARTED_WITHIN_S)


class DatabasePulse:
    """Asks a PostgreSQL every two seconds for a connection, beside everything else."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._answered_at = time.monotonic()
        self._over = threading.Event()
        threading.Thread(target=self._ask, daemon=True).start()

    @property
    def silent_s(self) -> float:
        """For how long it has not answered."""
        return time.monotonic() - self._answered_at

    def close(self) -> None:
        """Ask no more."""
        self._over.set()

    def _ask(self) -> None:
        while not self._over.wait(ASK_EVERY_S):
            try:
                psycopg.connect(self._url, connect_timeout=ANSWER_WITHIN_S).close()
            except psycopg.errors.ConnectionTimeout:
                continue
            except (psycopg.Error, OSError):
                pass  # A refusal is an answer too; whether the process lives is looked at elsewhere.
            self._answered_at = time.monotonic()
