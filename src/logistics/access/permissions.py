"""What there is to be allowed, and what each role of people and each scope of programs holds."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Literal, get_args

Permission = Literal[
    "orders:read",
    "orders:write",  # place, edit, process, cancel, share
    "orders:report",  # what needs attention, and why; which layout was saved
    "orders:move",  # have it worked on
    "orders:settle",  # what is booked for it, which its status follows
    "customers:read",
    "customers:write",
    "products:read",
    "products:write",
    "runs:read",
    "runs:start",  # apart from `runs:write`, so that a run cannot prolong its own authority
    "runs:write",
    "notifications:read",
    "notifications:tell",
    "notifications:deliver",
    "events:read",
    "layouts:read",
    "vehicles:read",
    "vehicles:write",
    "quotes:write",
    "bookings:read",
    "bookings:write",
    "bookings:release",
    "bookings:move",
    "bookings:settle",  # have the order told again what is booked for it
    "users:admin",
    "keys:admin",
    "audit:read",
    "endings:read",  # which tokens no longer hold; for the service that accepts them
]
PERMISSIONS: frozenset[Permission] = frozenset(get_args(Permission))

Role = Literal["admin", "dispatcher", "loader", "viewer", "customer"]
"""What a person is in the company, or that they are a customer of it."""

OF_PROGRAMS: frozenset[Permission] = frozenset({"orders:settle", "notifications:deliver"})
"""To say what only the program that did it knows; an administrator gives it to a program and never speaks for one."""

_ABOUT_AUTHORITY: frozenset[Permission] = frozenset({"audit:read", "endings:read"})
_READS: frozenset[Permission] = frozenset(p for p in PERMISSIONS if p.endswith(":read")) - _ABOUT_AUTHORITY
_ORDERS_AND_TRANSPORT: frozenset[Permission] = frozenset(
    {
        "orders:write",
        "orders:move",
        "customers:write",
        "products:write",
        "notifications:tell",
        "vehicles:write",
        "quotes:write",
        "bookings:write",
        "bookings:release",
        "bookings:move",
    }
)

ROLES: dict[Role, frozenset[Permission]] = {
    "admin": PERMISSIONS - OF_PROGRAMS,
    "dispatcher": _READS | _ORDERS_AND_TRANSPORT,
    "loader": frozenset(
        {"orders:read", "products:read", "events:read", "layouts:read", "vehicles:read", "bookings:read"}
    ),
    "viewer": _READS,
    # Its own orders only; whoever answers a customer looks at `Principal.customer_id` too.
    "customer": frozenset({"orders:read", "orders:write"}),
}

SERVICES: dict[str, frozenset[Permission]] = {
    # What the agents' processes do before there is a run: begin one for a person, look at vehicles.
    "agents": frozenset({"orders:read", "vehicles:read", "runs:start", "runs:write"}),
    "agent:orchestrator": frozenset(
        {"orders:read", "orders:report", "notifications:tell", "runs:read", "runs:write"}
    ),
    "agent:analyser": frozenset({"orders:read", "vehicles:read", "runs:read", "runs:write"}),
    "agent:transport": frozenset(
        {
            "orders:read",
            "vehicles:read",
            "quotes:write",
            "bookings:read",
            "bookings:write",
            "bookings:release",
            "runs:read",
            "runs:write",
        }
    ),
    "worker": frozenset(
        {
            "orders:read",
            "orders:report",
            "runs:read",
            "runs:start",
            "runs:write",
            "notifications:read",
            "notifications:tell",
            "notifications:deliver",
            "bookings:read",
            "bookings:settle",
        }
    ),
    # It reads the order that is to be booked, says what is booked for it, and reads which tokens no longer hold.
    "transport-api": frozenset({"orders:read", "orders:settle", "endings:read"}),
}
"""Scopes of our own programs. A run's token has those of the three agents."""

RUN_SCOPES = frozenset({"agent:orchestrator", "agent:analyser", "agent:transport"})

_HOLDINGS: dict[str, frozenset[Permission]] = {
    **dict(ROLES.items()),
    **SERVICES,
    **{permission: frozenset({permission}) for permission in PERMISSIONS},
}
GRANTS = frozenset(_HOLDINGS)
"""What a key may be granted: a role, a service's scope, or a single permission."""


@lru_cache(maxsize=256)
def permissions_of(grants: frozenset[str]) -> frozenset[Permission]:
    """Everything the grants allow together; one that is not known allows nothing."""
    return frozenset().union(*(_HOLDINGS.get(grant, frozenset()) for grant in grants))


def givable_by(grants: frozenset[str]) -> frozenset[Permission]:
    """Everything that a holder of the grants may give or take: an administrator also what is of programs only."""
    return permissions_of(grants) | (OF_PROGRAMS if "admin" in grants else frozenset())


def unknown_grants(grants: Iterable[str]) -> list[str]:
    """Those that stand for nothing, in order."""
    return [grant for grant in grants if grant not in GRANTS]
