"""Telling customers what is true, once per order, event and occasion."""

from contextlib import suppress
from datetime import timedelta

from logistics.access.principal import Principal
from logistics.contracts.jobs import DELIVER_NOTIFICATION
from logistics.contracts.notifications import (
    NotificationCreate,
    NotificationEvent,
    NotificationPatch,
    NotificationRead,
)
from logistics.customers.repository import CustomerRepository
from logistics.kit.clock import Clock
from logistics.kit.database import Database, Transaction
from logistics.notifications.errors import NothingToTell, NotificationNotFailed
from logistics.notifications.repository import NotificationRepository
from logistics.notifications.templates import NEWS, OF_BOOKINGS, TOLD_WHEN, booking_of, compose, no_longer_so
from logistics.orders.events import OrderEvents
from logistics.orders.jobs import defer
from logistics.orders.model import Order, OrderId
from logistics.orders.repository import OrderRepository
from logistics.words import BELIEVED, NotificationStatus

GIVE_UP_AFTER = timedelta(hours=24)
"""For so long a message that is not taken is tried again; then a person has to see to it."""
REBOOKED_WITHIN = timedelta(seconds=30)
"""An order that is booked again so soon does not worry its customer in between."""


class NotificationService:
    """The ledger. Each method is one transaction."""

    def __init__(self, database: Database, now: Clock) -> None:
        self._db = database
        self._now = now

    async def tell(self, wanted: NotificationCreate, by: Principal) -> NotificationRead:
        """Put a message on the ledger with the job that delivers it; a repeat answers the first one.

        What it is about, the bookings that the order has, is read from the order, whoever asks.

        Raises:
            NothingToTell: The event has not happened, or what it takes back was never told.
        """
        by.require_order(wanted.order_id)
        async with self._db.transaction() as tx:
            # Locked, so that two who tell at once do it one after the other and the second finds the first.
            order = await OrderRepository(tx).get(OrderId(wanted.order_id), for_update=True)
            return await self._tell_once(tx, order, wanted.event)

    async def announce(self, tx: Transaction, before: Order, after: Order) -> None:
        """Tell the customer where an order has come to, in the transaction that brings it there."""
        if (event := NEWS.get(after.status)) is not None:
            await self._tell_once(tx, after, event)
        elif before.booking_ids and not after.booking_ids:
            with suppress(NothingToTell):  # The customer never heard that it was booked.
                await self._tell_once(tx, after, "order_unbooked")

    async def _tell_once(self, tx: Transaction, order: Order, event: NotificationEvent) -> NotificationRead:
        ledger = NotificationRepository(tx)
        occasion = await _occasion(event, order, ledger)
        if (told := await ledger.find_of(order.id, event, occasion)) is not None:
            return told
        customer = await CustomerRepository(tx).get(order.customer_id)
        subject, body = compose(event, order, customer.name)
        wanted = NotificationCreate(order_id=order.id, event=event)
        added = await ledger.add(wanted, occasion, customer.email, subject, body, self._now())
        await self._defer(tx, added)
        return added

    async def get(self, notification_id: int) -> NotificationRead:
        """One notification."""
        async with self._db.transaction() as tx:
            return await NotificationRepository(tx).get(notification_id)

    async def list_page(self, *, order_id: int | None, before_id: int | None, limit: int) -> list[NotificationRead]:
        """A page of the ledger, newest first."""
        async with self._db.transaction() as tx:
            return await NotificationRepository(tx).list_page(order_id=order_id, before_id=before_id, limit=limit)

    async def attempt(self, notification_id: int, by: Principal) -> NotificationRead:
        """The message as it is to be delivered now; if it is `queued`, deliver exactly that.

        The order may have changed since: a message that is no longer so is superseded, and one that is so says what
        the order says now, to the address that the customer has now.
        """
        async with self._db.transaction() as tx:
            ledger = NotificationRepository(tx)
            queued = await ledger.get(notification_id)
            order = await OrderRepository(tx).get(OrderId(queued.order_id), for_update=True)
            queued = await ledger.get(notification_id)
            if queued.status != "queued":
                return queued
            if because := await _overtaken(queued, order, ledger):
                await ledger.supersede(notification_id, because)
                await self._note(tx, "notification_superseded", queued, by, because=because)
            else:
                customer = await CustomerRepository(tx).get(order.customer_id)
                subject, body = compose(queued.event, order, customer.name)
                await ledger.rewrite(notification_id, customer.email, subject, body)
            return await ledger.get(notification_id)

    async def record(self, notification_id: int, attempt: NotificationPatch, by: Principal) -> NotificationRead:
        """What became of an attempt to deliver; the first success stands.

        `queued` says that it failed and is tried again, unless it has been tried for a day; `failed` that it is not.
        The end of a message is an event of its order.
        """
        async with self._db.transaction() as tx:
            ledger = NotificationRepository(tx)
            since = await ledger.queued_since(notification_id)
            if attempt.status is NotificationStatus.QUEUED and self._now() > since + GIVE_UP_AFTER:
                attempt = attempt.model_copy(update={"status": NotificationStatus.FAILED})
            notification = await ledger.get(notification_id)
            if await ledger.record(notification_id, attempt, self._now()):
                if attempt.status is NotificationStatus.SENT:
                    await self._note(tx, "customer_notified", notification, by)
                if attempt.status is NotificationStatus.FAILED:
                    await self._note(tx, "notification_failed", notification, by, error=attempt.error)
            return await ledger.get(notification_id)

    async def retry(self, notification_id: int, by: Principal) -> NotificationRead:
        """Try a message again that was given up, for another day.

        Raises:
            NotificationNotFailed: It is on its way, was sent, or is no longer so.
        """
        async with self._db.transaction() as tx:
            ledger = NotificationRepository(tx)
            failed = await ledger.get(notification_id)
            by.require_order(failed.order_id)
            if not await ledger.queue_again(notification_id, self._now()):
                raise NotificationNotFailed(notification_id, failed.status)
            await self._note(tx, "notification_retried", failed, by)
            await defer(tx, DELIVER_NOTIFICATION, notification_id=notification_id)
            return await ledger.get(notification_id)

    async def _defer(self, tx: Transaction, added: NotificationRead) -> None:
        wait = REBOOKED_WITHIN if added.event == "order_unbooked" else None
        await defer(tx, DELIVER_NOTIFICATION, after=wait, notification_id=added.id)

    async def _note(
        self, tx: Transaction, kind: str, about: NotificationRead, by: Principal, **facts: str | None
    ) -> None:
        await OrderEvents(tx).add(
            about.order_id, kind, by, self._now(), notification_id=about.id, event=about.event, **facts
        )


