"""A disk that is full or does not take what is written: what is said of it, and to whom."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from logistics.kit.errors import Unavailable

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


class StorageUnusable(Unavailable):
    """What must be kept cannot be read or written at the moment."""


class StorageFull(StorageUnusable):
    """There is no room left to store anything."""


def trouble_with(error: OSError) -> str:
    """What happened, and to which file: `No space left on device: /data/run.json`."""
    named = f": {error.filename}" if error.filename else ""
    return f"{error.strerror or type(error).__name__}{named}"


@contextmanager
def storage_told(what: str) -> Iterator[None]:
    """Turn what the disk says into a sentence that begins with `what`.

    Raises:
        StorageFull: It is full.
        StorageUnusable: It is broken, read-only, not ours, or out of file handles.
    """
    try:
        yield
    except OSError as error:
        kind = StorageFull if error.errno in _FULL else StorageUnusable
        raise kind(f"{what} ({error.strerror or type(error).__name__}); try again when that is mended.") from error
