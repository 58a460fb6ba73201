"""When `logistics up` takes its daily backup."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

from logistics.kit.clock import Clock, utc_now
from logistics.local.data_dir import DataDir

AGAIN_AFTER = timedelta(hours=1)


class DailyBackup:
    """Once a day at an hour of UTC. One that was missed, because nothing ran, is due at the next start."""

    def __init__(self, data_dir: DataDir, hour: int, now: Clock = utc_now) -> None:
        """Look when the last one ended well. That is noted here, as the place may be a bucket that is far away."""
        self._data_dir = data_dir
        self._now = now
        self._hour = hour
        self._due_at = next_at(hour, last_noted(data_dir) or began_at(data_dir) or now())

    def is_due(self) -> bool:
        """Whether to take one now; says so once a day."""
        now = self._now()
        # A clock that was ahead for a while, and a backup that was taken meanwhile, would put it off for as long.
        self._due_at = min(self._due_at, next_at(self._hour, now))
        if now < self._due_at:
            return False
        self._due_at = next_at(self._hour, now)
        return True

    def has_ended_well(self) -> None:
        """Note it, for the next start.

        Raises:
            OSError: It cannot be noted.
        """
        self._data_dir.backed_up.write_text(self._now().isoformat(), encoding="utf-8")

    def has_failed(self) -> None:
        """Try again soon, not only the next day."""
        self._due_at = min(self._due_at, self._now() + AGAIN_AFTER)


def next_at(hour: int, after: datetime) -> datetime:
    """The first time after `after` that it is `hour` o'clock in UTC."""
    today = after.astimezone(UTC).replace(hour=hour, minute=0, second=0, microsecond=0)
    return today if today > after else today + timedelta(days=1)


def last_noted(data_dir: DataDir) -> datetime | None:
    """When `logistics up` last saw a daily backup end well."""
    with suppress(OSError, ValueError):
        noted = datetime.fromisoformat(data_dir.backed_up.read_text(encoding="utf-8"))
        return noted if noted.tzinfo else None
    return None


def began_at(data_dir: DataDir) -> datetime | None:
    """When there first was something to back up."""
    if not data_dir.admin_key.exists():
        return None
    return datetime.fromtimestamp(data_dir.admin_key.stat().st_mtime, UTC)
