"""The running server: started, found ready, stopped."""

import os
import signal
import subprocess
import time
from pathlib import Path
from typing import IO, NamedTuple

import psycopg

from logistics.kit.private_file import try_lock
from logistics.local.listening import free_port, is_taken
from logistics.local.postgres.cluster import ensure_cluster, ensure_databases, read_passwords
from logistics.local.postgres.command import server_command
from logistics.local.postgres.errors import DataDirectoryInUse, PortInUse, PostgresUnavailable, StartFailed
from logistics.local.postgres.home import PostgresHome, home_of
from logistics.local.postgres.places import passwords_of, url_at

START_TIMEOUT_S = 60.0  # Long, because a start after a crash replays what was committed.
PORT_ATTEMPTS = 5
STOP_STEPS = ((signal.SIGINT, 30.0), (signal.SIGQUIT, 10.0), (signal.SIGKILL, 10.0))


class _Server(NamedTuple):
    process: subprocess.Popen[bytes]
    port: int
    home: PostgresHome


class EmbeddedPostgres:
    """A PostgreSQL of our own with `order_db` and `transport_db`, on a port of 127.0.0.1.

    One supervisor at a time owns a data directory. What a killed one left running is ended by the next
    `start`; there is no parent-death signal, since that follows the thread which forked, not the process.
    """

    def __init__(self, data_dir: Path, *, port: int = 0, durable: bool = True) -> None:
        """Nothing happens yet.

        Args:
            data_dir: The product's data directory; made when it is missing.
            port: Where to listen; 0 takes a free port at each start.
            durable: False trades committed rows for speed when the machine crashes; for tests.
        """
        self._data_dir = data_dir.expanduser().resolve()
        self._passwords = passwords_of(self._data_dir)
        self._start_log = self._data_dir / "postgres-start.log"
        self._wanted_port = port
        self._durable = durable
        self._lock: int | None = None
        self._server: _Server | None = None

    @property
    def pid(self) -> int:
        """The process of the server."""
        return self._started().process.pid

    @property
    def running(self) -> bool:
        """Whether the server has been started and has not ended."""
        return self._server is not None and self._server.process.poll() is None

    @property
    def port(self) -> int:
        """Where it listens; changes with each start unless one was asked for."""
        return self._started().port

    @property
    def bin_dir(self) -> Path:
        """Where `pg_dump` and `pg_restore` of the same major version live."""
        return self._started().home.bin_dir

    def url(self, database: str) -> str:
        """Where to connect to `order_db` or `transport_db` as its owner, to `postgres` as the superuser."""
        return url_at(self.port, self._data_dir, database)

    def start(self) -> None:
        """Return when both databases can be used; the first start makes them.

        Raises:
            PostgresUnavailable: It cannot run; the message says why and nothing is left running.
        """
        try:
            self._lock = self._take_lock()
            try:
                self._start()
            except BaseException:
                self.stop()
                raise
        except (OSError, psycopg.Error) as trouble:
            raise PostgresUnavailable(f"PostgreSQL cannot be started: {trouble}") from trouble

    def kill(self) -> None:
        """End it at once, as a crash would: for one that is stuck. `stop` tidies up after it."""
        if self._server is not None:
            self._server.process.kill()
            self._server.process.wait()

    def stop(self) -> None:
        """Shut down; open transactions are rolled back. Harmless when it does not run."""
        if self._server is not None:
            _end(self._server.process)
            self._server = None
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def _take_lock(self) -> int:
        self._data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = self._data_dir / "lock"
        handle = try_lock(lock)
        if handle is None:
            raise DataDirectoryInUse(self._data_dir, lock.read_text())
        return handle

    def _start(self) -> None:
        home = home_of(self._data_dir)
        ensure_cluster(home, self._passwords, durable=self._durable)
        self._launch(home)
        ensure_databases(self.url("postgres"), read_passwords(self._passwords))

    def _launch(self, home: PostgresHome) -> None:
        """Start the server and wait until it answers.

        Somebody may take a free port between our look and the server's; then another one is tried.
        """
        for _ in range(PORT_ATTEMPTS):
            port = self._wanted_port or free_port()
            if is_taken(port):
                raise PortInUse(port)
            self._server = _Server(self._spawn(home, port), port, home)
            if self._answers(home):
                return
            if self._wanted_port or not is_taken(port):
                break
        raise StartFailed("ended while starting", self._log_end(home))

    def _spawn(self, home: PostgresHome, port: int) -> subprocess.Popen[bytes]:
        command = server_command(home, port, durable=self._durable)
        with self._opened_start_log() as log:
            return subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, **home.process_options()
            )

    def _opened_start_log(self) -> IO[bytes]:
        """What the server says before it opens its own log; nowhere, when that cannot be written."""
        try:
            return self._start_log.open("wb")
        except OSError:
            return Path(os.devnull).open("wb")

    def _answers(self, home: PostgresHome) -> bool:
        """Wait for the first connection. False when the server has ended instead."""
        deadline = time.monotonic() + START_TIMEOUT_S
        while self.running:
            try:
                psycopg.connect(self.url("postgres"), connect_timeout=5).close()
                return True
            except psycopg.OperationalError:
                if time.monotonic() > deadline:
                    what = f"did not answer within {START_TIMEOUT_S:.0f} s"
                    raise StartFailed(what, self._log_end(home)) from None
                time.sleep(0.02)
        return False

    def _log_end(self, home: PostgresHome) -> str:
        """The last lines that the server wrote, before and after it opened its own log."""
        newest = sorted((home.cluster / "log").glob("*.log"), key=lambda log: log.stat().st_mtime)[-1:]
        written = (log for log in (self._start_log, *newest) if log.exists())
        ends = (log.read_text(errors="replace").splitlines()[-10:] for log in written)
        return "\n".join(line for end in ends for line in end)

    def _started(self) -> _Server:
        if self._server is None:
            raise PostgresUnavailable("PostgreSQL has not been started.")
        return self._server


def _end(process: subprocess.Popen[bytes]) -> None:
    """Fast shutdown first, then immediate, then none at all; the first suffices unless the disk hangs."""
    for number, patience_s in STOP_STEPS:
        process.send_signal(number)
        try:
            process.wait(patience_s)
            return
        except subprocess.TimeoutExpired:
            continue
