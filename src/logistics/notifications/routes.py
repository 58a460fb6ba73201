"""HTTP: the notifications ledger."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request

from logistics.access.principal import NotYourOrder
from logistics.contracts.base import Page
from logistics.contracts.notifications import NotificationCreate, NotificationPatch, NotificationRead
from logistics.notifications.errors import NothingToTell, NotificationNotFailed, NotificationNotFound
from logistics.notifications.service import NotificationService
from logistics.orders.dependencies import OfOrder
from logistics.orders.errors import OrderNotFound
from logistics.web.authorisation import Caller, allowed, guarded_router
from logistics.web.pages import Cursor, InvalidCursor, Limit, decode_cursor, page
from logistics.web.problems import problems
from logistics.web.requests import PathId

router: APIRouter = guarded_router(prefix="/notifications", tags=["notifications"])


async def _ledger(request: Request) -> NotificationService:
    service: NotificationService = request.app.state.notifications
    return service


Ledger = Annotated[NotificationService, Depends(_ledger)]


@router.get(
    "",
    summary="List notifications",
    dependencies=[allowed("notifications:read")],
    responses=problems(InvalidCursor, NotYourOrder),
)
async def list_notifications(
    ledger: Ledger,
    order_id: OfOrder,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[NotificationRead]:
    """What customers were told, newest first."""
    rows = await ledger.list_page(order_id=order_id, before_id=decode_cursor(cursor), limit=limit + 1)
    shown, next_cursor = page(rows, limit, lambda notification: notification.id)
    return Page(data=shown, next_cursor=next_cursor)


@router.post(
    "",
    status_code=201,
    summary="Tell the customer",
    dependencies=[allowed("notifications:tell")],
    responses=problems(OrderNotFound, NothingToTell, NotYourOrder),
)
async def tell_customer(wanted: NotificationCreate, ledger: Ledger, caller: Caller) -> NotificationRead:
    """Once per order, event and set of bookings: a repeat answers the first notification and sends nothing."""
    return await ledger.tell(wanted, caller)


@router.get(
    "/{notification_id}",
    summary="Read a notification",
    dependencies=[allowed("notifications:read")],
    responses=problems(NotificationNotFound, NotYourOrder),
)
async def get_notification(notification_id: PathId, ledger: Ledger, caller: Caller) -> NotificationRead:
    """One notification with its words."""
    notification = await ledger.get(notification_id)
    caller.require_order(notification.order_id)
    return notification


@router.patch(
    "/{notification_id}",
    summary="Record an attempt to deliver",
    dependencies=[allowed("notifications:deliver")],
    responses=problems(NotificationNotFound),
)
async def record_delivery(
    notification_id: PathId, attempt: NotificationPatch, ledger: Ledger, caller: Caller
) -> NotificationRead:
    """For the worker, which delivers."""
    return await ledger.record(notification_id, attempt, caller)


@router.post(
    "/{notification_id}/attempt",
    summary="Begin an attempt to deliver",
    dependencies=[allowed("notifications:deliver")],
    responses=problems(NotificationNotFound),
)
async def attempt_delivery(notification_id: PathId, ledger: Ledger, caller: Caller) -> NotificationRead:
    """For the worker: the message as it is true now. It is to be delivered only if it is still `queued`."""
    return await ledger.attempt(notification_id, caller)


@router.post(
    "/{notification_id}/retry",
    summary="Try a failed notification again",
    dependencies=[allowed("notifications:tell")],
    responses=problems(NotificationNotFound, NotificationNotFailed, NotYourOrder),
)
async def retry_notification(notification_id: PathId, ledger: Ledger, caller: Caller) -> NotificationRead:
    """Once what kept it from being delivered is put right; it is tried for another day."""
    return await ledger.retry(notification_id, caller)
