"""Lists as JSON that PostgreSQL wrote.

Making objects of the rows of a page, and documents of the objects, would be most of the work of answering with it. So
the statement says what goes over the wire, derived from the contract, and its answer is passed on. Tests hold it to
what a single thing says of itself.
"""

from collections.abc import Sequence
from typing import NamedTuple

import orjson
from fastapi import Response
from pydantic import BaseModel

from logistics.web.pages import page


class Listed(NamedTuple):
    """A thing in a list: its id, and all of it as it goes over the wire."""

    id: int
    json: str


def json_object(contract: type[BaseModel], **otherwise: str) -> str:
    """An expression for a statement: a thing as its contract says it, written as JSON.

    Args:
        contract: Each of its fields is the column of that name,
        otherwise: unless it is another expression.
    """
    columns = {name: otherwise.get(name, name) for name in contract.model_fields}
    members = ", ".join(f"'{name}', {column}" for name, column in columns.items())
    return f"json_build_object({members})::text"


def page_answer(rows: Sequence[Listed], limit: int) -> Response:
    """A page of `rows`, which were fetched with `limit + 1`."""
    shown, next_cursor = page(rows, limit, lambda row: row.id)
    body = orjson.dumps({"data": [orjson.Fragment(row.json) for row in shown], "next_cursor": next_cursor})
    return Response(body, media_type="application/json")
