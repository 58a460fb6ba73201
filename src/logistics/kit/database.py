"""PostgreSQL: a pool, transactions that can be joined, and a bounded retry of lost races."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from psycopg import AsyncConnection, OperationalError
from psycopg.errors import DeadlockDetected, SerializationFailure
from psycopg.rows import DictRow, dict_row
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from logistics.kit.errors import Unavailable

Transaction = AsyncConnection[DictRow]
"""A connection inside an open transaction; rows come as dictionaries."""

T = TypeVar("T")


class DatabaseUnavailable(Unavailable):
    """The database does not answer."""


class Database:
    """One service's own database. Open it once, share it, close it."""

    def __init__(self, url: str, *, min_size: int = 2, max_size: int = 8, timeout_s: float = 10) -> None:
        self._pool: AsyncConnectionPool[Transaction] = AsyncConnectionPool(
            url,
            connection_class=AsyncConnection[DictRow],
            kwargs={"row_factory": dict_row, "connect_timeout": 5},
            min_size=min_size,
            max_size=max_size,
            timeout=timeout_s,
            open=False,
            check=AsyncConnectionPool.check_connection,
        )
        self._joined: ContextVar[Transaction | None] = ContextVar(f"transaction_{id(self)}", default=None)

    async def open(self) -> None:
        """Start connecting; does not wait, so a service starts while its database is still down."""
        await self._pool.open(wait=False)

    async def close(self) -> None:
        """Return every connection."""
        await self._pool.close()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """A transaction that commits at the end of the block, or the caller's own if one is open.

        Raises:
            DatabaseUnavailable: There is no connection to be had, or it broke on the way.
        """
        if (outer := self._joined.get()) is not None:
            yield outer
            return
        try:
            async with self._pool.connection() as connection, connection.transaction():
                token = self._joined.set(connection)
                try:
                    yield connection
                finally:
                    self._joined.reset(token)
        except (SerializationFailure, DeadlockDetected):
            raise
        except (OperationalError, PoolTimeout) as error:
            raise DatabaseUnavailable("The database does not answer; try again in a moment.") from error

    async def ready(self) -> bool:
        """Whether a statement goes through within two seconds."""
        try:
            async with asyncio.timeout(2), self.transaction() as tx:
                await tx.execute("SELECT 1")
        except (DatabaseUnavailable, TimeoutError):
            return False
        return True

    def occupancy(self) -> dict[str, Any]:
        """Counts of the pool, for the metrics."""
        return dict(self._pool.get_stats())


async def retry_lost_races(work: Callable[[], Awaitable[T]], *, attempts: int = 5) -> T:
    """Run `work`, again when PostgreSQL chose it as the loser of a deadlock or of a serialisation.

    `work` must open its own transaction: what it did was rolled back.
    """
    for attempt in range(attempts - 1):
        try:
            return await work()
        except (DeadlockDetected, SerializationFailure):
            await asyncio.sleep(random.uniform(0.005, 0.02) * 2**attempt)
    return await work()
