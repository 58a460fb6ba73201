"""Which stored layout is meant."""

from typing import Annotated

from pydantic import (
    Field,
    StringConstraints,
)

from logistics.contracts.base import Contract
from logistics.contracts.texts import Sha256

LayoutKey = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$"), Field(examples=["order-123.json"])
]
LayoutVersion = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{1,1024}$"), Field(examples=["1"])]


class LayoutRef(Contract):
    """Exactly one stored layout: its key, the version of it, and the hash of its bytes."""

    key: LayoutKey
    version: LayoutVersion
    sha256: Sha256
