"""E-mail addresses as a field."""

from typing import Annotated

from pydantic import (
    AfterValidator,
    Field,
    StringConstraints,
)

from logistics.kit.mailbox import LONGEST, PUBLIC_MAILBOX, WORDS, one_mailbox
from logistics.kit.patterns import Pattern


def _one_mailbox(text: str) -> str:
    return one_mailbox(text).addr_spec


ONE_MAILBOX = AfterValidator(_one_mailbox)
Email = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=LONGEST),
    Pattern(PUBLIC_MAILBOX, WORDS),
    ONE_MAILBOX,
    Field(examples=["dispatch@example.com"]),
]
