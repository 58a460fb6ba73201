"""Telling customers, once per order and event."""

from logistics.contracts.jobs import DELIVER_NOTIFICATION
from logistics.contracts.orders import (
    NotificationCreate,
    NotificationEvent,
    NotificationPatch,
    NotificationRead,
)
from logistics.customers.repository import CustomerRepository
from logistics.kit.clock import Clock
from logistics.kit.database import Database, Transaction
from logistics.kit.principal import Principal
from logistics.notifications.errors import NothingToTell
from logistics.notifications.repository import NotificationRepository
from logistics.notifications.templates import NEWS, TOLD_WHEN, compose
from logistics.orders.events import OrderEvents
from logistics.orders.jobs import defer
from logistics.orders.model import Order, OrderId
from logistics.orders.repository import OrderRepository


class NotificationService:
    """The ledger. Each method is one transaction."""

    def __init__(self, database: Database, now: Clock) -> None:
        self._db = database
        self._now = now

    async def tell(self, wanted: NotificationCreate, by: Principal) -> NotificationRead:
        """Put a message on the ledger with the job that delivers it; a repeat answers the first one.

        Raises:
            NothingToTell: The event has not happened.
        """
        by.require_order(wanted.order_id)
        async with self._db.transaction() as tx:
            # Locked, so that two who tell at once do it one after the other and the second finds the first.
            order = await OrderRepository(tx).get(OrderId(wanted.order_id), for_update=True)
            if order.status not in TOLD_WHEN[wanted.event]:
                raise NothingToTell(order.id, order.status)
            return await self._tell_once(tx, order, wanted.event)

    async def announce(self, tx: Transaction, order: Order) -> None:
        """Tell the customer where an order has come to, in the transaction that brings it there."""
        if (event := NEWS.get(order.status)) is not None:
            await self._tell_once(tx, order, event)

    async def _tell_once(self, tx: Transaction, order: Order, event: NotificationEvent) -> NotificationRead:
        ledger = NotificationRepository(tx)
        if (told := await ledger.find_of(order.id, event)) is not None:
            return told
        customer = await CustomerRepository(tx).get(order.customer_id)
        subject, body = compose(event, order, customer.name)
        wanted = NotificationCreate(order_id=order.id, event=event)
        added = await ledger.add(wanted, customer.email, subject, body, self._now())
        await defer(tx, DELIVER_NOTIFICATION, notification_id=added.id)
        return added

    async def get(self, notification_id: int) -> NotificationRead:
        """One notification."""
        async with self._db.transaction() as tx:
            return await NotificationRepository(tx).get(notification_id)

    async def list_page(self, *, order_id: int | None, before_id: int | None, limit: int) -> list[NotificationRead]:
        """A page of the ledger, newest first."""
        async with self._db.transaction() as tx:
            return await NotificationRepository(tx).list_page(order_id=order_id, before_id=before_id, limit=limit)

    async def record(self, notification_id: int, attempt: NotificationPatch, by: Principal) -> NotificationRead:
        """What became of an attempt to deliver; the first success stands."""
        async with self._db.transaction() as tx:
            ledger = NotificationRepository(tx)
            notification = await ledger.get(notification_id)
            if await ledger.record(notification_id, attempt, self._now()) and attempt.status == "sent":
                await OrderEvents(tx).add(
                    notification.order_id,
                    "customer_notified",
                    by,
                    self._now(),
                    notification_id=notification_id,
                    event=notification.event,
                )
            return await ledger.get(notification_id)