async def _occasion(event: NotificationEvent, order: Order, ledger: NotificationRepository) -> int:
    """The bookings that a message is about, by the first of them; 0 for one that is about none.

    Raises:
        NothingToTell: There is nothing to say.
    """
    if order.status not in TOLD_WHEN[event]:
        raise NothingToTell(order.id, order.status)
    if event in OF_BOOKINGS:
        return booking_of(order)
    if event != "order_unbooked":
        return 0
    told = await ledger.booking_last_told(order.id)
    if told is None:
        raise NothingToTell(order.id, order.status)
    return told


async def _overtaken(queued: NotificationRead, order: Order, ledger: NotificationRepository) -> str | None:
    """Why a queued message is not to be sent any more."""
    if await ledger.was_told_later(queued):
        return "The customer was told of something later meanwhile."
    occasion = await ledger.occasion_of(queued.id)
    if queued.event == "order_unbooked" and not await _takes_back(occasion, order, ledger):
        return "The customer was never told of the booking that was cancelled."
    return no_longer_so(queued.event, occasion, order)


async def _takes_back(occasion: int, order: Order, ledger: NotificationRepository) -> bool:
    """Whether the customer believes in a booking that nothing but the message about this one takes back."""
    told = await ledger.booking_last_told(order.id)
    if told is None or told >= occasion:
        return told == occasion
    # They were told of an earlier one. What was to take that back may have been put aside for this one's sake.
    other = await ledger.find_of(order.id, "order_unbooked", told)
    return other is None or other.status not in BELIEVED
