"""When `logistics up` takes its daily backup."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from logistics.backup.places import BackupDirectory, moment_of
from logistics.kit.clock import Clock, utc_now
from logistics.local.data_dir import DataDir
from logistics.local.settings import SettingsWrong

HOUR = "LOGISTICS_BACKUP_HOUR"
DIRECTORY = "LOGISTICS_BACKUP_DIR"
USUAL_HOUR = "3"
AGAIN_AFTER = timedelta(hours=1)


class DailyBackup:
    """Once a day at an hour of UTC. One that was missed, because nothing ran, is due at the next start."""

    def __init__(self, data_dir: DataDir, given: Mapping[str, str], now: Clock = utc_now) -> None:
        """Look for the newest backup there is.

        Args:
            given: The environment; `LOGISTICS_BACKUP_HOUR` and `LOGISTICS_BACKUP_DIR` are read.

        Raises:
            SettingsWrong: The hour is none.
        """
        self._now = now
        self._hour = _hour(given.get(HOUR, USUAL_HOUR))
        place = Path(given[DIRECTORY]) if DIRECTORY in given else data_dir.backups
        self._due_at = next_at(self._hour, _newest(place) or _beginning(data_dir) or now())

    def is_due(self) -> bool:
        """Whether to take one now; says so once a day."""
        now = self._now()
        # A clock that was ahead for a while, and a backup that was taken meanwhile, would put it off for as long.
        self._due_at = min(self._due_at, next_at(self._hour, now))
        if now < self._due_at:
            return False
        self._due_at = next_at(self._hour, now)
        return True

    def has_failed(self) -> None:
        """Try again soon, not only the next day."""
        self._due_at = min(self._due_at, self._now() + AGAIN_AFTER)


def next_at(hour: int, after: datetime) -> datetime:
    """The first time after `after` that it is `hour` o'clock in UTC."""
    today = after.astimezone(UTC).replace(hour=hour, minute=0, second=0, microsecond=0)
    return today if today > after else today + timedelta(days=1)


def _hour(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and int(text) < 24):
        raise SettingsWrong(f"{HOUR} is an hour of the day in UTC, 0 to 23.")
    return int(text)


def _newest(place: Path) -> datetime | None:
    names = BackupDirectory(place).names()
    return moment_of(names[-1]) if names else None


def _beginning(data_dir: DataDir) -> datetime | None:
    """When there first was something to back up."""
    if not data_dir.admin_key.exists():
        return None
    return datetime.fromtimestamp(data_dir.admin_key.stat().st_mtime, UTC)
