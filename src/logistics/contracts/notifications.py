"""What customers are told."""

from datetime import datetime
from typing import Literal

from logistics.contracts.base import Contract
from logistics.contracts.numbers import Id
from logistics.contracts.texts import Text
from logistics.words import NotificationStatus

NotificationEvent = Literal[
    "order_booked", "order_unbooked", "order_in_transit", "order_delivered", "order_cancelled"
]


class NotificationCreate(Contract):
    """Tell the order's customer about an event. The words come from our templates."""

    order_id: Id
    event: NotificationEvent


class NotificationRead(NotificationCreate):
    """A notification in the ledger: one per order, event and set of bookings.

    `failed` was given up, `superseded` is no longer so and was not sent; `error` says why.
    """

    id: Id
    channel: Literal["email"]
    recipient: str
    subject: str
    body: str
    status: NotificationStatus
    attempts: int
    created_at: datetime
    sent_at: datetime | None
    error: str | None


class NotificationPatch(Contract):
    """What became of an attempt to deliver: sent, to be tried again (`queued`), or given up (`failed`)."""

    status: Literal[NotificationStatus.SENT, NotificationStatus.QUEUED, NotificationStatus.FAILED]
    error: Text | None = None
