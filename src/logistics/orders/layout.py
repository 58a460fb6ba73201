"""The layout of an order: the one that was booked, else the one that was saved last."""

from logistics.contracts.layout import LayoutDocument
from logistics.contracts.layout_ref import LayoutRef
from logistics.layouts.reading import read_layout
from logistics.layouts.store import LayoutStore, layout_key
from logistics.orders.errors import LayoutMissing
from logistics.orders.model import Order


async def layout_of(order: Order, layouts: LayoutStore) -> LayoutDocument:
    """Read it back, checked against its hash.

    Raises:
        LayoutMissing: The order has not been packed yet.
        LayoutChanged: It was tampered with since it was saved.
    """
    known = LayoutRef.model_validate(order.layout) if order.layout else None
    # An order that was packed by the release before does not say so until it is booked.
    ref = known or await layouts.find_latest(layout_key(order.id))
    if ref is None:
        raise LayoutMissing(order.id)
    return await read_layout(layouts, ref)
