"""Time as something handed in: aware UTC moments, and the business day of a place."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

Clock = Callable[[], datetime]
"""Answers the current moment, aware and in UTC."""


def utc_now() -> datetime:
    """The current moment."""
    return datetime.now(UTC)


def business_day(now: datetime, timezone: str) -> date:
    """The calendar day that `now` is in `timezone`, an IANA name such as `Europe/Berlin`."""
    return now.astimezone(ZoneInfo(timezone)).date()
