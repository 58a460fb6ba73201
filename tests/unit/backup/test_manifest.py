"""A backup is refused unless every byte is what was written."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from logistics.backup.errors import BackupDamaged, NothingToRestore
from logistics.backup.manifest import LAYOUTS, MANIFEST, DatabaseFacts, Manifest, describe, dump_name
from logistics.backup.restoring import checked_manifest

NAMES = ("order_db", "transport_db")
DUMP = dump_name("order_db")


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    home = tmp_path / "2026-11-22T03-00-00Z"
    home.mkdir()
    files = [*map(dump_name, NAMES), LAYOUTS]
    for name in files:
        (home / name).write_bytes(b"what was written to " + name.encode())
    facts = DatabaseFacts(postgres_major=18, next_transaction_id=7, rows={"public.orders": 1})
    Manifest(
        product_version="1",
        created_at=datetime(2026, 11, 22, 3, tzinfo=UTC),
        databases=dict.fromkeys(NAMES, facts),
        layouts=1,
        files=describe(home, files),
    ).write(home)
    return home


def test_a_whole_backup_is_read_back_as_written(backup: Path) -> None:
    manifest = checked_manifest(backup, NAMES)
    assert manifest.created_at == datetime(2026, 11, 22, 3, tzinfo=UTC)
    assert manifest.databases["order_db"].rows == {"public.orders": 1}


@pytest.mark.parametrize(
    ("spoil", "what"),
    [
        (lambda home: (home / DUMP).write_bytes(b"What was written to order_db.dump"), "SHA-256 differs"),
        (lambda home: (home / DUMP).write_bytes(b"what was"), "8 bytes instead of 33"),
        (lambda home: (home / LAYOUTS).unlink(), "layouts.tar.gz is missing"),
        (lambda home: (home / MANIFEST).write_bytes((home / MANIFEST).read_bytes()[:-40]), "manifest.json cannot be"),
        (lambda home: (home / MANIFEST).write_text('{"format": 2}'), "manifest.json cannot be read"),
    ],
)
def test_a_damaged_backup_is_refused_by_name_of_the_file(
    backup: Path, spoil: Callable[[Path], object], what: str
) -> None:
    spoil(backup)
    with pytest.raises(BackupDamaged, match=what):
        checked_manifest(backup, NAMES)


def test_a_backup_that_does_not_have_every_database_is_refused(backup: Path) -> None:
    manifest = checked_manifest(backup, NAMES)
    files = {name: facts for name, facts in manifest.files.items() if name != DUMP}
    manifest.model_copy(update={"files": files}).write(backup)
    with pytest.raises(BackupDamaged, match=r"order_db\.dump is not part of it"):
        checked_manifest(backup, NAMES)


def test_a_directory_without_a_manifest_is_no_backup(tmp_path: Path) -> None:
    for nothing in (tmp_path, tmp_path / "not there"):
        with pytest.raises(NothingToRestore, match="no finished backup"):
            checked_manifest(nothing, NAMES)


def test_the_directory_of_all_backups_names_the_newest(backup: Path) -> None:
    with pytest.raises(NothingToRestore, match=r"the newest is .*/2026-11-22T03-00-00Z"):
        checked_manifest(backup.parent, NAMES)
