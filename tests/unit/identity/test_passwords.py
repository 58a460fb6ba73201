"""Checking passwords is work, so few are checked at once."""

import asyncio

from logistics.identity import passwords
from logistics.identity.passwords import Passwords, TooManyChecks


async def test_a_crowd_that_signs_in_is_served_in_part_and_told_to_come_again() -> None:
    checks = Passwords()
    outcomes = await asyncio.gather(*(checks.match(None, "guess") for _ in range(100)), return_exceptions=True)
    assert outcomes.count(False) == passwords._IN_ALL
    refused = [outcome for outcome in outcomes if isinstance(outcome, TooManyChecks)]
    assert len(refused) == 100 - passwords._IN_ALL
    assert refused[0].facts == {"retry_after_s": 1}
    stored = await checks.hash("correct horse battery staple")
    assert await checks.match(stored, "correct horse battery staple")
