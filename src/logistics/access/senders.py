"""Who sends a request, as far as its connection tells: what limits by address count by."""

from functools import lru_cache
from ipaddress import IPv6Address, ip_address

from starlette.types import Scope

_MOST_REMEMBERED = 10_000


def client_address(scope: Scope) -> str | None:
    """The address of whoever asks; behind a gateway on this machine, whom the gateway speaks for.

    Whether a neighbour is believed is decided once, where requests come in (`web.serving`). None when there is none.
    """
    client = scope.get("client")
    return client[0] if client else None


@lru_cache(_MOST_REMEMBERED)
def network_of(address: str | None) -> str | None:
    """Whose address it is: itself, or the /64 that one customer of an IPv6 provider gets whole.

    None for this machine's own: everything on it shares that address, so it tells nobody from anybody.
    """
    if address is None:
        return None
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if parsed.is_loopback:
        return None
    return parsed.exploded[:19] if isinstance(parsed, IPv6Address) else address
