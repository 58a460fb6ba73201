"""What people and agents do with orders."""

from dataclasses import replace
from datetime import date
from typing import Any

from logistics.access.principal import Principal
from logistics.contracts.jobs import FOLLOW_ORDER, order_lock
from logistics.contracts.layout_ref import LayoutRef
from logistics.contracts.order_bookings import BookingsReport
from logistics.contracts.orders import OrderCreate, OrderPatch
from logistics.customers.repository import CustomerRepository
from logistics.kit.clock import Clock, business_day
from logistics.kit.database import Database, Transaction
from logistics.kit.errors import FieldError
from logistics.layouts.store import layout_key
from logistics.orders.changes import Announce, OrderChanges
from logistics.orders.errors import OrderChanged, OrderInvalid, OrderNotFound, RunIsOver
from logistics.orders.events import Event, OrderEvents
from logistics.orders.jobs import defer, defer_processing
from logistics.orders.model import Order, OrderId
from logistics.orders.patches import patch_faults, patched, require_permissions
from logistics.orders.repository import OrderRepository
from logistics.orders.requested import date_faults, items_of, located
from logistics.orders.wire import standing
from logistics.web.answers import Listed
from logistics.words import OrderStatus


class OrderService:
    """What people do with orders. Each method is one transaction."""

    def __init__(self, database: Database, now: Clock, timezone: str, announce: Announce) -> None:
        self._db = database
        self._now = now
        self._timezone = timezone
        self._changes = OrderChanges(now, announce)

    async def place(self, wanted: OrderCreate, by: Principal) -> Order:
        """Take an order; with `auto_process` its job is in the same commit.

        Raises:
            AmbiguousPlace: A town may be one of several.
            OrderInvalid: Names every field that is wrong.
        """
        places, faults = await located({"origin": wanted.origin, "destination": wanted.destination})
        faults += date_faults(wanted.pickup_date, self._today())
        async with self._db.transaction() as tx:
            customer_id = await CustomerRepository(tx).find_active(wanted.customer_id, wanted.customer_email)
            if customer_id is None or not by.may_see(customer_id):
                named = "/customer_email" if wanted.customer_id is None else "/customer_id"
                faults.append(FieldError(named, "unknown_customer", "There is no such active customer."))
            items = await items_of(tx, wanted.items, faults)
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

    async def list_events(self, order_id: OrderId, after_id: int, limit: int) -> tuple[list[Event], bool]:
        """What happened to an order, oldest first, and whether there is more."""
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
        require_permissions(patch, by)
        given = patch.model_fields_set
        places, faults = await located(
            {k: v for k in ("origin", "destination") if k in given and (v := getattr(patch, k)) is not None}
        )
        if "pickup_date" in given and patch.pickup_date is not None:
            faults += date_faults(patch.pickup_date, self._today())
        faults += patch_faults(patch)
        async with self._db.transaction() as tx:
            order = await _visible(tx, order_id, by, for_update=True)
            await _require_running(tx, by)
            if version is not None and version != order.version:
                raise OrderChanged(order_id, order.version)
            items = await items_of(tx, patch.items, faults) if patch.items else None
            if faults:
                raise OrderInvalid.of(faults)
            return await self._changes.store(tx, order, patched(order, patch, places, items), by)

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
                order = await self._changes.store(tx, before, step, by)
                if order != before and order.status is not OrderStatus.BOOKED:
                    # Who told us may die before its own record says the same; settling completes it.
                    await defer(tx, FOLLOW_ORDER, lock=order_lock(order_id), order_id=order_id)
        return order

    async def note_layout(self, order_id: OrderId, layout: LayoutRef, by: Principal) -> Order:
        """Remember which layout was saved for an order, with its hash: from now on it cannot change unnoticed.

        Raises:
            OrderInvalid: It is stored as another order's.
            RunIsOver: The run that packed it has ended.
        """
        if layout.key != layout_key(order_id):
            fault = FieldError(
                "/key", "not_of_this_order", f"Layouts of this order are kept as {layout_key(order_id)}."
            )
            raise OrderInvalid.of([fault])
        async with self._db.transaction() as tx:
            order = await _visible(tx, order_id, by, for_update=True)
            await _require_running(tx, by)
            packed = order.packed(layout.model_dump())
            # No event: the agent's milestone says it, once the agent has ended.
            return order if packed == order else await OrderRepository(tx).save(packed, self._now())

    async def cancel(self, order_id: OrderId, by: Principal) -> Order:
        """Call an order off; its vehicles are released by a job in the same commit."""
        async with self._db.transaction() as tx:
            order = await _visible(tx, order_id, by, for_update=True)
            return await self._changes.store(tx, order, order.cancel(), by)

    def _today(self) -> date:
        return business_day(self._now(), self._timezone)


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
