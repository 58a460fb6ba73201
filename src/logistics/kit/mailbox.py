"""E-mail addresses, read by the standard library's mail parser: exactly one, and nothing beside it."""

import re
from email.errors import HeaderParseError
from email.headerregistry import Address, HeaderRegistry
from typing import Any

from logistics.kit.text import refused_in

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
MAILBOX = rf"^{_ATOM}(\.{_ATOM})*@{_LABEL}(\.{_LABEL})*$"
"""One address: no list, no display name, no comment, no quoting; the domain may be a single word (`localhost`)."""
PUBLIC_MAILBOX = rf"^{_ATOM}(\.{_ATOM})*@{_LABEL}(\.{_LABEL})+$"
"""The same, with a dot in the domain: what mail can be sent to."""
WORDS = "must be exactly one e-mail address, such as dispatch@example.com"
LONGEST = 254
_LONGEST_LOCAL = 64


class NotOneMailbox(ValueError):
    """The text is not exactly one e-mail address."""


def one_mailbox(text: str) -> Address:
    """The address in a text that holds nothing else, such as `dispatch@example.com`.

    Raises:
        NotOneMailbox: It holds none, several, a name, a comment, or something that the parser reads otherwise.
    """
    if len(text) <= LONGEST and re.fullmatch(MAILBOX, text):
        try:
            address = Address(addr_spec=text)
        except (HeaderParseError, ValueError, IndexError):
            address = Address()
        if address.addr_spec == text and len(address.username) <= _LONGEST_LOCAL:
            return address
    raise NotOneMailbox(WORDS)


def one_sender(text: str) -> Address:
    """The address in a text that may name who writes, such as `Logistics <no-reply@example.com>`.

    Raises:
        NotOneMailbox: It holds none or several, or the name holds a character that may not stand in a line.
    """
    if refused_in(text) is None:
        header: Any = HeaderRegistry()("From", text)
        groups = [group.display_name for group in header.groups]
        if not header.defects and groups == [None]:
            found = header.addresses[0]
            return Address(found.display_name, addr_spec=one_mailbox(found.addr_spec).addr_spec)
    raise NotOneMailbox("must be one address, such as no-reply@example.com or Logistics <no-reply@example.com>")
