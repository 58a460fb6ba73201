"""What `logistics doctor` says of backups."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from logistics.local.data_dir import DataDir
from logistics.local.examination import Finding, examine
from logistics.local.supervisor.daily import DailyBackup


@pytest.fixture
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> DataDir:
    """An installation that has been there for a week."""
    for name in ("LOGISTICS_BACKUP_DIR", "LOGISTICS_BACKUP_KEEP", "ORDERS_DATABASE_URL", "TRANSPORT_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    data_dir = DataDir(tmp_path)
    data_dir.admin_key.write_text("made at the first start")
    week_ago = (datetime.now(UTC) - timedelta(days=7)).timestamp()
    os.utime(data_dir.admin_key, (week_ago, week_ago))
    return data_dir


def a_backup(place: Path, age: timedelta) -> str:
    name = (datetime.now(UTC) - age).strftime("%Y-%m-%dT%H-%M-%SZ")
    (place / name).mkdir(parents=True)
    (place / name / "manifest.json").write_text("{}")
    return name


def backups(data_dir: DataDir) -> Finding:
    return next(finding for finding in examine(data_dir) if finding.subject == "Backups")


def test_an_installation_without_a_backup_is_not_well(data_dir: DataDir) -> None:
    found = backups(data_dir)
    assert (found.ok, found.detail) == (False, f"none in {data_dir.backups}; 14 are kept")


def test_a_backup_counts_where_backups_are_kept(
    data_dir: DataDir, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = a_backup(tmp_path / "other disk", timedelta(hours=20))
    assert not backups(data_dir).ok
    monkeypatch.setenv("LOGISTICS_BACKUP_DIR", str(tmp_path / "other disk"))
    monkeypatch.setenv("LOGISTICS_BACKUP_KEEP", "30")
    found = backups(data_dir)
    assert (found.ok, found.detail) == (True, f"1 in {tmp_path / 'other disk'}, the newest {name}; 30 are kept")


def test_a_backup_of_last_week_is_too_old(data_dir: DataDir) -> None:
    a_backup(data_dir.backups, timedelta(days=3))
    assert not backups(data_dir).ok


def test_a_daily_backup_that_ended_well_elsewhere_counts(data_dir: DataDir) -> None:
    DailyBackup(data_dir, hour=3).has_ended_well()
    assert backups(data_dir).ok


def test_a_place_that_is_none_is_named(data_dir: DataDir, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGISTICS_BACKUP_DIR", "ftp://host")
    found = backups(data_dir)
    assert not found.ok
    assert "LOGISTICS_BACKUP_DIR: 'ftp://host' is no place for backups" in found.detail
