"""Nothing is stuck: what was to be done is done, or a person was told why not and what would help."""

from collections.abc import Iterator

from tests.support.audit.books import Books, Finding

UNFINISHED = ("todo", "doing")


def no_job_is_stuck(books: Books) -> Iterator[Finding]:
    """No job waits, runs, or was given up while its order still depends on it."""
    for job in books.jobs:
        where = f"job {job['id']}, {job['task_name']} {job['args']}"
        if job["status"] in UNFINISHED:
            yield Finding("job is stuck", where, f"It is {job['status']} after {job['attempts']} attempts.")
        # An order whose planning was given up says so itself; nobody else would.
        elif job["status"] != "succeeded" and job["task_name"] != "process_order":
            yield Finding("job is stuck", where, f"It {job['status']} and nobody does it.")


def no_order_is_stuck(books: Books) -> Iterator[Finding]:
    """An order that somebody wants processed is decided; one that needs attention says why, and what would help."""
    for order_id, order in books.orders.items():
        wanted = order["auto_process"] or "processing_requested" in books.happened(order_id)
        if order["status"] == "processing" or (order["status"] == "pending" and wanted):
            yield Finding("order is stuck", f"order {order_id}", f"It is still {order['status']}.")
        if order["status"] == "needs_attention" and not (order["status_reason"] and order["remedy"]):
            detail = f"Reason: {order['status_reason']}. Remedy: {order['remedy']}."
            yield Finding("attention without a reason and a remedy", f"order {order_id}", detail)


def no_run_is_left_open(books: Books) -> Iterator[Finding]:
    """No run is on record as running once its order is decided."""
    for run in books.runs:
        if run["status"] == "running" and books.orders[run["order_id"]]["status"] != "processing":
            yield Finding("run is left open", f"run {run['id']} of order {run['order_id']}", "It says it is running.")
