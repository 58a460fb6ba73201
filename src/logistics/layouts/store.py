"""Where layouts are kept: every version of every layout, never overwritten."""

import asyncio
import hashlib
import os
import re
import tempfile
from pathlib import Path
from typing import Protocol

from logistics.contracts.layout_ref import LayoutRef
from logistics.kit.disk import storage_told
from logistics.kit.errors import Invalid, NotFound

_VERSION = re.compile("[1-9][0-9]{0,18}")


class LayoutNotFound(NotFound):
    """There is no such layout, or no such version of it."""


class LayoutUnreadable(Invalid):
    """What is stored there is not a layout document."""


class LayoutStore(Protocol):
    """A home for layouts that keeps every version. One that cannot be written or read says so by StorageUnusable."""

    async def put(self, key: str, body: bytes) -> LayoutRef:
        """Store `body` as the newest version of `key`."""

    async def get(self, key: str, version: str) -> bytes:
        """The bytes of one version, or LayoutNotFound, or LayoutUnreadable where something else lies in its place."""

    async def find_latest(self, key: str) -> LayoutRef | None:
        """The newest version of `key`, if there is any."""


class DirectoryLayouts:
    """Layouts as files `<root>/<key>/<version>`; versions count from 1."""

    def __init__(self, root: Path) -> None:
        self._root = root

    async def put(self, key: str, body: bytes) -> LayoutRef:
        """Store `body` as the newest version; on disk before this returns.

        Raises:
            StorageFull, StorageUnusable: It is not stored.
        """
        with storage_told("The layout cannot be stored"):
            return await asyncio.to_thread(self._put, key, body)

    async def get(self, key: str, version: str) -> bytes:
        """The bytes of one version.

        Raises:
            LayoutNotFound: There is no such version.
            LayoutUnreadable: There is something in its place that is no file.
            StorageUnusable: The disk does not give it out.
        """
        if not is_version(version):
            raise LayoutNotFound(f"There is no version {version} of {key}.", key=key)
        with storage_told(f"Version {version} of {key} cannot be read"):
            try:
                return await asyncio.to_thread((self._root / key / version).read_bytes)
            except (FileNotFoundError, NotADirectoryError):
                raise LayoutNotFound(f"There is no version {version} of {key}.", key=key) from None
            except IsADirectoryError:
                sentence = f"Where version {version} of {key} should be is a directory."
                raise LayoutUnreadable(sentence, key=key) from None

    async def find_latest(self, key: str) -> LayoutRef | None:
        """The newest version of `key`."""
        with storage_told(f"The versions of {key} cannot be read"):
            return await asyncio.to_thread(self._find_latest, key)

    def _put(self, key: str, body: bytes) -> LayoutRef:
        home = self._root / key
        home.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=home, prefix=".writing-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(body)
                file.flush()
                os.fsync(file.fileno())
            version = self._link_as_next(Path(temporary), home)
        finally:
            Path(temporary).unlink()
        return LayoutRef(key=key, version=str(version), sha256=hashlib.sha256(body).hexdigest())

    @staticmethod
    def _link_as_next(temporary: Path, home: Path) -> int:
        """Give the file the next free version number; a link never replaces what is there."""
        version = _newest(home) + 1
        while True:
            try:
                os.link(temporary, home / str(version))
            except FileExistsError:
                version += 1
            else:
                return version

    def _find_latest(self, key: str) -> LayoutRef | None:
        version = _newest(self._root / key)
        if version == 0:
            return None
        body = (self._root / key / str(version)).read_bytes()
        return LayoutRef(key=key, version=str(version), sha256=hashlib.sha256(body).hexdigest())


def layout_key(order_id: int) -> str:
    """The key an order's layouts are stored under."""
    return f"order-{order_id}.json"


def is_version(name: str) -> bool:
    """Whether a file of that name is a version of a layout."""
    return _VERSION.fullmatch(name) is not None


def _newest(home: Path) -> int:
    if not home.is_dir():
        return 0
    return max((int(entry.name) for entry in home.iterdir() if is_version(entry.name) and entry.is_file()), default=0)
