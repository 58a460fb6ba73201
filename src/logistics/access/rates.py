"""How often one caller may ask: a token bucket for each address and for each principal, in this process's memory."""

import time
from collections.abc import Callable, Hashable

from pydantic import Field

from logistics.access.principal import Principal
from logistics.access.senders import network_of
from logistics.kit.errors import TooMany
from logistics.kit.number_fields import PlainFloat
from logistics.kit.settings import Settings

BURST_S = 10
"""Who was silent this long may ask everything at once that they would have been allowed meanwhile."""
MAX_NAMES = 10_000
"""Callers that are remembered; those with a full bucket are forgotten first, which changes nothing for them."""


class TooManyRequests(TooMany):
    """This caller asks too often."""


class RateSettings(Settings):
    """The part of a service's settings that says how often one caller may ask each of its processes."""

    rate_per_principal: PlainFloat = Field(default=200, alias="LOGISTICS_RATE_PER_PRINCIPAL", gt=0)
    rate_per_address: PlainFloat = Field(default=200, alias="LOGISTICS_RATE_PER_ADDRESS", gt=0)


class Buckets:
    """One bucket for each name: it holds `BURST_S` seconds' worth of tokens and fills up at `per_s`."""

    def __init__(self, per_s: float, now: Callable[[], float] = time.monotonic) -> None:
        self._cost_s = 1 / per_s
        self._now = now
        # A bucket is known by the moment at which it will be full again.
        self._full_at: dict[Hashable, float] = {}

    def take(self, name: Hashable, tokens: float = 1) -> None:
        """Take tokens, at most all that a full bucket holds.

        Raises:
            TooManyRequests: There are none; says in how many seconds there will be.
        """
        now = self._now()
        full_at = max(self._full_at.get(name, now), now) + min(tokens * self._cost_s, BURST_S)
        wait_s = full_at - now - BURST_S
        if wait_s > 0:
            raise TooManyRequests(f"Too many requests; ask again in {wait_s:.1f} s.", retry_after_s=round(wait_s, 3))
        if len(self._full_at) >= MAX_NAMES and name not in self._full_at:
            self._forget(now)
        self._full_at[name] = full_at

    def _forget(self, now: float) -> None:
        """Make room: without the full buckets, or without any when a flood of names left none full."""
        left = {name: full_at for name, full_at in self._full_at.items() if full_at > now}
        self._full_at = left if len(left) < MAX_NAMES else {}


class Rates:
    """What one process of a service grants each caller."""

    def __init__(self, settings: RateSettings) -> None:
        self._principals = Buckets(settings.rate_per_principal)
        self._addresses = Buckets(settings.rate_per_address)

    def take_for_address(self, address: str | None) -> None:
        """Count a request from this address, whoever sends it.

        Raises:
            TooManyRequests: From there come too many.
        """
        if (network := network_of(address)) is not None:
            self._addresses.take(network)

    def take_for_principal(self, caller: Principal, tokens: float = 1) -> None:
        """Count a request of this principal, as more than one if it is much work; each run is one of its own.

        Raises:
            TooManyRequests: It sends too many.
        """
        self._principals.take(caller.subject, tokens)
