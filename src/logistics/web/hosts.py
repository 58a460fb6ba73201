"""The names a process answers to. Any name may be made to point at this machine, so a page that was loaded under
another one could otherwise ask us as if it were our own (DNS rebinding)."""

import re
from collections.abc import Collection
from ipaddress import ip_address

from logistics.kit.errors import Malformed

_HOST = re.compile(r"(?P<name>\[[0-9a-fA-F:.]{2,45}\]|[A-Za-z0-9.-]{1,253})(:[0-9]{1,5})?")


class HostNotOurs(Malformed):
    """We do not answer to this name."""


def names_in(setting: str) -> frozenset[str]:
    """The names in a setting such as `panel.example, logistics.lan`."""
    return frozenset(name.strip().lower() for name in setting.split(",") if name.strip())


def require_our_name(host: str, names: Collection[str]) -> None:
    """Refuse a Host header that is neither a name of this machine to itself nor one of `names`, at any port.

    Raises:
        HostNotOurs: Saying which setting would make it ours.
    """
    found = _HOST.fullmatch(host)
    name = found["name"].lower() if found else ""
    if not (name in names or _is_this_machine(name)):
        raise HostNotOurs(f"{host!r:.100} is no name of this address; open localhost, or add it to LOGISTICS_HOSTS.")


def _is_this_machine(name: str) -> bool:
    try:
        return ip_address(name.strip("[]")).is_loopback
    except ValueError:
        return name == "localhost" or name.endswith(".localhost")
