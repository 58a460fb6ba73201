"""The worker process: jobs from PostgreSQL, and beside them what it watches over."""

import asyncio
import random
from contextlib import AsyncExitStack, suppress

from procrastinate import App, BaseRetryStrategy, JobContext, PsycopgConnector, RetryDecision
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job
from procrastinate.signals import on_stop

from logistics.agents.calling.http import HttpAgents
from logistics.clients.orders import OrdersClient
from logistics.clients.tokens import TokenSource
from logistics.clients.transport import TransportClient
from logistics.contracts.jobs import (
    DELIVER_NOTIFICATION,
    FOLLOW_ORDER,
    PROCESS_ORDER,
    QUEUE,
    RELEASE_ORDER,
)
from logistics.fulfilment.bookings import watch_bookings
from logistics.fulfilment.delivery import deliver_notification
from logistics.fulfilment.notifiers import Notifier, Outbox, Smtp
from logistics.fulfilment.process_order import Services, is_worth_waiting, process_order
from logistics.fulfilment.settings import WorkerSettings
from logistics.fulfilment.stalled import SteadyJobs, take_over_stalled
from logistics.fulfilment.stranded import look_after_stranded
from logistics.kit import logs
from logistics.kit.database import CONNECTION, RECONNECT_S
from logistics.kit.heartbeat import start_beating

log = logs.get(__name__)

MAX_ATTEMPTS = 5
"""For trouble of our own making; a neighbour that does not answer is waited for as long as it takes."""
LONGEST_WAIT_S = 30
LONGEST_WAIT_FOR_MAIL_S = 600
LOOK_EVERY_S = 1.0
"""New jobs announce themselves; one that waited for its time, or for another job of its order, does not."""
AGAIN_S = 1.0
"""After trouble with our own database."""
MAX_CONNECTIONS = 6


class Patience(BaseRetryStrategy):
    """Waits 1, 2, 4 ... 30 seconds between attempts, or up to as many as are told, with jitter."""

    def __init__(self, longest_wait_s: int = LONGEST_WAIT_S) -> None:
        self._longest_wait_s = longest_wait_s

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """When to try again; None to give up."""
        log.warning("job.failed", job=job.task_name, attempt=job.attempts, error=str(exception), **job.task_kwargs)
        if not is_worth_waiting(exception) and job.attempts >= MAX_ATTEMPTS:
            return None
        seconds = min(self._longest_wait_s, 2 ** min(job.attempts, 10))
        return RetryDecision(retry_in={"seconds": seconds * random.uniform(0.8, 1.2)})


async def run_worker(settings: WorkerSettings) -> None:
    """Work until SIGTERM or SIGINT; running jobs are finished first."""
    async with AsyncExitStack() as stack:
        orders = await stack.enter_async_context(OrdersClient(settings.order_api_url, credential=settings.api_key))
        tokens = await stack.enter_async_context(TokenSource(settings.order_api_url, key=settings.api_key))
        transport = await stack.enter_async_context(TransportClient(settings.transport_api_url, credential=tokens))
        agents = HttpAgents(settings.agent_urls(), secret=settings.agent_secret)
        stack.push_async_callback(agents.close)
        services = Services(orders, transport, agents, settings.model)
        connector = _connector(settings)
        app = _app(connector, settings, services)
        await stack.enter_async_context(app.open_async())
        start_beating()
        beside = [
            asyncio.create_task(watch_bookings(orders, transport)),
            asyncio.create_task(take_over_stalled(app, connector, settings.stalled_after_s)),
            asyncio.create_task(look_after_stranded(app, connector, orders)),
        ]
        try:
            log.info("worker.started", concurrency=settings.concurrency)
            await _work(app, settings)
        finally:
            for task in beside:
                task.cancel()


async def _work(app: App, settings: WorkerSettings) -> None:
    """Work on jobs until SIGTERM or SIGINT; a database that goes away for a while does not end it."""

    async def work() -> None:
        while True:
            try:
                await _work_until_interrupted(app, settings)
            except ConnectorException as error:
                log.warning("worker.interrupted", reason=str(error))
            await asyncio.sleep(AGAIN_S)

    working = asyncio.create_task(work())

    def stop() -> None:
        working.cancel()

    with on_stop(stop), suppress(asyncio.CancelledError):
        await working


async def _work_until_interrupted(app: App, settings: WorkerSettings) -> None:
    """Return when a part of the worker failed; when cancelled, after the jobs that run."""
    await app.run_worker_async(
        concurrency=settings.concurrency,
        delete_jobs="successful",
        fetch_job_polling_interval=LOOK_EVERY_S,
        update_heartbeat_interval=settings.heartbeat_s,
        stalled_worker_timeout=settings.stalled_after_s,
        shutdown_graceful_timeout=20,
        install_signal_handlers=False,
    )


def _connector(settings: WorkerSettings) -> PsycopgConnector:
    return PsycopgConnector(
        conninfo=settings.database_url,
        kwargs=CONNECTION,
        min_size=1,
        max_size=MAX_CONNECTIONS,
        reconnect_timeout=RECONNECT_S,
    )


def _app(connector: PsycopgConnector, settings: WorkerSettings, services: Services) -> App:
    app = App(connector=connector)
    app.job_manager = SteadyJobs(connector)
    orders, transport = services.orders, services.transport
    notifiers: list[Notifier] = [Outbox(settings.outbox_dir)]
    if settings.smtp_url:
        notifiers.append(Smtp(settings.smtp_url))

    @app.task(name=PROCESS_ORDER, queue=QUEUE, retry=Patience(), pass_context=True)
    async def process(context: JobContext, order_id: int) -> None:
        assert context.job is not None
        await process_order(order_id, services, last_attempt=context.job.attempts >= MAX_ATTEMPTS)

    @app.task(name=RELEASE_ORDER, queue=QUEUE, retry=Patience())
    async def release(order_id: int) -> None:
        await transport.settle_order(order_id)

    @app.task(name=FOLLOW_ORDER, queue=QUEUE, retry=Patience())
    async def follow(order_id: int) -> None:
        await transport.settle_order(order_id)

    @app.task(name=DELIVER_NOTIFICATION, queue=QUEUE, retry=Patience(LONGEST_WAIT_FOR_MAIL_S))
    async def deliver(notification_id: int) -> None:
        await deliver_notification(notification_id, orders, notifiers, settings.mail_from)

    return app
