"""Errors as RFC 9457 problem details: the only place that knows HTTP status numbers."""

import math
from collections.abc import Mapping
from typing import Any, cast

import orjson
from starlette.responses import Response

from logistics.kit import errors, logs
from logistics.kit.errors import MOST_ERRORS, FieldError, Location, LogisticsError

STATUS: dict[type[LogisticsError], int] = {
    errors.Malformed: 400,
    errors.Unauthenticated: 401,
    errors.Forbidden: 403,
    errors.NotFound: 404,
    errors.TooSlow: 408,
    errors.Conflict: 409,
    errors.PreconditionFailed: 412,
    errors.TooLarge: 413,
    errors.Invalid: 422,
    errors.TooMany: 429,
    errors.Unavailable: 503,
}
"""Every kind of error has a status; a subclass has the status of its kind."""


LONGEST_WORDS = 500
"""Characters of each text: what somebody sent is not sent back in full."""


def status_of(error: type[LogisticsError]) -> int:
    """HTTP status of an error class; 500 for one that has no kind, which is a defect."""
    return next((STATUS[kind] for kind in error.__mro__ if kind in STATUS), 500)


def kind_of(status: int) -> type[LogisticsError]:
    """The kind of error a neighbour's status stands for."""
    return next((kind for kind, number in STATUS.items() if number == status), errors.Unavailable)


def problem(status: int, code: str, title: str, detail: str, members: Mapping[str, Any] | None = None) -> Response:
    """A problem document as a response; `members` are the facts a program may want."""
    body = {
        **_within_bounds(members or {}),
        "type": f"/problems/{code}",
        "title": title,
        "status": status,
        "detail": _cut(detail, LONGEST_WORDS),
        "code": code,
        "request_id": logs.request_id(),
    }
    content = orjson.dumps(body, default=str)
    return Response(content, status, headers=_headers(status, body), media_type="application/problem+json")


def _headers(status: int, body: Mapping[str, Any]) -> dict[str, str]:
    headers = {401: {"WWW-Authenticate": "Bearer"}, 408: {"Connection": "close"}}.get(status, {}).copy()
    if (wait_s := body.get("retry_after_s")) is not None:
        headers["Retry-After"] = str(math.ceil(wait_s))
    return headers


def _within_bounds(members: Mapping[str, Any]) -> dict[str, Any]:
    """The members with the first faults only, and those short."""
    faults = members.get("errors", ())
    shown = [{name: _cut(said, LONGEST_WORDS) for name, said in fault.items()} for fault in faults[:MOST_ERRORS]]
    left_out = len(faults) - len(shown)
    return {
        **members,
        **({"errors": shown} if faults else {}),
        **({"errors_left_out": left_out} if left_out else {}),
    }


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}\N{HORIZONTAL ELLIPSIS}"


def problem_of(error: LogisticsError) -> Response:
    """The problem document of one of our own errors."""
    return problem(status_of(type(error)), error.code, error.title(), error.message, error.members())


def error_from(status: int, body: Mapping[str, Any]) -> LogisticsError:
    """The typed error behind a neighbour's problem document; the inverse of `problem_of`.

    The kind comes from the status and `code` from the document, so a caller can tell
    `vehicle-already-booked` from `quote-expired` without importing the neighbour's classes.
    """
    known = {"type", "title", "status", "detail", "code", "errors", "errors_left_out", "request_id"}
    error = kind_of(status)(
        str(body.get("detail") or body.get("title") or f"The service answered {status}."),
        errors=[_field_error(e) for e in body.get("errors", [])],
        **{k: v for k, v in body.items() if k not in known and k.isidentifier() and k != "message"},
    )
    error.code = str(body.get("code") or error.code)
    return error


def problems(*kinds: type[LogisticsError]) -> dict[int | str, dict[str, Any]]:
    """The `responses` of a route that can fail in these ways, for its OpenAPI document."""
    by_status: dict[int | str, list[type[LogisticsError]]] = {}
    for kind in kinds:
        by_status.setdefault(status_of(kind), []).append(kind)
    return {
        status: {
            "description": "; ".join(kind.title() for kind in group),
            "content": {
                "application/problem+json": {
                    "schema": {"$ref": "#/components/schemas/Problem"},
                    "examples": {kind.__name__: {"value": _example(kind)} for kind in group},
                }
            },
        }
        for status, group in by_status.items()
    }


def _field_error(member: Mapping[str, Any]) -> FieldError:
    return FieldError(
        str(member.get("pointer", "")),
        str(member.get("code", "")),
        str(member.get("message", "")),
        cast(Location, member.get("location", "body")),
    )


def _example(kind: type[LogisticsError]) -> dict[str, Any]:
    code = errors.kebab(kind.__name__)
    return {
        "type": f"/problems/{code}",
        "title": kind.title(),
        "status": status_of(kind),
        "detail": kind.title() + ".",
        "code": code,
    }
