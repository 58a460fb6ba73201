"""Delivering a notification: into the local outbox and, where a mail server is set, by e-mail.

At least once, with a message id that stays the same, so that a repeat can be told from a second message.
"""

import asyncio
import os
import re
import tempfile
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

import aiosmtplib

from logistics.clients.orders import OrdersClient
from logistics.contracts.notifications import NotificationPatch, NotificationRead
from logistics.kit.errors import LogisticsError, Unavailable
from logistics.kit.mailbox import NotOneMailbox, one_mailbox, one_sender
from logistics.kit.text import cleaned, one_line
from logistics.words import NotificationStatus

SMTP_TIMEOUT_S = 30
NOT_LET_IN = 530
"""The server wants us to sign in first."""


class DeliveryFailed(Unavailable):
    """A message could not be handed over; it is tried again."""


class DeliveryRefused(LogisticsError):
    """A message will never be taken as it is; a person has to see to it."""


class Notifier(Protocol):
    """Hands a message over to somebody who brings it to its reader."""

    async def send(self, message: EmailMessage, notification_id: int) -> None:
        """Hand it over.

        Raises:
            DeliveryFailed: It was not taken now.
            DeliveryRefused: It never will be.
        """


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


class Outbox:
    """Messages as files `notification-12.eml`; a repeat replaces the same file."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    async def send(self, message: EmailMessage, notification_id: int) -> None:
        """Write it, whole or not at all."""
        await asyncio.to_thread(self._write, message.as_bytes(), f"notification-{notification_id}.eml")

    def _write(self, body: bytes, name: str) -> None:
        try:
            self._directory.mkdir(parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(dir=self._directory, prefix=".writing-")
            with os.fdopen(handle, "wb") as file:
                file.write(body)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).replace(self._directory / name)
        except OSError as error:
            raise DeliveryFailed(f"The outbox cannot be written: {error.strerror}.") from error


class Smtp:
    """A mail server: `smtp://user:password@host:587` (TLS when it offers it) or `smtps://...` (TLS at once)."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
            raise ValueError("SMTP_URL looks like smtp://user:password@host:587 or smtps://host:465.")
        self._host = parts.hostname
        self._tls = parts.scheme == "smtps"
        self._port = parts.port or (465 if self._tls else 25)
        self._user = unquote(parts.username) if parts.username else None
        self._password = unquote(parts.password) if parts.password else None

    async def send(self, message: EmailMessage, notification_id: int) -> None:
        """Hand it to the mail server."""
        try:
            await aiosmtplib.send(
                message,
                hostname=self._host,
                port=self._port,
                username=self._user,
                password=self._password,
                use_tls=self._tls,
                timeout=SMTP_TIMEOUT_S,
            )
        except (aiosmtplib.SMTPException, OSError) as error:
            # This goes into logs and events, where no customer's address belongs.
            why = re.sub(re.escape(str(message["To"])), "the customer", str(error), flags=re.IGNORECASE)
            said = one_line(f"The mail server did not take it: {why}")
            raise (DeliveryRefused if _is_final(error) else DeliveryFailed)(said) from error


def _is_final(error: Exception) -> bool:
    """Whether the server will never take this message: it refused recipient, sender or content for good (5yz).

    That it does not let us in, or is not one we can talk to, is no fault of the message and may be put right.
    """
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        return all(refused.code >= 500 for refused in error.recipients)
    of_message = (aiosmtplib.SMTPRecipientRefused, aiosmtplib.SMTPSenderRefused, aiosmtplib.SMTPDataError)
    return isinstance(error, of_message) and error.code >= 500 and error.code != NOT_LET_IN
