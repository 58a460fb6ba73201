"""Parts of requests that many routes share: ids in paths, If-Match, patches."""

from collections.abc import Set
from typing import Annotated, Any

from fastapi import Depends, Header, Path
from pydantic import BaseModel, BeforeValidator
from starlette.convertors import Convertor, register_url_convertor

from logistics.kit.errors import FieldError, Invalid, pointer
from logistics.kit.number_fields import PLAIN_WHOLE


class _IdConvertor(Convertor[str]):
    """Only digits are an id, so `/vehicles/available` is not taken for a vehicle."""

    regex = "[0-9]{1,16}"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


register_url_convertor("id", _IdConvertor())


def _plain_flag(value: object) -> object:
    if isinstance(value, str) and value not in ("true", "false"):
        raise ValueError("must be true or false")
    return value


PathId = Annotated[int, Path(ge=1, le=2**53 - 1), PLAIN_WHOLE]
"""An id in a path; what is beyond it cannot exist."""
QueryFlag = Annotated[bool, BeforeValidator(_plain_flag)]
"""True or false in a query, in the words that the document knows."""


class InvalidIfMatch(Invalid):
    """If-Match does not hold a version."""


class FieldRequired(Invalid):
    """A field may be changed, not removed."""


async def _version(
    if_match: Annotated[
        str | None,
        Header(
            max_length=50,
            description='Version as `"3"`; else 412.',
            json_schema_extra={"pattern": r'^(\*|(W/)?"?[0-9]+"?)$'},
        ),
    ] = None,
) -> int | None:
    if if_match is None or if_match.strip() == "*":
        return None
    digits = if_match.strip().removeprefix("W/").strip('"')
    if not (digits.isascii() and digits.isdigit()):
        fault = FieldError("/if-match", "invalid_version", 'Send the version in quotes, e.g. "3".', "header")
        raise InvalidIfMatch('If-Match holds the version you read, in quotes, e.g. "3".', errors=[fault])
    return int(digits)


IfMatch = Annotated[int | None, Depends(_version)]
"""The version the caller read, if they say."""


def changed_fields(patch: BaseModel, *, nullable: Set[str]) -> dict[str, Any]:
    """The fields a PATCH names, as they are to become.

    Raises:
        FieldRequired: It empties a field that must have a value.
    """
    changes = {name: getattr(patch, name) for name in patch.model_fields_set}
    emptied = [name for name, value in changes.items() if value is None and name not in nullable]
    if emptied:
        faults = [FieldError(pointer(name), "required", "Leave it away, or give a value.") for name in emptied]
        raise FieldRequired(f"{faults[0].pointer}: it may be changed, not removed.", errors=faults)
    return changes
