"""An order as a file: read, and its faults told with the field they are in."""

import json
import sys
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from logistics.contracts.orders import OrderCreate
from logistics.kit.errors import Invalid
from logistics.web.faults import fault_of


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
        faults = [fault_of(fault, OrderCreate) for fault in error.errors()]
        count = "1 field is" if len(faults) == 1 else f"{len(faults)} fields are"
        raise OrderUnreadable(f"The order cannot be placed: {count} wrong.", errors=faults) from None
