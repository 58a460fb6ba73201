"""Lists as JSON, written straight from documents.

A list of contracts would validate every field of what our own database holds and walk it again to write it, which is
most of the work for a page of 50 orders. Tests hold the documents to the contract instead.
"""

from collections.abc import Sequence
from typing import Any

import orjson
from fastapi import Response

Document = dict[str, Any]
"""A thing as it goes over the wire; moments in UTC, decimals as strings already."""


def page_answer(documents: Sequence[Document], next_cursor: str | None) -> Response:
    """A page of a list."""
    body = orjson.dumps({"data": documents, "next_cursor": next_cursor}, option=orjson.OPT_UTC_Z)
    return Response(body, media_type="application/json")
