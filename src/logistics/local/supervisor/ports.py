"""Where each process listens: the well-known ports, or free ones."""

import random

from logistics.local.listening import is_taken
from logistics.local.supervisor.errors import PortInUse

DEFAULT_PORT = 8080

WELL_KNOWN = {
    "order-0": 8000,
    "order-1": 8001,
    "transport-0": 3000,
    "transport-1": 3001,
    "orchestrator": 8081,
    "analyser": 8082,
    "transport-agent": 8083,
    "gateway": DEFAULT_PORT,
}

FREE_PORTS = range(18_000, 32_000)
"""Below where systems take the source ports of connections, so none of those is in a child's way later."""


def choose_ports(gateway: int) -> dict[str, int]:
    """A port for each process.

    Args:
        gateway: 8080 means the well-known ports, 0 free ones, any other that port and free ones beside it.

    Raises:
        PortInUse: A port that must be used is taken.
    """
    if gateway == DEFAULT_PORT:
        ports = dict(WELL_KNOWN)
    else:
        free = _free_ports(len(WELL_KNOWN), without=gateway)
        ports = dict(zip(WELL_KNOWN, free, strict=True)) | ({"gateway": gateway} if gateway else {})
    for name, port in ports.items():
        if is_taken(port):
            raise PortInUse(port, name, all_free=gateway != DEFAULT_PORT)
    return ports


def _free_ports(count: int, *, without: int) -> list[int]:
    """Distinct free ports from a random place on, so two that start at once rarely meet."""
    first = random.choice(FREE_PORTS)
    candidates = [*range(first, FREE_PORTS.stop), *range(FREE_PORTS.start, first)]
    found: list[int] = []
    for port in candidates:
        if len(found) == count:
            break
        if port != without and not is_taken(port):
            found.append(port)
    return found
