"""The order that a request is about, in its path or in its query, once the caller may reach it."""

from typing import Annotated

from fastapi import Depends, Query

from logistics.kit.number_fields import PLAIN_WHOLE
from logistics.orders.model import OrderId
from logistics.web.authorisation import Caller
from logistics.web.requests import PathId


async def _own(order_id: PathId, caller: Caller) -> OrderId:
    caller.require_order(order_id)
    return OrderId(order_id)


async def _of_order(
    caller: Caller, order_id: Annotated[int | None, Query(ge=1, le=2**53 - 1), PLAIN_WHOLE] = None
) -> int | None:
    wanted = caller.order_id if order_id is None else order_id
    if wanted is not None:
        caller.require_order(wanted)
    return wanted


Own = Annotated[OrderId, Depends(_own)]
"""The order in the path."""
OfOrder = Annotated[int | None, Depends(_of_order)]
"""The order that a list is asked about; a run's own where none is named, else None for all."""
