"""Texts as fields: one line, several lines, codes, facts."""

import json
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    Field,
    StringConstraints,
)
from pydantic.config import JsonDict

from logistics.kit.patterns import Pattern
from logistics.kit.text import MULTI_LINE, cleaned, refused_in


def _one_line(text: str) -> str:
    if char := refused_in(text):
        raise ValueError(f"is one line without control or hidden characters; {char} may not stand in it")
    return text


def _several_lines(text: str) -> str:
    text = text.replace("\r\n", "\n")
    if char := refused_in(text, MULTI_LINE):
        raise ValueError(
            f"holds no control or hidden characters but line breaks and tabs; {char} may not stand in it"
        )
    return text


def _storable(facts: dict[str, Any]) -> dict[str, Any]:
    """Refuse what JSON allows and PostgreSQL does not: NUL, half a surrogate pair, numbers that are none."""
    text = json.dumps(facts, ensure_ascii=False, allow_nan=False)
    text.encode()
    if "\\u0000" in text.replace("\\\\", ""):
        raise ValueError("must not hold a NUL character")
    return facts


# Constraints come before functions: only then do they look at the value as it will be, and show in the schema.
ONE_LINE = AfterValidator(_one_line)
"""No line break, control or hidden character of any alphabet: what is written is what is read, also in a header."""
SEVERAL_LINES = AfterValidator(_several_lines)
"""The same, and line breaks and tabs."""
CLEANED = AfterValidator(cleaned)
"""What a program heard somewhere and passes on; what may not stand in a text becomes a space."""
NOT_BLANK: JsonDict = {"pattern": r"[^\s\x85]"}
"""What stripping whitespace and `min_length=1` come to, in JSON Schema's words."""
Text = Annotated[str, CLEANED]
Line = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
    ONE_LINE,
    Field(json_schema_extra=NOT_BLANK),
]
"""One line written by a person: a name, a description."""
Prose = Annotated[str, StringConstraints(max_length=2000), SEVERAL_LINES]
"""Several lines written by a person: notes, a reason."""
Reason = Annotated[str, StringConstraints(max_length=2000), CLEANED]
"""Why something is as it is, said by a person or a program."""
Facts = Annotated[dict[str, Any], AfterValidator(_storable)]
"""What a program says in its own words."""
Sku = Annotated[
    str,
    StringConstraints(max_length=64),
    Pattern(
        r"^[A-Za-z0-9][A-Za-z0-9._/-]*$",
        "must begin with a letter or digit and hold only letters, digits and . _ / - after it, such as WM-7KG",
    ),
    Field(examples=["WM-7KG"]),
]
Code = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=40),
    ONE_LINE,
    Field(json_schema_extra=NOT_BLANK),
]
"""A short word of the customer's own, such as a stack code."""
GoodsTag = Annotated[Code, StringConstraints(to_lower=True)]
"""A word for a sort of goods. `Food` and `food` are one tag, so that no capital lets a clash pass unseen."""
Sha256 = Annotated[
    str,
    Pattern(r"^[0-9a-f]{64}$", "must be a SHA-256 in hexadecimal: 64 digits or letters from a to f"),
    Field(examples=["9f86d081884c7d65" * 4]),
]
