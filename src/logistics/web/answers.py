"""Lists as JSON that PostgreSQL wrote.

Making objects of the rows of a page, and documents of the objects, would be most of the work of answering with it. So
the statement says what goes over the wire, and its answer is passed on. Tests hold it to the contract instead.
"""

from collections.abc import Sequence
from typing import NamedTuple

import orjson
from fastapi import Response

from logistics.web.pages import page


class Listed(NamedTuple):
    """A thing in a list: its id, and all of it as it goes over the wire."""

    id: int
    json: str


def page_answer(rows: Sequence[Listed], limit: int) -> Response:
    """A page of `rows`, which were fetched with `limit + 1`."""
    shown, next_cursor = page(rows, limit, lambda row: row.id)
    body = orjson.dumps({"data": [orjson.Fragment(row.json) for row in shown], "next_cursor": next_cursor})
    return Response(body, media_type="application/json")
