"""What of a message goes on: headers that are listed here, and none else, in either direction."""

from collections.abc import Iterable

Headers = list[tuple[bytes, bytes]]

ASKED = frozenset(
    {
        b"accept",
        b"authorization",
        b"content-length",
        b"content-type",
        b"idempotency-key",
        b"if-match",
    }
)
"""What both services read."""

ASKED_BY_PEOPLE = frozenset(
    {b"cookie", b"last-event-id", b"origin", b"sec-fetch-site", b"tracking-token", b"x-csrf-token"}
)
"""What the Order API reads besides: it alone knows sessions, events and tracking links."""

ASKED_OF_PAGE = frozenset({b"if-modified-since", b"if-none-match"})
"""What serving a file of the page needs; no part of one is ever asked for."""

ANSWERED = frozenset(
    {
        b"allow",
        b"cache-control",
        b"content-length",
        b"content-security-policy",
        b"content-type",
        b"etag",
        b"idempotent-replayed",
        b"location",
        b"referrer-policy",
        b"retry-after",
        b"set-cookie",
        b"vary",
        b"www-authenticate",
        b"x-accel-buffering",
        b"x-content-type-options",
        b"x-request-id",
    }
)
"""What services say to whoever asked."""

SAID_ONCE = (ASKED | ASKED_BY_PEOPLE | {b"host", b"transfer-encoding", b"x-request-id"}) - {b"accept"}
"""Two of one of these are two requests, depending on who reads."""

_OUR_COOKIES = b"lm_"


def kept(headers: Iterable[tuple[bytes, bytes]], allowed: frozenset[bytes]) -> Headers:
    """The headers that are allowed; of cookies only ours, because a host's ports share them.

    Blanks around a value are none of it, and a parser behind us may refuse them.
    """
    lowered = [(name.lower(), value.strip(b" \t")) for name, value in headers]
    passed = [(name, _ours(value) if name == b"cookie" else value) for name, value in lowered if name in allowed]
    return [(name, value) for name, value in passed if value or name != b"cookie"]


def _ours(cookies: bytes) -> bytes:
    return b"; ".join(each.strip() for each in cookies.split(b";") if each.strip().startswith(_OUR_COOKIES))
