"""What `logistics doctor` looks at, one finding each."""

import platform
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path

import httpx2
import psutil
import psycopg

from logistics.backup.addresses import place_at
from logistics.backup.booked import faults_of_store
from logistics.backup.places import moment_of
from logistics.backup.settings import BackupSettings
from logistics.kit.clock import utc_now
from logistics.kit.errors import LogisticsError
from logistics.kit.settings import read_settings
from logistics.local.compiled_code import numba_cache
from logistics.local.data_dir import DataDir
from logistics.local.installation import find_reachable
from logistics.local.listening import is_taken
from logistics.local.postgres.home import MAJOR, PACKAGE, WHEEL
from logistics.local.supervisor.daily import began_at, last_noted
from logistics.local.supervisor.plan import STOP_ORDER
from logistics.local.supervisor.ports import WELL_KNOWN
from logistics.local.supervisor.record import RunRecord, find_record

OLDEST_PYTHON = (3, 11)
OLDEST_BACKUP = timedelta(days=2)
"""A daily backup that failed for a night is tried again; one that fails for two needs somebody."""
LEAST_FREE_BYTES = 200_000_000
"""Logs are turned over at 10 MB a process, and PostgreSQL writes 16 MB at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was looked at; with a remedy when it is wrong."""

    subject: str
    ok: bool
    detail: str
    remedy: str | None = None


def examine(data_dir: DataDir) -> list[Finding]:
    """Everything that can be looked at from here; changes nothing."""
    record = find_record(data_dir.run_file)
    runs = record is not None and record.supervisor.find() is not None
    findings = [_python(), _platform(), _writable(data_dir), _room(data_dir), _postgres(), _compiled_code(data_dir)]
    findings += [*_layouts(data_dir), _backups(data_dir)]
    if record is not None and runs:
        return [*findings, *_running(record)]
    return [*findings, _ports(), Finding(subject="System", ok=True, detail=f"nothing runs in {data_dir.root}")]


def _python() -> Finding:
    found = platform.python_version()
    if sys.version_info[:2] >= OLDEST_PYTHON:
        return Finding(subject="Python", ok=True, detail=found)
    return Finding(subject="Python", ok=False, detail=found, remedy="Install Python 3.11 or newer.")


def _platform() -> Finding:
    detail = f"{platform.system()} {platform.machine()}"
    if sys.platform == "linux":
        return Finding(subject="Platform", ok=True, detail=detail)
    return Finding(subject="Platform", ok=True, detail=f"{detail}, on which nobody has tested it")


def _writable(data_dir: DataDir) -> Finding:
    try:
        with tempfile.TemporaryFile(dir=_existing(data_dir)):
            return Finding(subject="Data directory", ok=True, detail=f"{data_dir.root} can be written")
    except OSError as error:
        return Finding(
            subject="Data directory",
            ok=False,
            detail=f"{data_dir.root} cannot be written: {error.strerror}",
            remedy="Choose another one with --data-dir.",
        )


def _room(data_dir: DataDir) -> Finding:
    free = shutil.disk_usage(_existing(data_dir)).free
    detail = f"{free / 1e9:.1f} GB free for {data_dir.root}"
    if free >= LEAST_FREE_BYTES:
        return Finding(subject="Disk", ok=True, detail=detail)
    remedy = "Make room: what cannot be stored waits until there is some."
    return Finding(subject="Disk", ok=False, detail=detail, remedy=remedy)


def _layouts(data_dir: DataDir) -> Iterator[Finding]:
    """Each booked layout that is missing or altered; one finding when all are as they were booked."""
    installation = find_reachable(data_dir)
    if installation is None:
        yield Finding(subject="Layouts", ok=True, detail="not compared with the bookings, as no database runs")
        return
    try:
        count, faults = faults_of_store(installation.databases[1].url, installation.layouts)
    except psycopg.Error as error:
        detail = f"they cannot be compared with the bookings: {str(error).strip().splitlines()[0]}"
        yield Finding(subject="Layouts", ok=False, detail=detail, remedy="See that the database answers.")
        return
    for fault in faults:
        yield Finding(subject="Layouts", ok=False, detail=fault, remedy="Put the file back from a backup.")
    if not faults:
        yield Finding(subject="Layouts", ok=True, detail=f"those of {count} bookings are stored as they were booked")


