"""What a patch asks of an order, and whether it may be asked."""

from collections.abc import Sequence
from typing import Any

from logistics.access.permissions import Permission
from logistics.access.principal import Principal
from logistics.contracts.orders import OrderPatch
from logistics.kit.errors import FieldError, pointer
from logistics.orders.model import PLAN, Order, OrderItem
from logistics.words import OrderStatus

_WORDS = ("reference", "notes")
"""May change as long as the order may, and need no new plan."""

_TO_MOVE_TO: dict[OrderStatus, Permission] = {
    OrderStatus.BOOKED: "orders:report",
    OrderStatus.NEEDS_ATTENTION: "orders:report",
    OrderStatus.AWAITING_APPROVAL: "orders:report",
    OrderStatus.PROCESSING: "orders:move",
    OrderStatus.IN_TRANSIT: "orders:move",
    OrderStatus.DELIVERED: "orders:move",
}
"""What moving there takes; cancelling is a kind of writing."""


def require_permissions(patch: OrderPatch, by: Principal) -> None:
    """Editing and cancelling, reporting and moving on are different things to be allowed."""
    if patch.model_fields_set & {*_WORDS, *PLAN}:
        by.require("orders:write")
    if patch.status is not None:
        by.require(_TO_MOVE_TO.get(patch.status, "orders:write"))
    elif patch.model_fields_set & {"booked", "remedy", "status_reason"}:
        by.require("orders:report")


def patch_faults(patch: OrderPatch) -> list[FieldError]:
    """Fields that need each other, and fields that may change but never be emptied."""
    faults = [
        FieldError(pointer(name), "required", "It may be changed, not removed.")
        for name in (*PLAN, "status")
        if name in patch.model_fields_set and getattr(patch, name) is None
    ]
    if (patch.status == OrderStatus.BOOKED) != (patch.booked is not None):
        faults.append(FieldError("/booked", "with_status", "Goes together with the status `booked`."))
    if patch.status == OrderStatus.NEEDS_ATTENTION and not patch.status_reason:
        faults.append(FieldError("/status_reason", "required", "Say what needs attention."))
    return faults


def patched(order: Order, patch: OrderPatch, places: dict[str, Any], items: Sequence[OrderItem] | None) -> Order:
    """The order as the patch wants it, edited and then moved on.

    Args:
        places: Addresses of the patch as documents with coordinates.
        items: Its lines, with what products say copied in.
    """
    return _moved(_edited(order, patch, places, items), patch)


def _edited(order: Order, patch: OrderPatch, places: dict[str, Any], items: Sequence[OrderItem] | None) -> Order:
    changes: dict[str, Any] = {
        name: getattr(patch, name) for name in (*_WORDS, *PLAN) if name in patch.model_fields_set
    } | places
    if items is not None:
        changes["items"] = tuple(items)
    return order.edit(**changes) if changes else order


def _moved(order: Order, patch: OrderPatch) -> Order:
    if patch.status is None:
        return order
    status = patch.status
    if status is OrderStatus.BOOKED and patch.booked is not None:
        booked = patch.booked.model_dump(mode="json")
        return order.agree(tuple(booked["booking_ids"]), booked["layout"], booked["price"])
    if status is OrderStatus.NEEDS_ATTENTION:
        remedy = patch.remedy.model_dump(mode="json") if patch.remedy else None
        return order.need_attention(patch.status_reason or "", remedy)
    if status is OrderStatus.CANCELLED:
        return order.cancel()
    return order.move(status)
