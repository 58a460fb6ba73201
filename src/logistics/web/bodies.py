"""Bodies of a bounded size and shape: what is large, deep or crowded is refused before anybody looks into it."""

import json
import re
from typing import Any

from starlette.requests import Request
from starlette.types import Scope

from logistics.kit.errors import Malformed, TooLarge

MAX_BODY_BYTES = 2 * 1024 * 1024
"""An order of 2,000 described lines is about 0.6 MB."""
MAX_STRANGERS_BODY_BYTES = 16 * 1024
"""Where nobody needs to say who asks. Somebody who signs in sends 2 kB at most."""

MAX_NAMES = 50_000
"""Fields of all objects together; an order of 2,000 lines with every field has 40,000. Each may be a fault."""
MAX_VALUES = 250_000
MAX_CONTAINERS = 20_000
"""Objects and lists; the same order has 8,000."""
MAX_FIELDS = 100
"""Fields of one object; none of ours has more than 30."""
MAX_DEPTH = 20
MAX_DIGITS = 100
"""Of a number; no column of ours holds half as many. A number that is written as text is read by its own pattern."""

BYTES_PER_TOKEN = 10_000
NAMES_PER_TOKEN = 100
"""What a large body costs its sender of the requests they may send: the largest as much as 500 others.
A field that is faulty is much more work than a byte."""

# Only where a number begins: from each of its digits it would take as long as the number is.
_TOO_MANY_DIGITS = re.compile(rb"(?<![0-9.])[0-9.]{%d}" % (MAX_DIGITS + 1))
_TEXT = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)


class MalformedJson(Malformed):
    """The body is not JSON."""


class BodyTooLarge(TooLarge):
    """The body is too large."""

    def __init__(self, limit_bytes: int) -> None:
        limit = f"{limit_bytes // 1024} kB" if limit_bytes < 1024 * 1024 else f"{limit_bytes // 1024**2} MB"
        super().__init__(f"A body may have {limit} here; send less in one request.", limit_bytes=limit_bytes)


class BodyTooComplex(TooLarge):
    """The body has too many parts, or they are nested too deeply."""


class BodyIncomplete(Malformed):
    """The sender left before the body was whole."""


class WholeRequest(Request):
    """A request whose body is here, and of a shape that is quick to look at."""

    def __init__(self, request: Request, body: bytes) -> None:
        super().__init__(request.scope, request.receive, request._send)
        self._whole = body

    async def body(self) -> bytes:
        """The body."""
        return self._whole

    async def json(self) -> Any:
        """What it says."""
        return self._said

    def read(self) -> None:
        """Read what it says.

        Raises:
            MalformedJson: It is not JSON.
            BodyTooComplex: It has more in it than anybody's honest request.
        """
        self._said = parsed(self._whole)


def refuse_announced(scope: Scope, limit_bytes: int) -> None:
    """Refuse a body that says itself that it is too large.

    Raises:
        BodyTooLarge: It does.
    """
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit() and int(value[:20]) > limit_bytes:
            raise BodyTooLarge(limit_bytes)


async def body_of(request: Request, limit_bytes: int) -> bytes:
    """The body, which `Bounded` sees come in time.

    Raises:
        BodyTooLarge: It is larger than that, announced or not.
        BodyIncomplete: Its sender left.
    """
    refuse_announced(request.scope, limit_bytes)
    body, more = bytearray(), True
    while more:
        message = await request.receive()
        if message["type"] == "http.disconnect":
            raise BodyIncomplete
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > limit_bytes:
            raise BodyTooLarge(limit_bytes)
    return bytes(body)


def weight_of(body: bytes) -> float:
    """How many small requests it is as much work as; 0 for an everyday one."""
    return max(len(body) // BYTES_PER_TOKEN, body.count(b":") // NAMES_PER_TOKEN)


def parsed(body: bytes) -> Any:
    """What a body says.

    Raises:
        MalformedJson: It is not JSON.
        BodyTooComplex: It has more in it than anybody's honest request.
    """
    # Counted in the bytes first, which takes a millisecond and sees what a repeated name hides.
    for count, most, what in (
        (body.count(b":"), MAX_NAMES, "fields"),
        (body.count(b",") + 1, MAX_VALUES, "values"),
        (body.count(b"{") + body.count(b"["), MAX_CONTAINERS, "objects and lists"),
    ):
        if count > most:
            raise BodyTooComplex(f"A body may hold {most:,} {what}; send less in one request.")
    # Texts may hold what they like, so they are taken out where there is something to be found at all.
    if _TOO_MANY_DIGITS.search(body) and _TOO_MANY_DIGITS.search(_TEXT.sub(b"", body)):
        raise BodyTooComplex(f"A number may have {MAX_DIGITS} digits; no request of ours has as many.")
    try:
        said = json.loads(body)
    except json.JSONDecodeError as error:
        raise MalformedJson(f"The body is not JSON: it cannot be read at character {error.pos}.") from None
    except RecursionError:
        raise _too_deep() from None
    except ValueError:
        raise MalformedJson("The body is not JSON: it is not written in UTF-8.") from None
    _refuse_crowded(said)
    return said


def _refuse_crowded(said: Any) -> None:
    level = [said] if isinstance(said, dict | list) else []
    for _ in range(MAX_DEPTH):
        if any(isinstance(each, dict) and len(each) > MAX_FIELDS for each in level):
            raise BodyTooComplex(f"An object may have {MAX_FIELDS} fields; no request of ours has as many.")
        values = (value for each in level for value in (each.values() if isinstance(each, dict) else each))
        level = [value for value in values if isinstance(value, dict | list)]
        if not level:
            return
    raise _too_deep()


def _too_deep() -> BodyTooComplex:
    return BodyTooComplex(f"Objects and lists may be nested {MAX_DEPTH} deep; no request of ours is as deep.")
