"""Keeps `run.json` true while processes come and go."""

import os
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from urllib.parse import urlsplit

from logistics.local.supervisor.record import Identity, RunRecord
from logistics.local.supervisor.setup import Setup
from logistics.local.supervisor.troubles import Troubles

AGAIN_S = 1.0
"""Between attempts to keep a record that could not be kept."""


class RecordKeeper:
    """Writes down what runs, and again in a second when that cannot be."""

    def __init__(self, started_at: datetime, processes: Callable[[], Mapping[str, int]], troubles: Troubles) -> None:
        self._started_at = started_at
        self._processes = processes
        self._troubles = troubles
        self._setup: Setup | None = None
        self._ready = False
        self._due_at: float | None = None

    def begin(self, setup: Setup) -> None:
        """From now on there is something to write down."""
        self._setup = setup

    def ready(self) -> None:
        """Everything is healthy."""
        self._ready = True
        self.keep()

    def keep(self) -> None:
        """Write down what runs now."""
        if self._setup is None:
            return
        self._due_at = time.monotonic() + AGAIN_S
        with self._troubles.survived("Keeping run.json"):
            self._record(self._setup).write(self._setup.data_dir.run_file)
            self._due_at = None

    def watch(self) -> None:
        """Write what could not be written; call it often."""
        if self._due_at is not None and time.monotonic() >= self._due_at:
            self.keep()

    def _record(self, setup: Setup) -> RunRecord:
        database = urlsplit(setup.orders_database_url)
        return RunRecord(
            supervisor=Identity.of(os.getpid()),
            started_at=self._started_at.isoformat(),
            ready=self._ready,
            addresses=setup.addresses(),
            ports={**setup.ports, "postgres": database.port or 5432},
            children={name: Identity.of(pid) for name, pid in self._processes().items()},
        )
