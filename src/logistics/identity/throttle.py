"""How long to wait after wrong passwords: a pause that grows with each, never a lock that a stranger could turn.

A stranger's guesses are counted for the account and where they come from together, for the account wherever they come
from, and for where they come from whoever is guessed. A browser that signed in to the account before is counted by
itself alone, so nobody else's guesses keep its user out. A one-time link is never counted: nobody guesses one.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from logistics.access.senders import network_of

LONGEST_PAUSE_S = 900
SLOTS = 2**16
"""For each rule, so that guessing fills no table. Two names share a slot once in so many."""


@dataclass(frozen=True, slots=True)
class Rule:
    """So many are free; then each doubles the pause, from one second on. One is forgotten `every` so long."""

    free: int
    every: timedelta


RULES = {
    "account-and-address": Rule(5, timedelta(minutes=15)),
    "account": Rule(20, timedelta(minutes=15)),
    "address": Rule(50, timedelta(minutes=1)),
    "browser": Rule(10, timedelta(minutes=15)),
}


def slots_of(email: str, address: str, known_browser: str | None) -> dict[str, Rule]:
    """Where an attempt is counted, and by which rule.

    Args:
        known_browser: The secret of a browser that signed in to this account before.
    """
    account = email.lower()
    if known_browser is not None:
        return _slots({"browser": f"{account} {known_browser}"})
    # This machine's own address tells nobody from anybody.
    network = network_of(address)
    named = {"account-and-address": f"{account} {network}", "account": account}
    return _slots(named | ({"address": network} if network is not None else {}))


def wait_s(count: int, at: datetime, rule: Rule, now: datetime) -> int:
    """Seconds until the next attempt is taken, after `count` failures of which the last was `at`; 0 for now."""
    if count < rule.free:
        return 0
    pause_s: int = min(2 ** min(count - rule.free, 20), LONGEST_PAUSE_S)
    return max(0, ceil(pause_s - (now - at).total_seconds()))


def remembered(count: int, at: datetime, rule: Rule, now: datetime) -> int:
    """What is left of a count after a while."""
    return max(0, count - max(0, int((now - at) / rule.every)))


def _slots(named: Mapping[str, str]) -> dict[str, Rule]:
    return {f"{kind} {_number(f'{kind} {name}')}": RULES[kind] for kind, name in named.items()}


def _number(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8]) % SLOTS
