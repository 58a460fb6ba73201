"""Deferring a job on the caller's own transaction: no order without its job, no job without its order.

Orders that wait to be planned take turns by customer (start-time fair queueing, Goyal et al. 1996): the turn of an
order is one after that of its customer's last waiting order, and never before the turn that it is now. So hundreds of
one customer wait behind another's first, and whoever waits longest comes to be the smallest turn: nobody waits for
ever.
"""

from datetime import timedelta
from typing import Any

from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import ConnectorException

from logistics.contracts.jobs import PROCESS_ORDER, QUEUE, order_lock
from logistics.kit.database import Transaction

# Never opened: every job is inserted on the connection of the transaction that causes it.
_app = App(connector=PsycopgConnector())

_HURRY = """
UPDATE procrastinate_jobs SET scheduled_at = NULL
WHERE task_name = %(job)s AND lock = %(lock)s AND status = 'todo'
"""

# A job that waits for its next attempt holds no turn: it would keep the turn that it is now from moving on.
_TURN = """
SELECT greatest(
    coalesce(min(-job.priority) FILTER (WHERE scheduled_at IS NULL OR scheduled_at <= now()), 0),
    coalesce(1 + max(-job.priority) FILTER (WHERE customer_id = %(customer_id)s), 0)
) AS turn
FROM procrastinate_jobs AS job JOIN orders ON orders.id = (args ->> 'order_id')::bigint
WHERE task_name = %(job)s AND job.status IN ('todo', 'doing')
"""


async def defer(
    tx: Transaction,
    job: str,
    *,
    lock: str | None = None,
    priority: int = 0,
    after: timedelta | None = None,
    **arguments: Any,
) -> None:
    """Insert a job that starts when `tx` commits, or some time after that, and never if it does not."""
    wait = {"seconds": int(after.total_seconds())} if after else None
    task = _app.configure_task(job, queue=QUEUE, lock=lock, priority=priority, connection=tx, schedule_in=wait)
    try:
        await task.defer_async(**arguments)
    except ConnectorException as error:
        # The connection is ours, and so is its trouble: whoever lent it knows what it means (`kit.database`).
        raise error.__cause__ or error from None


async def defer_processing(tx: Transaction, order_id: int, customer_id: int) -> bool:
    """Have an order planned when it is its turn. `tx` holds the order's row, so that two who ask do it once.

    Returns:
        Whether it did not wait already; one that waits for its next attempt after trouble waits no longer.
    """
    lock = order_lock(order_id)
    if (await tx.execute(_HURRY, {"job": PROCESS_ORDER, "lock": lock})).rowcount:
        return False
    cursor = await tx.execute(_TURN, {"job": PROCESS_ORDER, "customer_id": customer_id})
    row = await cursor.fetchone()
    assert row is not None
    await defer(tx, PROCESS_ORDER, lock=lock, priority=-row["turn"], order_id=order_id)
    return True
