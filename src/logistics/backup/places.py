"""Where backups are kept: a directory with one directory per backup, named after its moment."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from logistics.backup.errors import BackupExists, BackupRunning, PlaceUnusable
from logistics.backup.manifest import MANIFEST

NAME_FORMAT = "%Y-%m-%dT%H-%M-%SZ"
WRITING = ".writing-"
REMOVING = ".removing-"


class BackupDirectory:
    """Backups as directories `<root>/2026-11-22T03-00-00Z`. One that has its name is whole."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def address(self, name: str) -> str:
        """Where that backup is."""
        return str(self.root / name)

    def names(self) -> list[str]:
        """Every finished backup, oldest first."""
        if not self.root.is_dir():
            return []
        # Only what carries a moment is ours to count and to remove.
        return sorted(
            path.name for path in self.root.iterdir() if moment_of(path.name) and (path / MANIFEST).is_file()
        )

    @contextmanager
    def held(self) -> Iterator[None]:
        """Be the only one who writes here, and clear away what a killed one left.

        Raises:
            BackupRunning: Somebody else is at it.
            PlaceUnusable: It cannot be written.
        """
        handle = self._lock()
        try:
            yield
        finally:
            os.close(handle)

    @contextmanager
    def new(self, name: str) -> Iterator[Path]:
        """A directory to fill; it gets its name when the block ends well and is on disk by then.

        Raises:
            BackupExists: The name is taken.
        """
        if (self.root / name).exists():
            raise BackupExists(name)
        scratch = self.root / f"{WRITING}{name}"
        scratch.mkdir(mode=0o700)
        try:
            yield scratch
            for path in (*scratch.iterdir(), scratch):
                _sync(path)
            scratch.rename(self.root / name)
            _sync(self.root)
        except BaseException:
            shutil.rmtree(scratch, ignore_errors=True)
            raise

    def _lock(self) -> int:
        try:
            self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle = os.open(self.root, os.O_RDONLY | os.O_DIRECTORY)
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            for path in self.root.iterdir():
                if path.name.startswith((WRITING, REMOVING)):
                    shutil.rmtree(path)
        except BlockingIOError:
            os.close(handle)
            raise BackupRunning(str(self.root)) from None
        except OSError as error:
            raise PlaceUnusable(str(self.root), error.strerror or "") from None
        return handle

    def remove(self, name: str) -> None:
        """Remove a backup; half removed, it is none any more."""
        going = self.root / f"{REMOVING}{name}"
        (self.root / name).rename(going)
        shutil.rmtree(going)


def name_at(moment: datetime) -> str:
    """The name of the backup of that moment; names sort as their moments do."""
    return moment.strftime(NAME_FORMAT)


def moment_of(name: str) -> datetime | None:
    """The moment of the backup of that name; None when it is no name of a backup."""
    try:
        return datetime.strptime(name, NAME_FORMAT).replace(tzinfo=UTC)
    except ValueError:
        return None


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
