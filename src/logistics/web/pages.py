"""Lists in pages: `{"data": [...], "next_cursor": null}`, with an opaque cursor."""

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import Annotated, TypeVar

from fastapi import Query

from logistics.kit.errors import FieldError, Invalid
from logistics.kit.number_fields import PLAIN_WHOLE

Limit = Annotated[int, Query(ge=1, le=200, description="How many at most."), PLAIN_WHOLE]
Cursor = Annotated[str | None, Query(max_length=200, description="`next_cursor` of the page before.")]

T = TypeVar("T")


class InvalidCursor(Invalid):
    """The cursor is not one we gave out."""

    def __init__(self) -> None:
        super().__init__(
            "The cursor is not one we gave out; leave it away to start at the beginning.",
            errors=[FieldError("/cursor", "invalid_cursor", "Use next_cursor of the page before.", "query")],
        )


def encode_cursor(last_id: int) -> str:
    """A cursor that continues after `last_id`."""
    return base64.urlsafe_b64encode(f"i{last_id}".encode()).decode().rstrip("=")


def decode_cursor(cursor: str | None) -> int | None:
    """The id to continue after, or None at the beginning.

    Raises:
        InvalidCursor: It was not made by `encode_cursor`.
    """
    if cursor is None:
        return None
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        number = int(text.removeprefix("i"))
    except (binascii.Error, ValueError):
        raise InvalidCursor from None
    if not text.startswith("i") or not 0 <= number < 2**63 or encode_cursor(number) != cursor:
        raise InvalidCursor
    return number


def page(rows: Sequence[T], limit: int, id_of: Callable[[T], int]) -> tuple[list[T], str | None]:
    """Cut `rows` (fetched with `limit + 1`) to a page and the cursor of the next one."""
    shown = list(rows[:limit])
    return shown, encode_cursor(id_of(shown[-1])) if len(rows) > limit else None
