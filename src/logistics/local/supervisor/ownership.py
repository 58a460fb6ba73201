"""Holding a data directory: one `logistics up`, or one command in its place, at a time."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from logistics.kit.private_file import try_lock
from logistics.local.data_dir import DataDir
from logistics.local.supervisor.errors import AlreadyRunning, DataDirUnusable
from logistics.local.supervisor.record import end_leftovers, find_record
from logistics.local.supervisor.troubles import Troubles


def lock(data_dir: DataDir) -> int | None:
    """The lock of a data directory, which is made when there is none; None when somebody has it.

    Raises:
        DataDirUnusable: It cannot be made or written.
    """
    try:
        data_dir.root.mkdir(parents=True, exist_ok=True, mode=0o700)
        return try_lock(data_dir.lock)
    except OSError as error:
        raise DataDirUnusable(data_dir.root, error.strerror or "") from None


@contextmanager
def owned(data_dir: DataDir, troubles: Troubles) -> Iterator[None]:
    """Hold the data directory, without what a killed run left in it.

    Raises:
        AlreadyRunning, DataDirUnusable: It cannot be had.
    """
    held = lock(data_dir)
    if held is None:
        raise AlreadyRunning(data_dir.root, data_dir.lock.read_text())
    try:
        if (left := find_record(data_dir.run_file)) and (ended := end_leftovers(left)):
            troubles.say(f"Ended what a killed run had left: {', '.join(ended)}.")
        for directory in (data_dir.logs, data_dir.layouts, data_dir.outbox):
            directory.mkdir(exist_ok=True)
        yield
    finally:
        with troubles.survived("Removing run.json"):
            data_dir.run_file.unlink(missing_ok=True)
        os.close(held)
