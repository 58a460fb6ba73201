"""Delivering a notification: into the local outbox and, where a mail server is set, by e-mail.

At least once, with a message id that stays the same, so that a repeat can be told from a second message.
"""

import asyncio
import os
import tempfile
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

import aiosmtplib

from logistics.clients.orders import OrdersClient
from logistics.contracts.orders import NotificationPatch, NotificationRead
from logistics.kit.errors import Unavailable

SMTP_TIMEOUT_S = 30


class DeliveryFailed(Unavailable):
    """A message could not be handed over; it is tried again."""


class Notifier(Protocol):
    """Hands a message over to somebody who brings it to its reader."""

    async def send(self, message: EmailMessage, notification_id: int) -> None:
        """Hand it over.

        Raises:
            DeliveryFailed: It was not taken.
        """


async def deliver_notification(
    notification_id: int, orders: OrdersClient, notifiers: list[Notifier], mail_from: str
) -> None:
    """Deliver a notification that has not been sent yet, and record what became of it.

    Raises:
        DeliveryFailed: Somebody did not take it; nothing is lost, the job is tried again.
    """
    notification = await orders.get_notification(notification_id)
    if notification.status == "sent":
        return
    message = compose_mail(notification, mail_from)
    try:
        for notifier in notifiers:
            await notifier.send(message, notification_id)
    except DeliveryFailed as error:
        await orders.record_delivery(notification_id, NotificationPatch(status="failed", error=error.message))
        raise
    await orders.record_delivery(notification_id, NotificationPatch(status="sent"))


def compose_mail(notification: NotificationRead, mail_from: str) -> EmailMessage:
    """The message as every channel sends it."""
    message = EmailMessage()
    message["From"] = mail_from
    message["To"] = notification.recipient
    message["Subject"] = notification.subject
    message["Date"] = format_datetime(notification.created_at)
    message["Message-ID"] = f"<notification-{notification.id}@logistics-manager>"
    message["X-Order"] = str(notification.order_id)
    message["X-Event"] = notification.event
    message.set_content(notification.body)
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
            raise DeliveryFailed(f"The mail server did not take it: {error}.") from error
