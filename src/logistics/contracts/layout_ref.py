"""Which stored layout is meant."""

from typing import Annotated

from pydantic import Field

from logistics.contracts.base import Contract
from logistics.contracts.texts import Sha256
from logistics.kit.patterns import Pattern

LayoutKey = Annotated[
    str,
    Pattern(
        r"^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$",
        "must be the key of a stored layout, such as order-123.json: at most 200 letters, digits and . _ -",
    ),
    Field(examples=["order-123.json"]),
]
LayoutVersion = Annotated[
    str,
    Pattern(
        r"^[A-Za-z0-9._-]{1,1024}$",
        "must be the version of a stored layout, such as 1: at most 1024 letters, digits and . _ -",
    ),
    Field(examples=["1"]),
]


class LayoutRef(Contract):
    """Exactly one stored layout: its key, the version of it, and the hash of its bytes."""

    key: LayoutKey
    version: LayoutVersion
    sha256: Sha256
