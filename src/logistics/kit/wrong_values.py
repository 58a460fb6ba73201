"""What a person is told of a wrong value: each of Pydantic's kinds of error has its sentence here.

A text that was sent is never repeated, for it may be a secret; a number is.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

_WHOLE = "must be a whole number, such as 10"
_NUMBER = "must be a number, such as 85.5"
_FLAG = "must be true or false"
_DAY = "must be a day of the calendar, such as 2026-12-24"
_MOMENT = "must be a moment with its offset from UTC, such as 2026-12-24T08:00:00Z"
_OBJECT = "must be an object with named fields, such as {{}}"
_LIST = "must be a list, such as []"
_WORDS = {
    "missing": "is missing",
    "extra_forbidden": "is not known here",
    "json_invalid": "must be JSON",
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_parsing_size": "must be a whole number of fewer digits",
    "int_from_float": _WHOLE,
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "decimal_type": _NUMBER,
    "decimal_parsing": _NUMBER,
    "finite_number": _NUMBER,
    "decimal_max_digits": "must be a number of {max_digits} or fewer digits",
    "decimal_max_places": "must be a number with {decimal_places} or fewer digits behind the point",
    "decimal_whole_digits": "must be a number with {whole_digits} or fewer digits before the point",
    "multiple_of": "must be a multiple of {multiple_of}",
    "greater_than_equal": "must be {ge} or more",
    "greater_than": "must be more than {gt}",
    "less_than_equal": "must be {le} or less",
    "less_than": "must be less than {lt}",
    "bool_type": _FLAG,
    "bool_parsing": _FLAG,
    "string_type": "must be text",
    "string_unicode": "must be text in UTF-8, without halves of characters",
    "string_too_short": "must have {min_length} or more characters",
    "string_too_long": "must have {max_length} or fewer characters",
    "string_pattern_mismatch": "must be written otherwise",
    "date_type": _DAY,
    "date_parsing": _DAY,
    "date_from_datetime_parsing": _DAY,
    "date_from_datetime_inexact": _DAY,
    "datetime_type": _MOMENT,
    "datetime_parsing": _MOMENT,
    "datetime_from_date_parsing": _MOMENT,
    "datetime_object_invalid": _MOMENT,
    "timezone_aware": _MOMENT,
    "list_type": _LIST,
    "tuple_type": _LIST,
    "set_type": _LIST,
    "frozen_set_type": _LIST,
    "too_short": "must have {min_length} or more entries",
    "too_long": "must have {max_length} or fewer entries",
    "dict_type": _OBJECT,
    "model_type": _OBJECT,
    "model_attributes_type": _OBJECT,
    "dataclass_type": _OBJECT,
    "literal_error": "must be one of {expected}",
    "enum": "must be one of {expected}",
    "union_tag_not_found": "must say in {discriminator} what it is",
    "union_tag_invalid": "must be one of {expected_tags}",
    "none_required": "must be null",
}
"""Words for each kind of error of Pydantic's that a field of ours may have."""
_OWN_WORDS = frozenset({"value_error", "assertion_error"})
_OF_LENGTH = frozenset({"string_too_short", "string_too_long", "too_short", "too_long"})
_MEMBER = re.compile(r"<\w+\.\w+: ('[^']*')>")
"""How a member of an enumeration is told as one of several; people know its value."""
_PLAIN = re.compile(r"[+-]?[0-9]{1,30}(\.[0-9]{1,30})?")


def words_of(error: Mapping[str, Any]) -> str:
    """What would be right, and what was given instead."""
    kind, context = str(error["type"]), error.get("ctx", {})
    if kind in _OWN_WORDS:
        return str(error["msg"]).removeprefix("Value error, ").removeprefix("Assertion failed, ")
    if own := context.get("words"):
        return str(own)
    right = _MEMBER.sub(r"\1", _WORDS.get(kind, "is not what belongs here").format(**context))
    return right + _given(kind, error.get("input"))


def _given(kind: str, value: Any) -> str:
    if kind in ("missing", "extra_forbidden"):
        return ""
    if kind in _OF_LENGTH and hasattr(value, "__len__"):
        return f"; it has {len(value)}"
    match value:
        case bool() | None:
            said = {True: "true", False: "false", None: "null"}[value]
        case int() | float() | Decimal():
            said = f"{value}"[:40]
        case str() if not value:
            said = "an empty text"
        case str() if _PLAIN.fullmatch(value):
            said = value[:40]
        case str():
            said = "other text" if kind not in ("string_unicode", "string_pattern_mismatch") else ""
        case dict():
            said = "an object"
        case list() | tuple():
            said = "a list"
        case _:
            said = ""
    return f"; {said} was given" if said else ""
