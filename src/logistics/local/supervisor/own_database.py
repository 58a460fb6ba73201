"""The PostgreSQL of `logistics up`: kept running, whatever ends it and however long that lasts."""

import time
from pathlib import Path

from logistics.local.postgres import EmbeddedPostgres
from logistics.local.postgres.errors import PostgresUnavailable
from logistics.local.supervisor.pulse import HUNG_AFTER_S, DatabasePulse
from logistics.local.supervisor.troubles import Troubles

FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 30.0


class OwnDatabase:
    """One server. Its address stays the same, because every process knows it."""

    def __init__(self, data_dir: Path, troubles: Troubles) -> None:
        self._data_dir = data_dir
        self._troubles = troubles
        self._server = EmbeddedPostgres(data_dir)
        self._port = 0
        self._pulse: DatabasePulse | None = None
        self._pause_s = FIRST_PAUSE_S
        self._start_at = 0.0

    def start(self) -> None:
        """The first start.

        Raises:
            PostgresUnavailable: It cannot run.
        """
        self._server.start()
        self._listen()

    def url(self, database: str) -> str:
        """Where to connect to `order_db` or `transport_db` as its owner."""
        return self._server.url(database)

    def stop(self) -> None:
        """Shut down."""
        self._deafen()
        self._server.stop()

    def watch(self) -> None:
        """Start it again when it has ended or is stuck; call it often.

        Nothing is given up: what keeps it from starting, such as a full disk, may be over in a while.
        """
        if self._server.running:
            if self._pulse is not None and self._pulse.silent_s > HUNG_AFTER_S:
                self._troubles.say(f"PostgreSQL has not answered for {self._pulse.silent_s:.0f} s and is killed.")
                self._deafen()
                self._server.kill()
            return
        if self._pulse is not None:
            self._troubles.say("PostgreSQL ended; it starts again.")
            self._deafen()
        if time.monotonic() >= self._start_at:
            self._start_again()

    def _start_again(self) -> None:
        """What ended it may well strike again while it starts, so as often as it takes."""
        self._server.stop()
        self._server = EmbeddedPostgres(self._data_dir, port=self._port)
        try:
            self._server.start()
        except PostgresUnavailable as trouble:
            self._troubles.say(f"{trouble}\nPostgreSQL is started again in {self._pause_s:.1f} s.")
            self._start_at = time.monotonic() + self._pause_s
            self._pause_s = min(self._pause_s * 2, LONGEST_PAUSE_S)
        else:
            self._pause_s = FIRST_PAUSE_S
            self._listen()

    def _listen(self) -> None:
        self._port = self._server.port
        self._pulse = DatabasePulse(self._server.url("postgres"))

    def _deafen(self) -> None:
        if self._pulse is not None:
            self._pulse.close()
            self._pulse = None
