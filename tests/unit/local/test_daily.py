"""The daily backup is due once a day, also when the machine was off at its hour."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from logistics.kit.settings import SettingsWrong, read_settings
from logistics.local.data_dir import DataDir
from logistics.local.settings import UpSettings
from logistics.local.supervisor.daily import DailyBackup, next_at


class Day:
    """A clock to set, and a data directory."""

    def __init__(self, root: Path) -> None:
        self.data_dir = DataDir(root)
        self.now = moment("2026-11-22 09:00")
        self.data_dir.admin_key.write_text("made at the first start")
        self.made_at("2026-11-22 09:00")

    def made_at(self, when: str) -> None:
        seconds = moment(when).timestamp()
        os.utime(self.data_dir.admin_key, (seconds, seconds))

    def backed_up(self, when: str) -> None:
        now, self.now = self.now, moment(when)
        self.start().has_ended_well()
        self.now = now

    def start(self, hour: int = 3) -> DailyBackup:
        return DailyBackup(self.data_dir, hour, lambda: self.now)


@pytest.fixture
def day(tmp_path: Path) -> Day:
    return Day(tmp_path)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_a_new_installation_is_backed_up_first_in_its_first_night(day: Day) -> None:
    daily = day.start()
    assert not daily.is_due()
    day.now = moment("2026-11-23 03:00")
    assert daily.is_due()


def test_it_is_due_once_a_day(day: Day) -> None:
    daily = day.start()
    times = []
    for _ in range(24 * 4):
        day.now += timedelta(minutes=30)
        if daily.is_due():
            times.append(day.now)
    assert times == [moment("2026-11-23 03:00"), moment("2026-11-24 03:00")]


def test_a_laptop_that_is_off_at_night_makes_up_for_it_in_the_morning(day: Day) -> None:
    day.now = moment("2026-11-23 09:00")
    assert day.start().is_due()


def test_a_start_after_a_backup_waits_for_the_next_night(day: Day) -> None:
    day.backed_up("2026-11-23 03:00:04")
    day.now = moment("2026-11-23 09:00")
    assert not day.start().is_due()
    day.now = moment("2026-11-24 09:00")
    assert day.start().is_due()


def test_a_failed_one_is_tried_again_after_an_hour(day: Day) -> None:
    day.now = moment("2026-11-23 03:00")
    daily = day.start()
    assert daily.is_due()
    daily.has_failed()
    assert not daily.is_due()
    day.now = moment("2026-11-23 04:00")
    assert daily.is_due()


def test_a_clock_that_was_a_year_ahead_puts_no_backup_off_for_a_year(day: Day) -> None:
    day.backed_up("2027-11-23 03:00:04")
    day.now = moment("2026-11-23 09:00")
    daily = day.start()
    assert not daily.is_due()
    day.now = moment("2026-11-24 03:00")
    assert daily.is_due()


def test_the_hour_is_a_setting(day: Day) -> None:
    day.now = moment("2026-11-23 21:59")
    assert day.start(22).is_due(), "22 o'clock of the day before was missed"
    assert next_at(22, day.now) == moment("2026-11-23 22:00")


@pytest.mark.parametrize("noted", ["", "yesterday", "2026-11-23T03:00:04"])
def test_a_note_that_nobody_can_read_is_as_good_as_none(day: Day, noted: str) -> None:
    day.data_dir.backed_up.write_text(noted)
    day.now = moment("2026-11-23 09:00")
    assert day.start().is_due()


@pytest.mark.parametrize("hour", ["24", "-1", "three", "", " 3"])
def test_an_hour_that_is_none_is_refused(hour: str) -> None:
    with pytest.raises(SettingsWrong, match="LOGISTICS_BACKUP_HOUR"):
        read_settings(UpSettings, {"LOGISTICS_BACKUP_HOUR": hour})


@pytest.mark.parametrize("place", ["s3://", "s3:///prefix", "ftp://host/backups", "http://host", ""])
def test_a_place_that_is_none_is_refused_before_anything_starts(place: str) -> None:
    with pytest.raises(SettingsWrong, match=r"LOGISTICS_BACKUP_DIR: .* is no place for backups"):
        read_settings(UpSettings, {"LOGISTICS_BACKUP_DIR": place})
