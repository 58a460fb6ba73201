"""What a worker looks after beside its jobs, again and again, whatever is away for a while."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

from procrastinate.exceptions import ConnectorException
from psycopg import OperationalError
from psycopg_pool import PoolTimeout

from logistics.clients.orders import OrdersClient
from logistics.contracts.orders import OrderStatus, OrderSummary
from logistics.kit import logs
from logistics.kit.errors import TooMany, Unavailable

log = logs.get(__name__)

_AWAY = (ConnectorException, OperationalError, PoolTimeout, Unavailable, TooMany)
"""A neighbour or our own database, which will be back."""


async def watch(name: str, look: Callable[[], Awaitable[None]], every_s: float) -> None:
    """Look every so often, until cancelled. What one look stumbles over is logged and does not end the watch."""
    while True:
        try:
            await look()
        except _AWAY as error:
            log.info("watch.waits", watch=name, reason=str(error))
        except Exception:
            log.exception("watch.failed", watch=name)
        await asyncio.sleep(every_s)


async def orders_in(status: OrderStatus, orders: OrdersClient) -> AsyncIterator[OrderSummary]:
    """Every order with this status."""
    cursor = None
    while True:
        page = await orders.list_orders(status=status, limit=200, cursor=cursor)
        for order in page.data:
            yield order
        if (cursor := page.next_cursor) is None:
            return
