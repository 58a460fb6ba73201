"""What an order is called on the command line: its id, or the number that customers know."""

import re
from typing import TYPE_CHECKING

from logistics.kit.errors import Invalid, NotFound
from logistics.kit.numbers import plain_whole

if TYPE_CHECKING:
    from logistics.clients.orders import OrdersClient

_NUMBER = re.compile(r"ORD-[0-9]{4}-[0-9]{6,}", re.IGNORECASE)
_LARGEST_ID = 2**53 - 1


class NotAnOrder(Invalid):
    """That names no order."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name!r} names no order; give its id, such as 7, or its number, such as ORD-2026-000007.")


class NoSuchOrder(NotFound):
    """There is no order of that number."""


async def id_of(name: str, orders: "OrdersClient") -> int:
    """The id of an order that a person named.

    Raises:
        NotAnOrder: It is neither an id nor a number.
        NoSuchOrder: No order has that number.
    """
    if not _NUMBER.fullmatch(name):
        return _id_in(name)
    found = (await orders.list_orders(q=name.upper(), limit=200)).data
    if named := [order.id for order in found if order.number == name.upper()]:
        return named[0]
    raise NoSuchOrder(f"There is no order {name.upper()}.")


def _id_in(name: str) -> int:
    try:
        order_id = int(str(plain_whole(name)))
    except ValueError:
        raise NotAnOrder(name) from None
    if not 1 <= order_id <= _LARGEST_ID:
        raise NotAnOrder(name)
    return order_id
