"""Every kind of trouble, without HTTP. A context's `errors.py` subclasses these.

LogisticsError
|- Malformed           the request cannot be read at all
|- Unauthenticated     we do not know who asks
|- Forbidden           we know who asks, and they may not
|- NotFound            there is no such thing
|- Conflict            the thing is there, but not in a state that allows this
|- PreconditionFailed  somebody else changed it first
|- Invalid             it can be read, and it is wrong; `errors` says where
|- TooLarge            more than we take in one request
|- TooSlow             the request does not come in the time there is for it
|- TooMany             more requests than one caller gets; `retry_after_s` says when to ask again
`- Unavailable         a neighbour does not answer; worth another try
"""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

Location = Literal["body", "query", "path", "header"]
MOST_ERRORS = 50
"""Faults of fields that a refusal names."""


@dataclass(frozen=True, slots=True)
class FieldError:
    """One fault of one field: where it is, what kind it is, and what would be right."""

    pointer: str
    code: str
    message: str
    location: Location = "body"


class LogisticsError(Exception):
    """Something went wrong."""

    def __init__(self, message: str = "", *, errors: Sequence[FieldError] = (), **facts: Any) -> None:
        super().__init__(message or self.title())
        self.message = message or self.title()
        self.errors = tuple(errors)
        self.facts = facts
        self.code = kebab(type(self).__name__)

    @classmethod
    def title(cls) -> str:
        """The first line of the docstring: what people see as the title of the problem."""
        return (cls.__doc__ or cls.__name__).strip().splitlines()[0].rstrip(".")

    def members(self) -> dict[str, Any]:
        """What a program may want to know beside the sentence."""
        return {**self.facts, **({"errors": [asdict(e) for e in self.errors]} if self.errors else {})}


class Malformed(LogisticsError):
    """The request cannot be read."""


class Unauthenticated(LogisticsError):
    """The credential is missing, unknown or expired."""


class Forbidden(LogisticsError):
    """This credential does not allow that."""


class NotFound(LogisticsError):
    """There is no such thing."""


class Conflict(LogisticsError):
    """The state of the thing does not allow that."""


class PreconditionFailed(LogisticsError):
    """Somebody else changed it first."""


class Invalid(LogisticsError):
    """The request is well formed, and wrong."""


class TooLarge(LogisticsError):
    """The request is too large."""


class TooSlow(LogisticsError):
    """The request comes too slowly."""


class TooMany(LogisticsError):
    """Too many requests in too short a time."""


class Unavailable(LogisticsError):
    """A part of the system does not answer."""


def pointer(*path: str | int) -> str:
    """A JSON Pointer (RFC 6901) to a field: `pointer("items", 0)` is `/items/0`."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)


def kebab(name: str) -> str:
    """`OrderAlreadyLeft` -> `order-already-left`, the way codes are written."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name).lower()
