"""Where one installation on this machine keeps everything it owns."""

import os
from dataclasses import dataclass
from pathlib import Path


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
        """A directory per backup, unless they are kept elsewhere."""
        return self.root / "backups"

    @property
    def backed_up(self) -> Path:
        """When `logistics up` last saw a daily backup end well, wherever it is kept."""
        return self.root / "backed-up"

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


def chosen(data_dir: Path | None) -> DataDir:
    """The directory that was asked for, else the usual one."""
    return DataDir((data_dir or default_data_dir()).expanduser().absolute())
