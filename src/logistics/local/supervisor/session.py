"""One run of `logistics up`, from taking the data directory to giving it back."""

import asyncio
import os
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from types import FrameType
from urllib.parse import urlsplit

from logistics.backup import INCOMPLETE
from logistics.identity.bootstrap import admins_link
from logistics.kit.clock import utc_now
from logistics.kit.disk import trouble_with
from logistics.kit.private_file import try_lock
from logistics.local.data_dir import DataDir
from logistics.local.supervisor import plan
from logistics.local.supervisor.child import Child
from logistics.local.supervisor.daily import DailyBackup
from logistics.local.supervisor.errors import AlreadyRunning, DataDirUnusable, MachineRefused, OneDatabaseOnly
from logistics.local.supervisor.keys import enrolled_keys
from logistics.local.supervisor.own_database import OwnDatabase
from logistics.local.supervisor.ports import choose_ports
from logistics.local.supervisor.record import Identity, RunRecord, end_leftovers, find_record
from logistics.local.supervisor.supervisor import TICK_S, StopAsked, Supervisor
from logistics.local.supervisor.troubles import Say, Troubles

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

RECORD_AGAIN_S = 1.0
"""Between attempts to keep a record that could not be kept."""


class Session:
    """Everything that runs on one data directory.

    Args:
        port: Of the gateway, see `choose_ports`.
        sample_data: Whether to place the sample data, once.
        admin_email: Of the first administrator.
        given: The environment we were started with.
    """

    def __init__(
        self,
        data_dir: DataDir,
        *,
        port: int,
        sample_data: bool,
        admin_email: str,
        given: Mapping[str, str],
        say: Say,
    ) -> None:
        self._data_dir = data_dir
        self._port = port
        self._sample_data = sample_data
        self._admin_email = admin_email
        self._given = given
        self._say = say
        self._troubles = Troubles(say)
        self._stop_asked = False
        self._ready = False
        self._started_at = utc_now()
        self._setup: plan.Setup | None = None
        self._database: OwnDatabase | None = None
        self._record_due_at: float | None = None
        self._supervisor = Supervisor(
            data_dir.logs,
            troubles=self._troubles,
            stop_asked=lambda: self._stop_asked,
            changed=self._keep_record,
        )

    def run(self, greet: Callable[[plan.Setup], None]) -> None:
        """Start everything, `greet` when it is healthy, keep it running until a signal asks to stop.

        Raises:
            CannotRun, PostgresUnavailable: It could not be started; nothing is left running.
        """
        with self._signals_heard(), self._refusals_told(), self._owned():
            ports = choose_ports(self._port)
            with self._databases() as (orders_url, transport_url):
                self._setup = self._plan(ports, orders_url, transport_url)
                try:
                    daily = DailyBackup(self._data_dir, self._given)
                    setup = self._bring_up(self._setup)
                    greet(setup)
                    self._keep_running(setup, daily)
                except StopAsked:
                    pass
                finally:
                    self._say("Stopping ...")
                    self._supervisor.stop(plan.STOP_ORDER)
        self._say("Stopped.")

    @contextmanager
    def _signals_heard(self) -> Iterator[None]:
        """Let signals ask to stop; but under `nohup` the terminal may close without us."""

        def ask_to_stop(number: int, frame: FrameType | None) -> None:
            self._stop_asked = True

        before = {number: signal.getsignal(number) for number in STOP_SIGNALS}
        if before[signal.SIGHUP] == signal.SIG_IGN:
            del before[signal.SIGHUP]
        for number in before:
            signal.signal(number, ask_to_stop)
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    @contextmanager
    def _refusals_told(self) -> Iterator[None]:
        """What the machine refuses while we start ends us with a sentence; later it is survived."""
        try:
            yield
        except OSError as error:
            raise MachineRefused(trouble_with(error)) from error

    @contextmanager
    def _owned(self) -> Iterator[None]:
        """Hold the data directory, without what a killed run left in it."""
        lock = self._lock()
        try:
            if (left := find_record(self._data_dir.run_file)) and (ended := end_leftovers(left)):
                self._say(f"Ended what a killed run had left: {', '.join(ended)}.")
            for directory in (self._data_dir.logs, self._data_dir.layouts, self._data_dir.outbox):
                directory.mkdir(exist_ok=True)
            yield
        finally:
            with self._troubles.survived("Removing run.json"):
                self._data_dir.run_file.unlink(missing_ok=True)
            os.close(lock)

    def _lock(self) -> int:
        root = self._data_dir.root
        try:
            root.mkdir(parents=True, exist_ok=True, mode=0o700)
            lock = try_lock(self._data_dir.lock)
        except OSError as error:
            raise DataDirUnusable(root, error.strerror or "") from None
        if lock is None:
            raise AlreadyRunning(root, self._data_dir.lock.read_text())
        return lock

    @contextmanager
    def _databases(self) -> Iterator[tuple[str, str]]:
        """The addresses of both databases: the ones that were given, else those of our own server."""
        given = [self._given.get(f"{service}_DATABASE_URL") for service in ("ORDERS", "TRANSPORT")]
        if given[0] and given[1]:
            yield given[0], given[1]
            return
        if any(given):
            raise OneDatabaseOnly
        self._say("Starting PostgreSQL ...")
        self._database = OwnDatabase(self._data_dir.root, self._troubles)
        self._database.start()
        try:
            yield self._database.url("order_db"), self._database.url("transport_db")
        finally:
            self._database.stop()

    def _plan(self, ports: Mapping[str, int], orders_url: str, transport_url: str) -> plan.Setup:
        return plan.Setup(
            data_dir=self._data_dir,
            ports=ports,
            orders_database_url=orders_url,
            transport_database_url=transport_url,
            given=self._given,
        )

    def _bring_up(self, setup: plan.Setup) -> plan.Setup:
        """Start everything; what it was started with, keys included."""
        self._say("Bringing both databases to the newest schema ...")
        self._supervisor.run(plan.migration(setup))
        setup = self._setup = replace(
            setup,
            keys=enrolled_keys(self._data_dir, setup.orders_database_url),
            sign_in_link=asyncio.run(admins_link(setup.orders_database_url, self._admin_email)),
        )
        self._say("Starting the services, the agents, the worker and the gateway ...")
        self._supervisor.start(plan.children(setup))
        self._supervisor.wait_until_healthy()
        self._ready = True
        self._keep_record()
        if self._sample_data and not self._data_dir.seeded.exists():
            self._say("Placing the sample orders; they are planned and booked while you watch.")
            self._supervisor.send_off(plan.seeding(setup), self._sample_data_placed)
        return setup

    def _keep_running(self, setup: plan.Setup, daily: DailyBackup) -> None:
        while not self._stop_asked:
            time.sleep(TICK_S)
            self._supervisor.watch()
            if daily.is_due():
                self._start_backup(setup, daily)
            if self._record_due_at is not None and time.monotonic() >= self._record_due_at:
                self._keep_record()
            if self._database is not None:
                self._database.watch()

    def _start_backup(self, setup: plan.Setup, daily: DailyBackup) -> None:
        with self._troubles.survived("Starting the daily backup"):
            self._supervisor.send_off(plan.backup(setup), lambda child: self._backup_ended(child, daily))
            return
        daily.has_failed()

    def _sample_data_placed(self, seeding: Child) -> None:
        last = (seeding.log.tail() or [""])[-1]
        if seeding.exit_status == 0:
            with self._troubles.survived("Noting that there is sample data"):
                self._data_dir.seeded.touch()
            self._say(last)
        else:
            self._say(f"The sample data could not be placed ({last}); the next start tries again.")

    def _backup_ended(self, backup: Child, daily: DailyBackup) -> None:
        last = (backup.log.tail() or [""])[-1]
        if backup.exit_status in (0, INCOMPLETE):
            self._say(f"Daily backup: {last}")
        else:
            daily.has_failed()
            self._say(f"The daily backup failed ({last}); see {backup.log.path}. It is tried again in an hour.")

    def _keep_record(self) -> None:
        """Write down what runs; when that cannot be, again in a second."""
        if self._setup is None:
            return
        self._record_due_at = time.monotonic() + RECORD_AGAIN_S
        with self._troubles.survived("Keeping run.json"):
            self._write_record(self._setup)
            self._record_due_at = None

    def _write_record(self, setup: plan.Setup) -> None:
        database = urlsplit(setup.orders_database_url)
        RunRecord(
            supervisor=Identity.of(os.getpid()),
            started_at=self._started_at.isoformat(),
            ready=self._ready,
            addresses=setup.addresses(),
            ports={**setup.ports, "postgres": database.port or 5432},
            children={name: Identity.of(pid) for name, pid in self._supervisor.processes().items()},
        ).write(self._data_dir.run_file)
