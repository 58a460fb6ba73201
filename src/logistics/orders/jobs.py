"""Deferring a job on the caller's own transaction: no order without its job, no job without its order."""

from typing import Any

from procrastinate import App, PsycopgConnector

from logistics.contracts.jobs import QUEUE
from logistics.kit.database import Transaction

# Never opened: every job is inserted on the connection of the transaction that causes it.
_app = App(connector=PsycopgConnector())


async def defer(tx: Transaction, job: str, *, lock: str | None = None, **arguments: Any) -> None:
    """Insert a job that starts when `tx` commits, and never if it does not."""
    await _app.configure_task(job, queue=QUEUE, lock=lock, connection=tx).defer_async(**arguments)
