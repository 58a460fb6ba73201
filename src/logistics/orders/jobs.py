"""Deferring a job on the caller's own transaction: no order without its job, no job without its order."""

from datetime import timedelta
from typing import Any

from procrastinate import App, PsycopgConnector

from logistics.contracts.jobs import QUEUE
from logistics.kit.database import Transaction

# Never opened: every job is inserted on the connection of the transaction that causes it.
_app = App(connector=PsycopgConnector())


async def defer(
    tx: Transaction, job: str, *, lock: str | None = None, after: timedelta | None = None, **arguments: Any
) -> None:
    """Insert a job that starts when `tx` commits, or some time after that, and never if it does not."""
    wait = {"seconds": int(after.total_seconds())} if after else None
    await _app.configure_task(job, queue=QUEUE, lock=lock, connection=tx, schedule_in=wait).defer_async(**arguments)
