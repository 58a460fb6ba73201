"""One run of `logistics up`, from taking the data directory to giving it back."""

import asyncio
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace

from logistics.identity.bootstrap import admins_link
from logistics.kit.clock import utc_now
from logistics.kit.disk import trouble_with
from logistics.kit.settings import read_settings
from logistics.local.data_dir import DataDir
from logistics.local.settings import UpSettings
from logistics.local.supervisor import plan
from logistics.local.supervisor.daily import DailyBackup
from logistics.local.supervisor.errands import Errands
from logistics.local.supervisor.errors import MachineRefused
from logistics.local.supervisor.keys import enrolled_keys
from logistics.local.supervisor.own_database import OwnDatabase
from logistics.local.supervisor.ownership import owned
from logistics.local.supervisor.ports import choose_ports
from logistics.local.supervisor.record_keeper import RecordKeeper
from logistics.local.supervisor.setup import Setup
from logistics.local.supervisor.signals import StopSignals
from logistics.local.supervisor.supervisor import TICK_S, StopAsked, Supervisor
from logistics.local.supervisor.troubles import Say, Troubles


@dataclass(frozen=True, slots=True, kw_only=True)
class UpOptions:
    """What is asked of one run.

    Args:
        port: Of the gateway, see `choose_ports`.
        sample_data: Whether to place the sample data, once.
        admin_email: Of the first administrator.
    """

    data_dir: DataDir
    port: int
    sample_data: bool
    admin_email: str


Greet = Callable[[Setup, str | None], None]
"""Told what runs, and the secret of the administrator's one-time link if there is one."""


class Session:
    """Everything that runs on one data directory."""

    def __init__(self, options: UpOptions, given: Mapping[str, str], say: Say) -> None:
        """Nothing happens yet.

        Args:
            given: The environment we were started with.

        Raises:
            SettingsWrong: It says something that cannot be.
        """
        self._options = options
        self._given = given
        self._settings = read_settings(UpSettings, given)
        self._say = say
        self._troubles = Troubles(say)
        self._signals = StopSignals()
        self._database: OwnDatabase | None = None
        self._supervisor = Supervisor(
            options.data_dir.logs,
            troubles=self._troubles,
            stop_asked=self._signals.asked,
            changed=lambda: self._record.keep(),
        )
        self._record = RecordKeeper(utc_now(), self._supervisor.processes, self._troubles)

    def run(self, greet: Greet) -> None:
        """Start everything, `greet` when it is healthy, keep it running until a signal asks to stop.

        Raises:
            CannotRun, PostgresUnavailable, SettingsWrong: It could not be started; nothing is left running.
        """
        with self._signals.heard(), _refusals_told(), owned(self._options.data_dir, self._troubles):
            ports = choose_ports(self._options.port)
            # What the operator said for any process is looked at before anything is started.
            plan.children(self._setup(ports, "", ""))
            with self._databases() as (orders_url, transport_url):
                self._run(self._setup(ports, orders_url, transport_url), greet)
        self._say("Stopped.")

    def _run(self, setup: Setup, greet: Greet) -> None:
        self._record.begin(setup)
        try:
            daily = DailyBackup(setup.data_dir, self._settings.hour)
            setup = self._bring_up(setup, greet)
            self._keep_running(Errands(setup, self._supervisor, self._troubles, daily))
        except StopAsked:
            pass
        finally:
            self._say("Stopping ...")
            self._supervisor.stop(plan.STOP_ORDER)

    def _setup(self, ports: Mapping[str, int], orders_url: str, transport_url: str) -> Setup:
        return Setup(
            data_dir=self._options.data_dir,
            ports=ports,
            orders_database_url=orders_url,
            transport_database_url=transport_url,
            given=self._given,
        )

    @contextmanager
    def _databases(self) -> Iterator[tuple[str, str]]:
        """The addresses of both databases: the ones that were given, else those of our own server."""
        if given := self._settings.addresses():
            yield given
            return
        self._say("Starting PostgreSQL ...")
        self._database = OwnDatabase(self._options.data_dir.root, self._troubles)
        self._database.start()
        try:
            yield self._database.url("order_db"), self._database.url("transport_db")
        finally:
            self._database.stop()

    def _bring_up(self, setup: Setup, greet: Greet) -> Setup:
        """Start everything; what it was started with, keys included."""
        self._say("Bringing both databases to the newest schema ...")
        self._supervisor.run(plan.migration(setup))
        setup = replace(setup, keys=enrolled_keys(setup.data_dir, setup.orders_database_url))
        link = asyncio.run(admins_link(setup.orders_database_url, self._options.admin_email))
        self._say("Starting the services, the agents, the worker and the gateway ...")
        self._supervisor.start(plan.children(setup))
        self._supervisor.wait_until_healthy()
        self._record.ready()
        greet(setup, link)
        return setup

    def _keep_running(self, errands: Errands) -> None:
        if self._options.sample_data:
            errands.place_sample_data()
        while not self._signals.asked():
            time.sleep(TICK_S)
            self._supervisor.watch()
            errands.watch()
            self._record.watch()
            if self._database is not None:
                self._database.watch()


@contextmanager
def _refusals_told() -> Iterator[None]:
    """What the machine refuses while we start ends us with a sentence; later it is survived."""
    try:
        yield
    except OSError as error:
        raise MachineRefused(trouble_with(error)) from error
