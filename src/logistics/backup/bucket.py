"""Backups in an S3 bucket: the same files below `<prefix>/<name>/`. The manifest comes last: what has one is whole.

Credentials, region and endpoint are those of the machine: `AWS_*` in the environment, or the instance's role.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError
from obstore.store import S3Store

from logistics.backup.errors import BackupExists, NothingToRestore, PlaceUnusable
from logistics.backup.manifest import MANIFEST, read_manifest
from logistics.backup.places import moment_of
from logistics.kit.clock import Clock, utc_now

ABANDONED_AFTER = timedelta(days=1)
"""No upload takes that long; what has no manifest by then never gets one."""


class BackupBucket:
    """Backups as objects `s3://bucket/prefix/2026-11-22T03-00-00Z/order_db.dump`."""

    def __init__(self, address: str, now: Clock = utc_now) -> None:
        """Nothing is asked of the bucket yet.

        Raises:
            PlaceUnusable: The address names no bucket.
        """
        parts = urlsplit(address)
        if not parts.netloc:
            raise PlaceUnusable(address, "it names no bucket, as s3://bucket/prefix does")
        self._address = address.rstrip("/")
        self._store = S3Store(parts.netloc, prefix=parts.path.strip("/") or None)
        self._now = now

    def address(self, name: str) -> str:
        """Where that backup is."""
        return f"{self._address}/{name}"

    def names(self) -> list[str]:
        """Every finished backup, oldest first.

        Raises:
            PlaceUnusable: The bucket does not answer, or not to us.
        """
        with self._trouble_told():
            return [name for name, files in self._found().items() if MANIFEST in files]

    @contextmanager
    def held(self) -> Iterator[None]:
        """Clear away what a killed one left. Two may write at once: neither overwrites anything of the other.

        Raises:
            PlaceUnusable: The bucket does not answer, or not to us.
        """
        with self._trouble_told():
            for name, files in self._found().items():
                moment = moment_of(name)
                if MANIFEST not in files and moment and moment < self._now() - ABANDONED_AFTER:
                    self._delete(name, files)
        yield

    @contextmanager
    def new(self, name: str) -> Iterator[Path]:
        """A directory to fill, which is uploaded when the block ends well.

        Raises:
            BackupExists: The name is taken.
            PlaceUnusable: It cannot be uploaded.
        """
        with tempfile.TemporaryDirectory(prefix="logistics-backup-") as scratch:
            with self._trouble_told():
                if name in self._found():
                    raise BackupExists(name)
            yield Path(scratch)
            with self._trouble_told():
                self._upload(name, Path(scratch))

    def remove(self, name: str) -> None:
        """Remove a backup; without its manifest, which goes first, it is none any more."""
        with self._trouble_told():
            obstore.delete(self._store, f"{name}/{MANIFEST}")
            self._delete(name, self._found()[name])

    @contextmanager
    def fetched(self, name: str) -> Iterator[Path]:
        """A copy of that backup in a directory, until the block ends; the reader checks it.

        Raises:
            NothingToRestore: There is no such backup.
            PlaceUnusable: The bucket does not answer, or not to us.
        """
        with tempfile.TemporaryDirectory(prefix="logistics-restore-") as scratch:
            with self._trouble_told():
                try:
                    self._download(name, Path(scratch))
                except FileNotFoundError:
                    raise NothingToRestore(self.address(name)) from None
            yield Path(scratch)

    def _upload(self, name: str, directory: Path) -> None:
        for path in sorted(directory.iterdir(), key=lambda path: path.name == MANIFEST):
            # Only what is put in one piece can be refused where something is; it is the manifest that makes a backup.
            whole = path.name == MANIFEST
            obstore.put(
                self._store,
                f"{name}/{path.name}",
                path,
                mode="create" if whole else "overwrite",
                use_multipart=not whole,
            )

    def _download(self, name: str, directory: Path) -> None:
        self._download_file(name, MANIFEST, directory)
        for file in read_manifest(directory).files:
            self._download_file(name, Path(file).name, directory)

    def _download_file(self, name: str, file: str, directory: Path) -> None:
        with (directory / file).open("wb") as target:
            for chunk in obstore.get(self._store, f"{name}/{file}").stream():
                target.write(chunk)

    def _found(self) -> dict[str, list[str]]:
        """The files of everything that carries a moment for a name, by name; the oldest first."""
        found: dict[str, list[str]] = {}
        for batch in obstore.list(self._store):
            for entry in batch:
                name, _, file = entry["path"].partition("/")
                if moment_of(name) and "/" not in file:
                    found.setdefault(name, []).append(file)
        return dict(sorted(found.items()))

    def _delete(self, name: str, files: list[str]) -> None:
        obstore.delete(self._store, [f"{name}/{file}" for file in files])

    @contextmanager
    def _trouble_told(self) -> Iterator[None]:
        try:
            yield
        except AlreadyExistsError as error:
            raise BackupExists(str(error).partition(" already")[0].rpartition(" ")[2]) from error
        except BaseError as error:
            raise PlaceUnusable(self._address, str(error).partition("\n")[0]) from error


def bucket_and_name(address: str) -> tuple[BackupBucket, str]:
    """Where the backup of that address is kept, and what it is called there.

    Raises:
        NothingToRestore: The address is of no backup; it may be that of all of them.
    """
    place, _, name = address.rstrip("/").rpartition("/")
    if moment_of(name) is None:
        raise NothingToRestore(address, BackupBucket(address).names())
    return BackupBucket(place), name
