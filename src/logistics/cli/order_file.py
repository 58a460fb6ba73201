"""An order as a file: read, and its faults told with the field they are in."""

import json
import sys
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from logistics.clients.orders import OrdersClient
from logistics.contracts.orders import OrderCreate
from logistics.kit.errors import FieldError, Invalid
from logistics.web.faults import fault_of


class OrderUnreadable(Invalid):
    """The file holds no order."""


class NoSuchCustomer(Invalid):
    """No customer has that e-mail address."""


def read_order(file: Path) -> dict[str, Any]:
    """What the file says, or stdin when it is `-`.

    Raises:
        OrderUnreadable: There is no JSON object in it.
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
    return found


async def order_from(body: dict[str, Any], orders: OrdersClient) -> OrderCreate:
    """The order, its customer found by e-mail address where that is given.

    Raises:
        NoSuchCustomer: There is nobody with that address.
        OrderUnreadable: Fields are missing, unknown or out of range.
    """
    if "customer_email" in body:
        email = str(body["customer_email"])
        body = {name: value for name, value in body.items() if name != "customer_email"}
        body["customer_id"] = await _customer_id(email, orders)
    try:
        return OrderCreate.model_validate_json(json.dumps(body))
    except ValidationError as error:
        faults = [fault_of(fault, OrderCreate) for fault in error.errors()]
        count = "1 field is" if len(faults) == 1 else f"{len(faults)} fields are"
        raise OrderUnreadable(f"The order cannot be placed: {count} wrong.", errors=faults) from None


async def _customer_id(email: str, orders: OrdersClient) -> int:
    found = (await orders.list_customers(email=email)).data
    if not found:
        fault = FieldError("/customer_email", "unknown", "Use the address of a customer, or customer_id.")
        raise NoSuchCustomer(f"No customer has the e-mail address {email}.", errors=[fault])
    return found[0].id
