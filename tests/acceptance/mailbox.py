"""A real mail server on loopback that keeps what it is sent and can be down for a while."""

from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from logistics.local.listening import HOST
from tests.support.servers import free_port


class Mailbox:
    """Opened and closed as often as a test likes, always on the same port."""

    def __init__(self) -> None:
        self._port = free_port()
        self.refusals: dict[str, str] = {}
        """What the server says of a recipient it does not take."""
        self._messages: list[tuple[list[str], EmailMessage]] = []
        self._controller: Controller | None = None

    @property
    def url(self) -> str:
        """What SMTP_URL is set to."""
        return f"smtp://{HOST}:{self._port}"

    def open(self) -> None:
        """Take messages."""
        self._controller = Controller(self, hostname=HOST, port=self._port)
        self._controller.start()

    def close(self) -> None:
        """Refuse connections."""
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    def about(self, order_id: int) -> list[tuple[list[str], EmailMessage]]:
        """Recipients and message of everything that was sent about an order."""
        return [(to, message) for to, message in self._messages if message["X-Order"] == str(order_id)]

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Called by the mail server for each recipient."""
        if address in self.refusals:
            return self.refusals[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Called by the mail server for each message."""
        assert isinstance(envelope.content, bytes)
        self._messages.append((list(envelope.rcpt_tos), message_from_bytes(envelope.content, policy=policy.default)))
        return "250 Message accepted for delivery"
