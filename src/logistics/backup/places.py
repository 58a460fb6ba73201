"""Where backups are kept: a directory with one directory per backup, named after its moment."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from logistics.backup.errors import BackupExists, BackupRunning
from logistics.backup.manifest import MANIFEST

NAME_FORMAT = "%Y-%m-%dT%H-%M-%SZ"
WRITING = ".writing-"
REMOVING = ".removing-"


class BackupDirectory:
    """Backups as directories `<root>/2026-11-22T03-00-00Z`. One that has its name is whole."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def names(self) -> list[str]:
        """Every finished backup, oldest first."""
        if not self.root.is_dir():
            return []
        return sorted(
            path.name for path in self.root.iterdir() if _is_name(path.name) and (path / MANIFEST).is_file()
        )

    @contextmanager
    def held(self) -> Iterator[None]:
        """Be the only one who writes here, and clear away what a killed one left.

        Raises:
            BackupRunning: Somebody else is at it.
        """
        self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(self.root, os.O_RDONLY)
        try:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise BackupRunning(str(self.root)) from None
            for path in self.root.iterdir():
                if path.name.startswith((WRITING, REMOVING)):
                    shutil.rmtree(path)
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

    def remove(self, name: str) -> None:
        """Remove a backup; half removed, it is none any more."""
        going = self.root / f"{REMOVING}{name}"
        (self.root / name).rename(going)
        shutil.rmtree(going)


def name_at(moment: datetime) -> str:
    """The name of the backup of that moment; names sort as their moments do."""
    return moment.strftime(NAME_FORMAT)


def _is_name(name: str) -> bool:
    """Only what carries a moment is ours to count and to remove."""
    try:
        datetime.strptime(name, NAME_FORMAT)
    except ValueError:
        return False
    return True


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
