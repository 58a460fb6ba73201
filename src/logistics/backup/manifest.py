"""What a backup says about itself, and whether its files still are what it says."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from logistics.backup.errors import BackupDamaged, NothingToRestore

MANIFEST = "manifest.json"
LAYOUTS = "layouts.tar.gz"


class _Facts(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FileFacts(_Facts):
    """A file of a backup."""

    size_bytes: int
    sha256: str


class DatabaseFacts(_Facts):
    """A database at the moment of the backup: its server's major version, and the rows of each table.

    `next_transaction_id` is the number the server would have given to the next transaction.
    """

    postgres_major: int
    next_transaction_id: int
    rows: dict[str, int]


class Manifest(_Facts):
    """A whole backup. `layouts` counts every version of every layout.

    `incomplete` says, a sentence each, which booked layouts were missing or altered already when it was taken.
    """

    format: Literal[1] = 1
    product_version: str
    created_at: datetime
    databases: dict[str, DatabaseFacts]
    layouts: int
    incomplete: tuple[str, ...] = ()
    files: dict[str, FileFacts]

    def write(self, directory: Path) -> None:
        """Add it to the files it describes."""
        (directory / MANIFEST).write_text(self.model_dump_json(indent=2) + "\n", encoding="utf-8")


def dump_name(database: str) -> str:
    """The file a database is dumped to."""
    return f"{database}.dump"


def describe(directory: Path, names: Iterable[str]) -> dict[str, FileFacts]:
    """Size and hash of each file."""
    return {name: _facts(directory / name) for name in names}


def read_manifest(directory: Path) -> Manifest:
    """The manifest of a backup.

    Raises:
        NothingToRestore: There is none, so this is no backup or one that was not finished.
        BackupDamaged: It cannot be read.
    """
    try:
        return Manifest.model_validate_json((directory / MANIFEST).read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        raise NothingToRestore(str(directory)) from None
    except ValidationError:
        raise BackupDamaged(MANIFEST, "cannot be read") from None


def verify(directory: Path, manifest: Manifest, needed: Iterable[str]) -> None:
    """Hold every file against the manifest.

    Args:
        needed: Files that a backup must have to be restored.

    Raises:
        BackupDamaged: One is missing or different.
    """
    for name in needed:
        if name not in manifest.files:
            raise BackupDamaged(name, "is not part of it")
    for name, promised in manifest.files.items():
        if not (directory / name).is_file():
            raise BackupDamaged(name, "is missing")
        found = _facts(directory / name)
        if found.size_bytes != promised.size_bytes:
            raise BackupDamaged(name, f"has {found.size_bytes} bytes instead of {promised.size_bytes}")
        if found.sha256 != promised.sha256:
            raise BackupDamaged(name, "has other content than was written (its SHA-256 differs)")


def _facts(file: Path) -> FileFacts:
    with file.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256")
        return FileFacts(size_bytes=content.tell(), sha256=digest.hexdigest())
