"""Whom a message is handed to: the local outbox and, where one is set, a mail server."""

import asyncio
import os
import re
import tempfile
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

import aiosmtplib

from logistics.kit.errors import LogisticsError, Unavailable
from logistics.kit.text import one_line

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
