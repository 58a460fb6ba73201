"""The databases and layouts of one installation, reached without its services: for backups and restores."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from logistics.backup.postgres import BackedUpDatabase
from logistics.kit.errors import Conflict, NotFound, Unavailable
from logistics.kit.settings import read_settings
from logistics.local.data_dir import DataDir
from logistics.local.postgres import EmbeddedPostgres, passwords_of, url_at
from logistics.local.settings import InstallationSettings
from logistics.local.supervisor.ownership import lock
from logistics.local.supervisor.record import find_record


class StillRuns(Conflict):
    """The system runs."""

    def __init__(self, data_dir: DataDir) -> None:
        pid = data_dir.lock.read_text()
        super().__init__(
            f"The system of {data_dir.root} runs; stop it first with Ctrl-C where `logistics up` runs,"
            f" or with `kill {pid}`."
        )


class NoDatabase(NotFound):
    """There is no database."""

    def __init__(self, data_dir: DataDir) -> None:
        super().__init__(
            f"There is no database in {data_dir.root}; choose another --data-dir, or set ORDERS_DATABASE_URL and"
            " TRANSPORT_DATABASE_URL to a server elsewhere."
        )


class NotReady(Unavailable):
    """The system is just starting or stopping."""


@dataclass(frozen=True, slots=True)
class Installation:
    """What there is to back up; the orders come first, see `logistics.backup.dumping`."""

    databases: tuple[BackedUpDatabase, ...]
    layouts: Path


@contextmanager
def to_back_up(data_dir: DataDir) -> Iterator[Installation]:
    """An installation, its database started for the time of the block unless it runs.

    Raises:
        NoDatabase, NotReady, SettingsWrong, PostgresUnavailable: It cannot be reached.
    """
    if given := _elsewhere(data_dir):
        yield given
        return
    if not passwords_of(data_dir.root).exists():
        raise NoDatabase(data_dir)
    held = lock(data_dir)
    if held is None:
        yield _embedded(data_dir, _port_of_running(data_dir))
        return
    with _started(data_dir, held) as port:
        yield _embedded(data_dir, port)


def find_reachable(data_dir: DataDir) -> Installation | None:
    """An installation whose databases can be asked as things are; None when its own database does not run."""
    if given := _elsewhere(data_dir):
        return given
    record = find_record(data_dir.run_file)
    if record is None or record.supervisor.find() is None or not passwords_of(data_dir.root).exists():
        return None
    return _embedded(data_dir, record.ports["postgres"])


@contextmanager
def to_replace(data_dir: DataDir) -> Iterator[Installation]:
    """An installation that does not run and cannot be started during the block; made when there is none.

    Raises:
        StillRuns, SettingsWrong, PostgresUnavailable: It cannot be had.
    """
    held = lock(data_dir)
    if held is None:
        raise StillRuns(data_dir)
    with ExitStack() as stack:
        if given := _elsewhere(data_dir):
            stack.callback(os.close, held)
            yield given
        else:
            yield _embedded(data_dir, stack.enter_context(_started(data_dir, held)))


def end_as_an_error() -> None:
    """Let SIGTERM end this process as Ctrl-C does: what is half done is cleared away, what was started is stopped."""
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))


@contextmanager
def _started(data_dir: DataDir, held: int) -> Iterator[int]:
    """The port of the database, started for the time of the block while `held` keeps `logistics up` away."""
    with ExitStack() as stack:
        stack.callback(os.close, held)
        server = EmbeddedPostgres(data_dir.root)
        stack.callback(server.stop)
        server.start()
        yield server.port


def _port_of_running(data_dir: DataDir) -> int:
    record = find_record(data_dir.run_file)
    if record is None or record.supervisor.find() is None:
        raise NotReady(f"The system of {data_dir.root} is just starting or stopping; try again in a moment.")
    return record.ports["postgres"]


def _embedded(data_dir: DataDir, port: int) -> Installation:
    server_url = url_at(port, data_dir.root, "postgres")
    return Installation(
        tuple(
            BackedUpDatabase(name, url_at(port, data_dir.root, name), server_url)
            for name in ("order_db", "transport_db")
        ),
        data_dir.layouts,
    )


def _elsewhere(data_dir: DataDir) -> Installation | None:
    """The installation whose databases are named by the environment, if any are."""
    settings = read_settings(InstallationSettings)
    if (addresses := settings.addresses()) is None:
        return None
    return Installation(
        tuple(_on_server(name, url) for name, url in zip(("order_db", "transport_db"), addresses, strict=True)),
        settings.layouts_dir or data_dir.layouts,
    )


def _on_server(name: str, url: str) -> BackedUpDatabase:
    return BackedUpDatabase(name, url, urlsplit(url)._replace(path="/postgres").geturl())
