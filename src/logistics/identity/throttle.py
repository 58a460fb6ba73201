"""How many wrong passwords are too many: by address, so that nobody can lock out a user who sits elsewhere.

A one-time link is never counted. Nobody guesses one, so an administrator can always let a user in.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from math import ceil

WINDOW = timedelta(minutes=15)
MOST_FOR_ONE_USER = 5
MOST_FROM_ONE_ADDRESS = 50


def wait_s(failures: Sequence[tuple[str, datetime]], email: str, now: datetime) -> int:
    """Seconds until the next attempt is taken; 0 for now.

    Args:
        failures: E-mail and moment of those from the same address within `WINDOW`, newest first.
    """
    for_user = [at for failed, at in failures if failed == email.lower()]
    from_address = [at for _, at in failures]
    waits = [
        (moments[most - 1] + WINDOW - now).total_seconds()
        for moments, most in ((for_user, MOST_FOR_ONE_USER), (from_address, MOST_FROM_ONE_ADDRESS))
        if len(moments) >= most
    ]
    return max(1, ceil(max(waits))) if waits else 0
