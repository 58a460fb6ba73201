"""PostgreSQL: a pool, transactions that can be joined, and a bounded retry of lost races."""

import asyncio
import random
import selectors
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

import orjson
from psycopg import AsyncConnection, OperationalError
from psycopg.errors import DeadlockDetected, DiskFull, IdleInTransactionSessionTimeout, SerializationFailure
from psycopg.rows import DictRow, dict_row
from psycopg.types.json import set_json_loads
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from logistics.kit.disk import StorageFull
from logistics.kit.errors import Unavailable

Transaction = AsyncConnection[DictRow]
"""A connection, inside an open transaction or not; rows come as dictionaries."""

T = TypeVar("T")

MAX_CONNECTIONS = 8
"""Of one process of a service; docs/architecture.md adds up what all processes together may hold."""
CONNECTION_WITHIN_S = 5
"""How long a request waits for a connection before it is told that there is none."""
TRUSTED_S = 30.0
"""A connection that worked this recently is not asked again whether it does, which would cost a request a trip to the
server, unless something came on it meanwhile: a server that goes away says so, or hangs up."""
CONNECTION: dict[str, Any] = {
    "connect_timeout": 5,
    # A statement or a transaction that hangs would keep its locks; a host that vanished never says so.
    "options": "-c timezone=UTC -c statement_timeout=10s -c idle_in_transaction_session_timeout=30s",
    "tcp_user_timeout": 10_000,
}
"""How every pool connects."""
RECONNECT_S = 10
"""A pool that cannot connect doubles its pauses up to this, so it is back soon after the database is."""


class _Connection(AsyncConnection[DictRow]):
    worked_at = -TRUSTED_S


class DatabaseUnavailable(Unavailable):
    """The database does not answer."""


class RaceLost(DatabaseUnavailable):
    """Others worked on the same at this moment; nothing was changed."""


class Database:
    """One service's own database. Open it once, share it, close it."""

    def __init__(self, url: str) -> None:
        self._pool: AsyncConnectionPool[_Connection] = AsyncConnectionPool(
            url,
            connection_class=_Connection,
            kwargs={"row_factory": dict_row, "autocommit": True, **CONNECTION},
            min_size=2,
            max_size=MAX_CONNECTIONS,
            timeout=CONNECTION_WITHIN_S,
            reconnect_timeout=RECONNECT_S,
            open=False,
            check=_check_unless_trusted,
            configure=_configure,
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
        async with self._borrowed() as connection, connection.transaction():
            token = self._joined.set(connection)
            try:
                yield connection
            finally:
                self._joined.reset(token)

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Transaction]:
        """A connection on which each statement commits by itself, or the caller's open transaction.

        For reads and for one write alone: a transaction around those would be two more trips to the server.

        Raises:
            DatabaseUnavailable: There is no connection to be had, or it broke on the way.
        """
        if (outer := self._joined.get()) is not None:
            yield outer
            return
        async with self._borrowed() as connection:
            yield connection

    @asynccontextmanager
    async def _borrowed(self) -> AsyncIterator[_Connection]:
        try:
            async with self._pool.connection() as connection:
                yield connection
                connection.worked_at = time.monotonic()
        except (SerializationFailure, DeadlockDetected) as error:
            raise RaceLost from error
        except DiskFull as error:
            raise StorageFull("The disk of the database is full; nothing was changed.") from error
        except (OperationalError, PoolTimeout, IdleInTransactionSessionTimeout) as error:
            raise DatabaseUnavailable("The database does not answer; try again in a moment.") from error

    async def ready(self) -> bool:
        """Whether a statement goes through within two seconds."""
        try:
            async with asyncio.timeout(2), self.connection() as connection:
                await connection.execute("SELECT 1")
        except (DatabaseUnavailable, TimeoutError):
            return False
        return True

    def occupancy(self) -> dict[str, Any]:
        """Counts of the pool, for the metrics."""
        return dict(self._pool.get_stats())


async def _configure(connection: _Connection) -> None:
    set_json_loads(orjson.loads, connection)


async def _check_unless_trusted(connection: _Connection) -> None:
    if time.monotonic() - connection.worked_at > TRUSTED_S or _something_came(connection):
        await AsyncConnectionPool.check_connection(connection)


def _something_came(connection: _Connection) -> bool:
    with selectors.DefaultSelector() as selector:
        selector.register(connection.fileno(), selectors.EVENT_READ)
        return bool(selector.select(0))


async def retry_lost_races(work: Callable[[], Awaitable[T]], *, attempts: int = 5) -> T:
    """Run `work`, again when PostgreSQL chose it as the loser of a deadlock or of a serialisation.

    `work` must open its own transaction: what it did was rolled back.
    """
    for attempt in range(attempts - 1):
        try:
            return await work()
        except RaceLost:
            await asyncio.sleep(random.uniform(0.005, 0.02) * 2**attempt)
    return await work()
