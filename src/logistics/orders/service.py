"""What people and agents do with orders."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, replace
from datetime import date, datetime, timedelta
from typing import Any

from logistics.access.permissions import Permission
from logistics.access.principal import Principal
from logistics.contracts.address import Address
from logistics.contracts.jobs import FOLLOW_ORDER, RELEASE_ORDER, order_lock
from logistics.contracts.order_bookings import BookingsReport
from logistics.contracts.orders import MAX_PIECES, DescribedLine, OrderCreate, OrderPatch, ProductLine
from logistics.customers.repository import CustomerRepository
from logistics.geo.addresses import locate_all
from logistics.kit.clock import Clock, business_day
from logistics.kit.database import Database, Transaction
from logistics.kit.errors import FieldError, pointer
from logistics.orders.errors import OrderChanged, OrderInvalid, OrderNotFound, RunIsOver
from logistics.orders.events import Event, OrderEvents
from logistics.orders.jobs import defer, defer_processing
from logistics.orders.model import Order, OrderId, OrderItem
from logistics.orders.repository import OrderRepository
from logistics.orders.wire import described_item, product_item, standing
from logistics.products.handling import handling_faults
from logistics.products.repository import ProductRepository
from logistics.web.answers import Listed
from logistics.words import OrderStatus

FURTHEST_PICKUP_DAYS = 730
"""Two years ahead; a later date is a slip of the pen."""

_WORDS = ("reference", "notes")
_PLAN = ("priority", "pickup_date", "origin", "destination", "items")
"""Fields a plan is made from; the words may change as long as the order may."""

_TO_MOVE_TO: dict[OrderStatus, Permission] = {
    OrderStatus.BOOKED: "orders:report",
    OrderStatus.NEEDS_ATTENTION: "orders:report",
    OrderStatus.AWAITING_APPROVAL: "orders:report",
    OrderStatus.PROCESSING: "orders:move",
    OrderStatus.IN_TRANSIT: "orders:move",
    OrderStatus.DELIVERED: "orders:move",
}
"""What moving there takes; cancelling is a kind of writing."""


Announce = Callable[[Transaction, Order, Order], Awaitable[object]]
"""Puts on the ledger, in the same transaction, what the customer is to know of where an order was and is now."""


class OrderService:
    """What people do with orders. Each method is one transaction."""

    def __init__(self, database: Database, now: Clock, timezone: str, announce: Announce) -> None:
        self._db = database
        self._now = now
        self._timezone = timezone
        self._announce = announce

    async def place(self, wanted: OrderCreate, by: Principal) -> Order:
        """Take an order; with `auto_process` its job is in the same commit.

        Raises:
            AmbiguousPlace: A town may be one of several.
            OrderInvalid: Names every field that is wrong.
        """
        places, faults = await _located({"origin": wanted.origin, "destination": wanted.destination})
        faults += self._date_faults(wanted.pickup_date)
        async with self._db.transaction() as tx:
            customer_id = await CustomerRepository(tx).find_active(wanted.customer_id, wanted.customer_email)
            if customer_id is None or not by.may_see(customer_id):
                named = "/customer_email" if wanted.customer_id is None else "/customer_id"
                faults.append(FieldError(named, "unknown_customer", "There is no such active customer."))
            items = await _items(tx, wanted.items, faults)
            if faults:
                raise OrderInvalid.of(faults)
            draft = wanted.model_dump(exclude={"items", "customer_email"}) | {"customer_id": customer_id} | places
            order = await OrderRepository(tx).add(draft, items, self._now())
            await OrderEvents(tx).add(order.id, "order_created", by, self._now(), number=order.number)
            if wanted.auto_process:
                await defer_processing(tx, order.id, order.customer_id)
        return order

    async def get(self, order_id: OrderId, by: Principal) -> Order:
        """One order."""
        async with self._db.connection() as tx:
            return await _visible(tx, order_id, by)

    async def list_page(self, by: Principal, **filters: Any) -> list[Listed]:
        """A page of orders that `by` may see, newest first; the filters of `OrderRepository.list_page`."""
        async with self._db.connection() as tx:
            return await OrderRepository(tx).list_page(
                **filters, only_order=by.order_id, only_customer=by.customer_id
            )

    async def list_events(self, order_id: OrderId, after_id: int, limit: int) -> list[Event]:
        """What happened to an order, oldest first."""
        async with self._db.connection() as tx:
            await OrderRepository(tx).get(order_id)
            return await OrderEvents(tx).list_page(order_id, after_id, limit)

    async def change(self, order_id: OrderId, patch: OrderPatch, version: int | None, by: Principal) -> Order:
        """Edit an order, or move it on.

        Raises:
            OrderChanged: It is no longer at `version`.
            OrderInvalid: A field is wrong.
            NotAllowed: It takes more than `by` may do, for instance an agent that edits.
        """
        _require_permissions(patch, by)
        given = patch.model_fields_set
        places, faults = await _located(
            {k: v for k in ("origin", "destination") if k in given and (v := getattr(patch, k)) is not None}
        )
        if "pickup_date" in given and patch.pickup_date is not None:
            faults += self._date_faults(patch.pickup_date)
        faults += _patch_faults(patch)
        async with self._db.transaction() as tx:
            order = await _visible(tx, order_id, by, for_update=True)
            await _require_running(tx, by)
            if version is not None and version != order.version:
                raise OrderChanged(order_id, order.version)
            items = await _items(tx, patch.items, faults) if patch.items else None
            if faults:
                raise OrderInvalid.of(faults)
            changed = _edited(order, patch, places, items)
            changed = _moved(changed, patch)
            return await self._save(tx, order, changed, items, by)

    async def process(self, order_id: OrderId, by: Principal) -> Order:
        """Have it planned and booked, again if need be; an order that waits for that already waits once."""
        async with self._db.transaction() as tx:
            order = await _visible(tx, order_id, by, for_update=True)
            order.require_processable()
            if await defer_processing(tx, order_id, order.customer_id):
                await OrderEvents(tx).add(order_id, "processing_requested", by, self._now())
        return order

    async def follow_bookings(self, order_id: OrderId, report: BookingsReport, by: Principal) -> Order:
        """Bring an order to where its bookings are.

        Raises:
            Conflict: It cannot be there; `Order.follow` names every case.
        """
        async with self._db.transaction() as tx:
            order = await OrderRepository(tx).get(order_id, for_update=True)
            for step in order.follow(standing(report)):
                before, step = order, replace(step, version=order.version, updated_at=order.updated_at)
                order = await self._save(tx, before, step, None, by)
                if order != before and order.status is not OrderStatus.BOOKED:
                    # Who told us may die before its own record says the same; settling completes it.
                    await defer(tx, FOLLOW_ORDER, lock=order_lock(order_id), order_id=order_id)
        return order

    async def cancel(self, order_id: OrderId, by: Principal) -> Order:
        """Call an order off; its vehicles are released by a job in the same commit."""
        async with self._db.transaction() as tx:
            order = await _visible(tx, order_id, by, for_update=True)
            return await self._save(tx, order, order.cancel(), None, by)

    async def _save(
        self, tx: Transaction, before: Order, after: Order, items: Sequence[OrderItem] | None, by: Principal
    ) -> Order:
        """Store what changed with its event; a change that changes nothing leaves no trace."""
        after = _renumbered(before, after)
        if after == before:
            return before
        if items is not None:
            await OrderRepository(tx).replace_items(before.id, items)
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

    def _date_faults(self, pickup: date) -> list[FieldError]:
        today = business_day(self._now(), self._timezone)
        if pickup < today:
            return [FieldError("/pickup_date", "in_the_past", f"Choose {today} or a later day.")]
        if pickup > today + timedelta(days=FURTHEST_PICKUP_DAYS):
            return [FieldError("/pickup_date", "too_far", "Choose a day within two years.")]
        return []


def _renumbered(before: Order, after: Order) -> Order:
    """Under the next plan version when a plan made of it before no longer serves."""
    if all(getattr(before, name) == getattr(after, name) for name in _PLAN):
        return after
    return replace(after, plan_version=before.plan_version + 1)


def _edited(order: Order, patch: OrderPatch, places: dict[str, Any], items: Sequence[OrderItem] | None) -> Order:
    changes: dict[str, Any] = {
        name: getattr(patch, name) for name in (*_WORDS, *_PLAN) if name in patch.model_fields_set
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


def _patch_faults(patch: OrderPatch) -> list[FieldError]:
    """Fields that need each other, and fields that may change but never be emptied."""
    faults = [
        FieldError(pointer(name), "required", "It may be changed, not removed.")
        for name in (*_PLAN, "status")
        if name in patch.model_fields_set and getattr(patch, name) is None
    ]
    if (patch.status == OrderStatus.BOOKED) != (patch.booked is not None):
        faults.append(FieldError("/booked", "with_status", "Goes together with the status `booked`."))
    if patch.status == OrderStatus.NEEDS_ATTENTION and not patch.status_reason:
        faults.append(FieldError("/status_reason", "required", "Say what needs attention."))
    return faults


def _require_permissions(patch: OrderPatch, by: Principal) -> None:
    """Editing and cancelling, reporting and moving on are different things to be allowed."""
    if patch.model_fields_set & {*_WORDS, *_PLAN}:
        by.require("orders:write")
    if patch.status is not None:
        by.require(_TO_MOVE_TO.get(patch.status, "orders:write"))
    elif patch.model_fields_set & {"booked", "remedy", "status_reason"}:
        by.require("orders:report")


async def _visible(tx: Transaction, order_id: OrderId, by: Principal, *, for_update: bool = False) -> Order:
    """The order, as far as it exists for `by`.

    Raises:
        OrderNotFound: There is none, or it is another customer's.
    """
    order = await OrderRepository(tx).get(order_id, for_update=for_update)
    if not by.may_see(order.customer_id):
        raise OrderNotFound(order_id)
    return order


async def _require_running(tx: Transaction, by: Principal) -> None:
    """Refuse a run that has ended, now that the order is locked: who ends it waits for the same lock, or was first.

    Raises:
        RunIsOver: It has.
    """
    if by.run_id is not None and not await OrderRepository(tx).is_running(by.run_id):
        raise RunIsOver(by.run_id)


async def _located(addresses: dict[str, Address]) -> tuple[dict[str, Any], list[FieldError]]:
    """Addresses as documents with coordinates, and the faults of those that cannot be found.

    Raises:
        AmbiguousPlace: One may be several towns.
    """
    places, faults = await locate_all(addresses)
    points = {field: {"lat": place.lat, "lon": place.lon} for field, place in places.items()}
    return {f: a.model_dump(exclude_none=True) | points.get(f, {}) for f, a in addresses.items()}, faults


async def _items(
    tx: Transaction, lines: Sequence[ProductLine | DescribedLine], faults: list[FieldError]
) -> list[OrderItem]:
    """The lines with their products' sizes copied in; adds to `faults` what is unknown or too much."""
    products = await ProductRepository(tx).find_active({line.sku for line in lines if isinstance(line, ProductLine)})
    items = []
    for index, line in enumerate(lines):
        if isinstance(line, DescribedLine):
            faults += handling_faults(line, "items", index)
            items.append(described_item(index + 1, line))
        elif line.sku in products:
            items.append(product_item(index + 1, line, products[line.sku]))
        else:
            faults.append(
                FieldError(pointer("items", index, "sku"), "unknown_sku", f"There is no active product {line.sku}.")
            )
    pieces = sum(line.quantity for line in lines)
    if pieces > MAX_PIECES:
        faults.append(
            FieldError(
                "/items", "too_many_pieces", f"{pieces} pieces; an order holds at most {MAX_PIECES}, split it."
            )
        )
    return items


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
    others = set(but)
    return [asdict(item) for item in items if item not in others]
