"""A backup that has its name is whole, and one at a time is written."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from logistics.backup.errors import BackupExists, BackupRunning, PlaceUnusable
from logistics.backup.places import BackupDirectory, name_at

MOMENT = datetime(2026, 11, 22, 3, 0, 5, tzinfo=UTC)
NAME = "2026-11-22T03-00-05Z"


@pytest.fixture
def place(tmp_path: Path) -> BackupDirectory:
    return BackupDirectory(tmp_path / "backups")


def add(place: BackupDirectory, name: str) -> None:
    with place.held(), place.new(name) as directory:
        (directory / "manifest.json").write_text("{}")


def test_names_tell_the_moment_and_sort_as_moments_do() -> None:
    assert name_at(MOMENT) == NAME
    names = [name_at(MOMENT + timedelta(seconds=5 * 10**n)) for n in range(8)]
    assert names == sorted(names)


def test_a_backup_has_its_name_only_when_it_is_whole(place: BackupDirectory) -> None:
    with place.held(), place.new(NAME) as directory:
        (directory / "manifest.json").write_text("{}")
        assert place.names() == []
    assert place.names() == [NAME]


def test_a_backup_that_fails_leaves_nothing(place: BackupDirectory) -> None:
    def fail(directory: Path) -> None:
        (directory / "manifest.json").write_text("{}")
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"), place.held(), place.new(NAME) as directory:
        fail(directory)
    assert list(place.root.iterdir()) == []


def test_a_second_of_the_same_moment_is_refused(place: BackupDirectory) -> None:
    add(place, NAME)
    with pytest.raises(BackupExists):
        add(place, NAME)


def test_only_one_writes_at_a_time(place: BackupDirectory) -> None:
    with place.held(), pytest.raises(BackupRunning), BackupDirectory(place.root).held():
        pass
    with place.held():
        pass


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for place in (tmp_path / "file", tmp_path / "file" / "backups"):
        with pytest.raises(PlaceUnusable, match="cannot be kept in"), BackupDirectory(place).held():
            pass


def test_what_a_killed_run_left_is_cleared_away_and_what_is_not_ours_stays(place: BackupDirectory) -> None:
    for name in (".writing-" + NAME, ".removing-" + NAME, "photos"):
        (place.root / name).mkdir(parents=True)
        (place.root / name / "manifest.json").write_text("{}")
    with place.held():
        assert [path.name for path in place.root.iterdir()] == ["photos"]
        assert place.names() == []


def test_a_removed_backup_is_gone(place: BackupDirectory) -> None:
    add(place, NAME)
    place.remove(NAME)
    assert list(place.root.iterdir()) == []


def test_backups_are_for_their_owner_only(place: BackupDirectory) -> None:
    add(place, NAME)
    assert place.root.stat().st_mode & 0o077 == 0
    assert (place.root / NAME).stat().st_mode & 0o077 == 0
