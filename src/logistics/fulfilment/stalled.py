"""Jobs do not get stuck: their end is recorded, and those of workers that died are given to one that lives."""

import asyncio
import datetime
from collections.abc import Awaitable, Callable

from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import ConnectorException, UniqueViolation
from procrastinate.jobs import Job, Status
from procrastinate.manager import JobManager
from psycopg import OperationalError
from psycopg_pool import PoolClosed

from logistics.fulfilment.watching import watch
from logistics.kit import logs

log = logs.get(__name__)

LOOK_EVERY_S = 5.0
AGAIN_S = 1.0
ONE_AT_A_TIME = 7_531_902
"""An advisory lock of the order database, released when its worker dies; a job would itself be stuck then."""


class SteadyJobs(JobManager):
    """Jobs whose end is recorded, whatever becomes of the database meanwhile.

    The worker itself tries once, and what it could not end stays its own, and stuck, for as long as it lives.
    """

    async def retry_job(
        self,
        job: Job,
        retry_at: datetime.datetime | None = None,
        priority: int | None = None,
        queue: str | None = None,
        lock: str | None = None,
    ) -> None:
        """Queue it again; one whose equal, with the same queueing lock, waits already ends: that one does it all."""
        try:
            await _insist(job, lambda: super(SteadyJobs, self).retry_job(job, retry_at, priority, queue, lock))
        except UniqueViolation:
            await self.finish_job(job, Status.SUCCEEDED, delete_job=True)

    async def finish_job(self, job: Job, status: Status, delete_job: bool) -> None:
        """Record how it ended."""
        await _insist(job, lambda: super(SteadyJobs, self).finish_job(job, status, delete_job))


async def _insist(job: Job, change: Callable[[], Awaitable[None]]) -> None:
    """Make a change as often as it takes while the database is away.

    Raises:
        UniqueViolation: An equal job waits.
    """
    while True:
        try:
            return await change()
        except UniqueViolation:
            raise
        except ConnectorException as error:
            if isinstance(error.__cause__, OperationalError) and not isinstance(error.__cause__, PoolClosed):
                log.info("job.not_recorded", job=job.task_name, reason=str(error.__cause__), **job.task_kwargs)
                await asyncio.sleep(AGAIN_S)
                continue
            # Recorded already, and only the answer was lost; or somebody took it for stalled, and it is theirs now.
            log.warning("job.not_ours", job=job.task_name, reason=str(error.__cause__), **job.task_kwargs)
            return None


async def take_over_stalled(app: App, connector: PsycopgConnector, stalled_after_s: float) -> None:
    """Look for stalled jobs, until cancelled."""
    await watch("stalled jobs", lambda: take_over_once(app, connector, stalled_after_s), LOOK_EVERY_S)


async def take_over_once(app: App, connector: PsycopgConnector, stalled_after_s: float) -> None:
    """Queue every stalled job again, unless another worker is at it: a job that two revive would run twice."""
    async with connector.pool.connection() as connection:
        ours = await connection.execute("SELECT 1 WHERE pg_try_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
        if await ours.fetchone() is None:
            return
        for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=stalled_after_s):
            log.warning("job.taken_over", job=job.task_name, **job.task_kwargs)
            await app.job_manager.retry_job(job)
