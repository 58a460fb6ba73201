"""Delivering a notification through every notifier there is.

At least once, with a message id that stays the same, so that a repeat can be told from a second message.
"""

from email import policy
from email.message import EmailMessage
from email.utils import format_datetime

from logistics.clients.orders import OrdersClient
from logistics.contracts.notifications import NotificationPatch, NotificationRead
from logistics.fulfilment.notifiers import DeliveryFailed, DeliveryRefused, Notifier
from logistics.kit.mailbox import NotOneMailbox, one_mailbox, one_sender
from logistics.kit.text import cleaned, one_line
from logistics.words import NotificationStatus


async def deliver_notification(
    notification_id: int, orders: OrdersClient, notifiers: list[Notifier], mail_from: str
) -> None:
    """Deliver a notification that is still true and not sent yet, and record what became of it.

    Raises:
        DeliveryFailed: Somebody did not take it; nothing is lost, the job is tried again.
    """
    notification = await orders.attempt_delivery(notification_id)
    if notification.status != "queued":
        return
    try:
        message = compose_mail(notification, mail_from)
        for notifier in notifiers:
            await notifier.send(message, notification_id)
    except DeliveryRefused as error:
        refused = NotificationPatch(status=NotificationStatus.FAILED, error=error.message)
        await orders.record_delivery(notification_id, refused)
    except DeliveryFailed as error:
        tried = NotificationPatch(status=NotificationStatus.QUEUED, error=error.message)
        if (await orders.record_delivery(notification_id, tried)).status == "queued":
            raise
    else:
        await orders.record_delivery(notification_id, NotificationPatch(status=NotificationStatus.SENT))


def compose_mail(notification: NotificationRead, mail_from: str) -> EmailMessage:
    """The message as every channel sends it, to exactly one address.

    Raises:
        DeliveryRefused: The recipient is not one e-mail address.
    """
    try:
        recipient = one_mailbox(notification.recipient)
    except NotOneMailbox as error:
        raise DeliveryRefused(f"The customer's e-mail address {error}.") from None
    # This policy refuses a line break in a header; the service takes none, and this is the last door.
    message = EmailMessage(policy=policy.default)
    message["From"] = one_sender(mail_from)
    message["To"] = recipient
    message["Subject"] = one_line(notification.subject)
    message["Date"] = format_datetime(notification.created_at)
    message["Message-ID"] = f"<notification-{notification.id}@logistics-manager>"
    message["X-Order"] = str(notification.order_id)
    message["X-Event"] = notification.event
    message.set_content(cleaned(notification.body))
    return message
