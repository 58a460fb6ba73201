"""Days and moments as fields, written as in RFC 3339 and in no other way."""

import re
from datetime import UTC, date, datetime
from typing import Annotated

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BeforeValidator,
)

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})"
)


def _day(value: object) -> object:
    """Refuse what is not written as a day; seconds since 1970 are nobody's pickup date, and a moment is no day."""
    written = _DAY.fullmatch(value) if isinstance(value, str) else type(value) is date
    if not written:
        raise ValueError("must be a day, such as 2026-12-24")
    return value


def _moment(value: object) -> object:
    written = _MOMENT.fullmatch(value) if isinstance(value, str) else isinstance(value, datetime)
    if not written:
        raise ValueError("must be a moment with its offset from UTC, such as 2026-12-24T08:00:00Z")
    return value


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("lies beyond the calendar; it must be between the years 1 and 9999 in UTC") from None


Day = Annotated[date, BeforeValidator(_day)]
Moment = Annotated[AwareDatetime, BeforeValidator(_moment), AfterValidator(_in_utc)]