def _backups(data_dir: DataDir) -> Finding:
    """Whether there is a backup of these days where backups are kept."""
    try:
        settings = read_settings(BackupSettings)
        address = settings.place or str(data_dir.backups)
        names = place_at(address).names()
    except (LogisticsError, OSError) as error:
        return Finding(subject="Backups", ok=False, detail=str(error), remedy="See that backups can be kept there.")
    held = f"{len(names)} in {address}, the newest {names[-1]}" if names else f"none in {address}"
    detail = f"{held}; {settings.keep} are kept"
    # `logistics up` may have been told another place than we were, and its own note counts as well.
    moments = [moment_of(names[-1]) if names else None, last_noted(data_dir)]
    since = max(filter(None, moments), default=began_at(data_dir))
    if since is None or utc_now() - since < OLDEST_BACKUP:
        return Finding(subject="Backups", ok=True, detail=detail)
    remedy = "Keep `logistics up` running, or take one with `logistics backup`."
    return Finding(subject="Backups", ok=False, detail=detail, remedy=remedy)


def _existing(data_dir: DataDir) -> Path:
    return next(path for path in (data_dir.root, *data_dir.root.parents) if path.exists())


def _postgres() -> Finding:
    wheel = find_spec(PACKAGE)
    if wheel is not None and wheel.origin is not None:
        server = Path(wheel.origin).parent / f"pginstall{MAJOR}" / "bin" / "postgres"
        if server.exists():
            return Finding(subject="PostgreSQL", ok=True, detail=f"{MAJOR}, {server}")
    return Finding(
        subject="PostgreSQL",
        ok=False,
        detail=f"the package {WHEEL} brings no server for this machine",
        remedy="Set ORDERS_DATABASE_URL and TRANSPORT_DATABASE_URL to a server of your own.",
    )


def _compiled_code(data_dir: DataDir) -> Finding:
    where = numba_cache(data_dir) or "beside the source"
    return Finding(subject="Packing engine", ok=True, detail=f"its machine code is kept: {where}")


def _ports() -> Finding:
    taken = [str(port) for port in WELL_KNOWN.values() if is_taken(port)]
    if not taken:
        return Finding(subject="Ports", ok=True, detail="the usual ones are free")
    return Finding(
        subject="Ports",
        ok=False,
        detail=f"in use: {', '.join(taken)}",
        remedy="Stop the programs that use them, or start with `logistics up --port 0`.",
    )


def _running(record: RunRecord) -> Iterator[Finding]:
    """Every process of the running system, and whether those that listen say that they are well."""
    with httpx2.Client(trust_env=False, timeout=5) as http:
        for name, port in record.ports.items():
            if path := _health_path(name):
                yield _answering(name, f"http://127.0.0.1:{port}{path}", http)
    for name in (name for group in STOP_ORDER for name in group if name not in record.ports):
        process = record.children.get(name)
        found = process.find() if process is not None else None
        state = "does not run" if found is None else "is stopped" if _is_stopped(found) else "runs"
        remedy = None if state == "runs" else "It is started again by itself; look into its log."
        yield Finding(subject=name, ok=state == "runs", detail=state, remedy=remedy)


def _is_stopped(process: psutil.Process) -> bool:
    with suppress(psutil.Error):
        return process.status() == psutil.STATUS_STOPPED
    return False


def _health_path(name: str) -> str | None:
    if name == "gateway":
        return "/"
    if name == "postgres":
        return None
    return "/readyz" if name.startswith(("order-", "transport-")) and name[-1].isdigit() else "/ping"


def _answering(name: str, url: str, http: httpx2.Client) -> Finding:
    try:
        status = http.get(url).status_code
    except httpx2.TransportError as error:
        trouble = f"does not answer at {url} ({type(error).__name__})"
    else:
        if status == 200:
            return Finding(subject=name, ok=True, detail=f"well, at {url}")
        trouble = f"answers {status} at {url}"
    remedy = "Look into its log; when it goes on, stop `logistics up` and start it again."
    return Finding(subject=name, ok=False, detail=trouble, remedy=remedy)
