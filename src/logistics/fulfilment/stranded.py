"""No order stays in `processing` with nobody at it: one that has neither a job nor a live run gets a job."""

from datetime import UTC, datetime, timedelta

from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued

from logistics.clients.orders import OrdersClient
from logistics.contracts.jobs import PROCESS_ORDER, QUEUE, order_lock
from logistics.contracts.orders import OrderStatus
from logistics.fulfilment.watching import orders_in, watch
from logistics.kit import logs
from logistics.words import RunStatus

log = logs.get(__name__)

LOOK_EVERY_S = 15.0
LONGEST_RUN = timedelta(seconds=150)
"""A run that was begun longer ago has passed every limit that agents have: nobody is at it any more."""

_AT_WORK = """
SELECT lock FROM procrastinate_jobs
WHERE task_name = %s AND lock = ANY(%s) AND status IN ('todo', 'doing')
"""


async def look_after_stranded(app: App, connector: PsycopgConnector, orders: OrdersClient) -> None:
    """Look for stranded orders, until cancelled."""
    await watch("stranded orders", lambda: look_once(app, connector, orders), LOOK_EVERY_S)


async def look_once(app: App, connector: PsycopgConnector, orders: OrdersClient) -> None:
    """Give every stranded order its job."""
    processing = [order.id async for order in orders_in(OrderStatus.PROCESSING, orders)]
    at_work = await _at_work(connector, processing)
    for order_id in processing:
        if order_id not in at_work and not await _has_live_run(orders, order_id):
            log.warning("order.stranded", order_id=order_id)
            await _defer(app, order_id)


async def _at_work(connector: PsycopgConnector, order_ids: list[int]) -> set[int]:
    """Those that have a job which waits or runs; asked after the orders, so that one just begun is not missed."""
    by_lock = {order_lock(order_id): order_id for order_id in order_ids}
    async with connector.pool.connection() as connection:
        cursor = await connection.execute(_AT_WORK, [PROCESS_ORDER, list(by_lock)])
        return {by_lock[row[0]] for row in await cursor.fetchall()}


async def _has_live_run(orders: OrdersClient, order_id: int) -> bool:
    runs = (await orders.list_runs(order_id=order_id)).data
    oldest = datetime.now(UTC) - LONGEST_RUN
    return any(run.status is RunStatus.RUNNING and run.started_at > oldest for run in runs)


async def _defer(app: App, order_id: int) -> None:
    try:
        await app.configure_task(
            PROCESS_ORDER, queue=QUEUE, lock=order_lock(order_id), queueing_lock=f"stranded-{order_id}"
        ).defer_async(order_id=order_id)
    except AlreadyEnqueued:
        return  # Another worker looked at the same time.
