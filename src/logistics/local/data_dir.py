"""Where one installation on this machine keeps everything it owns."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

import logistics


@dataclass(frozen=True, slots=True)
class DataDir:
    """The data directory and the places in it."""

    root: Path

    @property
    def lock(self) -> Path:
        """Held by the `logistics up` that works here."""
        return self.root / "up.lock"

    @property
    def run_file(self) -> Path:
        """What runs here, and where it listens."""
        return self.root / "run.json"

    @property
    def admin_key(self) -> Path:
        """The key of local programs, mode 0600."""
        return self.root / "admin.key"

    @property
    def keys(self) -> Path:
        """The key of each process, mode 0600."""
        return self.root / "keys"

    @property
    def seeded(self) -> Path:
        """There once the sample data has been placed."""
        return self.root / "sample-data"

    @property
    def logs(self) -> Path:
        """A log per process."""
        return self.root / "logs"

    @property
    def layouts(self) -> Path:
        """Every version of every layout."""
        return self.root / "layouts"

    @property
    def outbox(self) -> Path:
        """Notifications as delivered locally."""
        return self.root / "outbox"

    @property
    def backups(self) -> Path:
        """A directory per backup."""
        return self.root / "backups"

    @property
    def numba_cache(self) -> Path:
        """Machine code of the packing engine where it cannot be kept beside the source."""
        return self.root / "numba-cache"


def default_data_dir() -> Path:
    """`/var/lib/logistics/data` for root, below the user's own data otherwise."""
    if os.geteuid() == 0:
        return Path("/var/lib/logistics/data")
    own = os.environ.get("XDG_DATA_HOME")
    return (Path(own) if own else Path.home() / ".local" / "share") / "logistics"


def can_keep_code() -> bool:
    """Whether the packing engine's machine code can be kept beside its source."""
    return os.access(Path(logistics.__file__).parent / "packing" / "engine", os.W_OK)


def chosen(data_dir: Path | None) -> DataDir:
    """The directory that was asked for, else the usual one."""
    return DataDir((data_dir or default_data_dir()).expanduser().absolute())


def option_for(data_dir: DataDir) -> str:
    """What a command needs beside its name to find `data_dir`."""
    return "" if data_dir.root == default_data_dir() else f" --data-dir {data_dir.root}"


def program() -> str:
    """How this program was called, for commands that people copy."""
    called = Path(sys.argv[0])
    return f"{sys.executable} -m logistics.cli" if called.name == "__main__.py" else str(called)


DataDirOption = Annotated[
    Path | None,
    typer.Option(
        "--data-dir",
        envvar="LOGISTICS_DATA_DIR",
        metavar="DIR",
        help="Where everything is kept. Default: /var/lib/logistics/data for root, else ~/.local/share/logistics.",
    ),
]
