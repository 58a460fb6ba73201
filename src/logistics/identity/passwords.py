"""Passwords: hashed slowly on purpose, checked in the same time whether or not there is a user."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from logistics.kit.errors import Unavailable

T = TypeVar("T")

# OWASP's choice for small machines: 19 MiB for each check.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_AT_ONCE = 2
"""Checks that run side by side; each takes a core for some 30 ms."""
_IN_ALL = 12
"""Those that wait for their turn included, which makes half a second; whoever comes then is asked to come again."""


class TooManyChecks(Unavailable):
    """Too many people are signing in at this moment."""


class Passwords:
    """One for each process."""

    def __init__(self) -> None:
        # Threads of their own: checks must not stand in line behind whatever else leaves the event loop.
        self._threads = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="passwords")
        self._here = 0
        self._nobodys = _HASHER.hash("the password of nobody")

    async def hash(self, password: str) -> str:
        """What is stored of a password.

        Raises:
            TooManyChecks: Too many are in line.
        """
        return await self._in_turn(_HASHER.hash, password)

    async def match(self, stored: str | None, password: str) -> bool:
        """Whether it is the password; without a stored one, False after the same work.

        Raises:
            TooManyChecks: Too many are in line.
        """
        return await self._in_turn(_verify, stored or self._nobodys, password) and stored is not None

    async def _in_turn(self, work: Callable[..., T], *arguments: str) -> T:
        if self._here >= _IN_ALL:
            raise TooManyChecks("Too many people are signing in; try again in a moment.", retry_after_s=1)
        self._here += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work, *arguments)
        finally:
            self._here -= 1

    @staticmethod
    def is_outdated(stored: str) -> bool:
        """Whether it was hashed with other settings than today's."""
        return _HASHER.check_needs_rehash(stored)


def _verify(stored: str, password: str) -> bool:
    try:
        return _HASHER.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False
