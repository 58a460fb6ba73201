"""Storing a changed order: its event, and what follows from where it has come to, in the same transaction."""

import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any

from logistics.access.principal import Principal
from logistics.contracts.jobs import RELEASE_ORDER, order_lock
from logistics.kit.clock import Clock
from logistics.kit.database import Transaction
from logistics.orders.events import OrderEvents
from logistics.orders.jobs import defer, defer_processing
from logistics.orders.model import PLAN, Order, OrderItem
from logistics.orders.repository import OrderRepository
from logistics.words import OrderStatus

Announce = Callable[[Transaction, Order, Order], Awaitable[object]]
"""Puts on the ledger, in the same transaction, what the customer is to know of where an order was and is now."""


class OrderChanges:
    """What every change of an order comes to, whoever made it."""

    def __init__(self, now: Clock, announce: Announce) -> None:
        self._now = now
        self._announce = announce

    async def store(self, tx: Transaction, before: Order, after: Order, by: Principal) -> Order:
        """Store what changed with its event; a change that changes nothing leaves no trace."""
        after = _renumbered(before, after)
        if after == before:
            return before
        if after.items != before.items:
            await OrderRepository(tx).replace_items(before.id, after.items)
        saved = await OrderRepository(tx).save(after, self._now())
        await OrderEvents(tx).add(
            before.id, _event_type(before, after), by, self._now(), **_differences(before, after)
        )
        if after.status is not before.status or after.left_behind != before.left_behind:
            await self._have_done(tx, before, saved)
        return saved

    async def _have_done(self, tx: Transaction, before: Order, order: Order) -> None:
        """What follows from where an order has come to."""
        await self._announce(tx, before, order)
        if order.status is OrderStatus.CANCELLED:
            await defer(tx, RELEASE_ORDER, lock=order_lock(order.id), order_id=order.id)
        if order.status is OrderStatus.PROCESSING:
            await defer_processing(tx, order.id, order.customer_id)


def _renumbered(before: Order, after: Order) -> Order:
    """Under the next plan version when a plan made of it before no longer serves."""
    if all(getattr(before, name) == getattr(after, name) for name in PLAN):
        return after
    return replace(after, plan_version=before.plan_version + 1)


def _event_type(before: Order, after: Order) -> str:
    if after.status is before.status:
        return "order_changed"
    return {
        OrderStatus.PROCESSING: "processing_started",
        OrderStatus.BOOKED: "order_booked",
        OrderStatus.NEEDS_ATTENTION: "needs_attention",
        OrderStatus.AWAITING_APPROVAL: "approval_requested",
        OrderStatus.IN_TRANSIT: "order_departed",
        OrderStatus.DELIVERED: "order_delivered",
        OrderStatus.CANCELLED: "order_cancelled",
    }[after.status]


def _differences(before: Order, after: Order) -> dict[str, Any]:
    """Each changed field with its value before and after; of the items only the lines that differ."""
    fields = {
        name: [_plain(getattr(before, name)), _plain(getattr(after, name))]
        for name in Order.__dataclass_fields__
        if name != "items" and getattr(before, name) != getattr(after, name)
    }
    if after.items == before.items:
        return fields
    return fields | {"items": [_lines(before.items, after.items), _lines(after.items, before.items)]}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value


def _lines(items: Sequence[OrderItem], but: Sequence[OrderItem]) -> list[dict[str, Any]]:
    """The lines that are not also in `but`."""
    others = {json.dumps(_told(item), sort_keys=True) for item in but}
    return [line for line in map(_told, items) if json.dumps(line, sort_keys=True) not in others]


def _told(item: OrderItem) -> dict[str, Any]:
    """A line with its rules beside its sizes, as it goes over the wire."""
    line: dict[str, Any] = asdict(item)
    rules: dict[str, Any] = line.pop("rules")
    return line | rules
