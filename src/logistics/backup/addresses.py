"""Addresses of places for backups, and of single backups: a directory, or `s3://bucket/prefix`."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from logistics.backup.errors import NoPlace
from logistics.backup.places import BackupDirectory

if TYPE_CHECKING:
    from logistics.backup.taking import BackupPlace

BUCKET = "s3://"


def is_bucket(address: str) -> bool:
    """Whether that is in a bucket."""
    return address.startswith(BUCKET)


def directory_at(address: str) -> Path:
    """A directory that was named, in full.

    Raises:
        NoPlace: It is another kind of address.
    """
    first = Path(address).parts[:1]
    if not address or (first and first[0].endswith(":")):
        raise NoPlace(address)
    return Path(address).expanduser().absolute()


def in_full(address: str) -> str:
    """The address of a place, that of a directory in full; nothing is asked of it.

    Raises:
        NoPlace: It is of none.
    """
    if not is_bucket(address):
        return str(directory_at(address))
    if not urlsplit(address).netloc:
        raise NoPlace(address)
    return address


def place_at(address: str) -> "BackupPlace":
    """The place for backups at an address.

    Raises:
        NoPlace, PlaceUnusable: The address is of none.
    """
    if not is_bucket(address):
        return BackupDirectory(directory_at(address))
    # The library is 16 MB and takes its time to load.
    from logistics.backup.bucket import BackupBucket

    return BackupBucket(address)


@contextmanager
def fetched(source: str) -> Iterator[Path]:
    """One backup as a directory; one in a bucket is there for as long as the block runs.

    Raises:
        NoPlace, NothingToRestore, PlaceUnusable: There is none.
    """
    if not is_bucket(source):
        yield directory_at(source)
        return
    from logistics.backup.bucket import bucket_and_name

    bucket, name = bucket_and_name(source)
    with bucket.fetched(name) as directory:
        yield directory
