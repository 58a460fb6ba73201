"""An order as a file: read, and its faults told with the field they are in."""

import json
import sys
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from logistics.contracts.orders import OrderCreate
from logistics.kit.errors import FieldError, Invalid
from logistics.web.problems import pointer, said


class OrderUnreadable(Invalid):
    """The file holds no order."""


def read_order(file: Path) -> OrderCreate:
    """What the file says, or stdin when it is `-`: the body of `POST /orders`.

    Raises:
        OrderUnreadable: There is no JSON object in it, or fields are missing, unknown or out of range.
    """
    try:
        text = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
        found = json.loads(text)
    except OSError as error:
        raise OrderUnreadable(f"{file} cannot be read: {error.strerror}.") from None
    except (ValueError, RecursionError) as error:
        raise OrderUnreadable(f"{file} is not JSON: {error}.") from None
    if not isinstance(found, dict):
        raise OrderUnreadable(f"{file} must hold a JSON object, the body of POST /orders.")
    return order_from(found)


def order_from(body: dict[str, Any]) -> OrderCreate:
    """The order that a document is.

    Raises:
        OrderUnreadable: Fields are missing, unknown or out of range.
    """
    try:
        return OrderCreate.model_validate_json(json.dumps(body))
    except ValidationError as error:
        faults = [_fault(fault) for fault in error.errors()]
        count = "1 field is" if len(faults) == 1 else f"{len(faults)} fields are"
        raise OrderUnreadable(f"The order cannot be placed: {count} wrong.", errors=faults) from None


def _fault(fault: Any) -> FieldError:
    # The tag of a union's member stands in angle brackets; it is no part of the document.
    path = [part for part in fault["loc"] if not str(part).startswith("<")]
    message = _unknown(str(path[-1])) if fault["type"] == "extra_forbidden" else said(fault)
    return FieldError(pointer(*path), str(fault["type"]), message)


def _unknown(name: str) -> str:
    """That there is no such field, and which one was probably meant."""
    schema = OrderCreate.model_json_schema()
    parts = [schema, *schema.get("$defs", {}).values()]
    known = {field for part in parts for field in part.get("properties", {})}
    near = get_close_matches(name, sorted(known), n=1)
    return f"There is no such field; did you mean {near[0]}?" if near else "There is no such field."
