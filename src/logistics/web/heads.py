"""Heads of requests: small, and such that everybody reads them alike."""

from fastapi import Response

from logistics.kit.errors import Malformed
from logistics.web.problems import problem

Headers = list[tuple[bytes, bytes]]
MAX_HEAD_BYTES = 32 * 1024
"""Of the request line and the headers; a browser sends a twentieth of it."""
MAX_HEADERS = 100
MAX_PARTS = 100
"""Parameters of a query, and cookies; no operation knows more than ten."""


class RequestUnreadable(Malformed):
    """This is no HTTP request."""


def is_too_large(target: bytes, headers: Headers) -> bool:
    """Whether it is more than any honest client sends."""
    cookies = sum(value.count(b";") for name, value in headers if name == b"cookie")
    return (
        len(target) + sum(len(name) + len(value) for name, value in headers) > MAX_HEAD_BYTES
        or len(headers) > MAX_HEADERS
        or max(target.count(b"&"), target.count(b";"), cookies) >= MAX_PARTS
    )


def fault_of(target: bytes, headers: Headers, *, upgrades: bool) -> str | None:
    """What is wrong with a head that the parser let pass."""
    if not target.startswith(b"/") or b"#" in target:
        # Uvicorn would drop the address in `GET http://other/ HTTP/1.1` and answer as if it were ours.
        return "The target of a request is a path."
    if any(name == b"transfer-encoding" and value.lower() != b"chunked" for name, value in headers):
        return "A body comes whole or chunked."
    if upgrades and any(
        name in (b"transfer-encoding", b"content-length") and value != b"0" for name, value in headers
    ):
        # The parser would take the body for the next request.
        return "Another protocol is asked for without a body."
    return None


def too_large() -> Response:
    """The refusal of such a head."""
    detail = (
        f"Request line and headers together may have {MAX_HEAD_BYTES} bytes, and there may be {MAX_HEADERS} headers, "
        f"{MAX_PARTS} parameters and {MAX_PARTS} cookies."
    )
    return problem(431, "head-too-large", "The head of the request is too large", detail)
