"""E-mail addresses as a field."""

from typing import Annotated

from pydantic import (
    AfterValidator,
    Field,
    StringConstraints,
)

from logistics.kit.mailbox import LONGEST, PUBLIC_MAILBOX, one_mailbox


def _one_mailbox(text: str) -> str:
    return one_mailbox(text).addr_spec


ONE_MAILBOX = AfterValidator(_one_mailbox)
Email = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=LONGEST, pattern=PUBLIC_MAILBOX),
    ONE_MAILBOX,
    Field(examples=["dispatch@example.com"]),
]
