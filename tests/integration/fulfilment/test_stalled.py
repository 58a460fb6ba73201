"""Jobs of workers that died are taken over, whatever else waits."""

from collections.abc import AsyncIterator
from typing import Any

import psycopg
import pytest
from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job, Status
from procrastinate.manager import JobManager

from logistics.fulfilment import stalled
from logistics.fulfilment.stalled import ONE_AT_A_TIME, SteadyJobs, take_over_once

STALLED_AFTER_S = 10

DEAD_AND_ALIVE = """
INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 minute'), (now())
"""
JOB = """
INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, worker_id, lock, queueing_lock)
VALUES ('q', %s, '{"order_id": 1}', %s, %s, %s, %s)
"""
DEAD, ALIVE = 1, 2


class Queue:
    """The jobs in an order database, as rows and through a worker's eyes."""

    def __init__(self, url: str, connector: PsycopgConnector) -> None:
        self._url = url
        self._connector = connector
        self._app = App(connector=connector)
        self._app.job_manager = SteadyJobs(connector)
        with psycopg.connect(url) as connection:
            connection.execute(DEAD_AND_ALIVE)

    def add(
        self, name: str, status: str = "doing", worker: int | None = DEAD, lock: str | None = None, queueing: str = ""
    ) -> None:
        with psycopg.connect(self._url) as connection:
            connection.execute(JOB, [name, status, worker, lock, queueing or None])

    def jobs(self) -> list[tuple[str, str, int]]:
        with psycopg.connect(self._url) as connection:
            return connection.execute(
                "SELECT task_name, status, attempts FROM procrastinate_jobs ORDER BY id"
            ).fetchall()

    async def find(self, name: str) -> Job:
        (job,) = await self._app.job_manager.list_jobs_async(task=name)
        return job

    async def end(self, job: Job) -> None:
        """What a worker does after a job."""
        await self._app.job_manager.finish_job(job, Status.SUCCEEDED, delete_job=True)

    async def take_over(self) -> None:
        await take_over_once(self._app, self._connector, STALLED_AFTER_S)


@pytest.fixture
async def queue(orders_database_url: str) -> AsyncIterator[Queue]:
    connector = PsycopgConnector(conninfo=orders_database_url, min_size=1, max_size=3)
    async with App(connector=connector).open_async():
        yield Queue(orders_database_url, connector)


async def test_jobs_of_the_dead_are_queued_again_and_those_of_the_living_let_be(queue: Queue) -> None:
    queue.add("dead")
    queue.add("forgotten", worker=None)
    queue.add("alive", worker=ALIVE)
    await queue.take_over()
    assert queue.jobs() == [("dead", "todo", 1), ("forgotten", "todo", 1), ("alive", "doing", 0)]


async def test_a_job_whose_equal_waits_is_left_to_that_one_and_holds_nobody_up(queue: Queue) -> None:
    queue.add("follow", lock="order-1", queueing="follow-1")
    queue.add("follow", "todo", None, lock="order-1", queueing="follow-1")
    queue.add("process", lock="order-2")
    await queue.take_over()
    assert queue.jobs() == [("follow", "todo", 0), ("process", "todo", 1)]


async def test_two_workers_do_not_take_over_at_once(queue: Queue, orders_database_url: str) -> None:
    queue.add("dead")
    with psycopg.connect(orders_database_url) as other:
        other.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
        await queue.take_over()
        assert queue.jobs() == [("dead", "doing", 0)]
    await queue.take_over()
    assert queue.jobs() == [("dead", "todo", 1)]


@pytest.mark.parametrize("arrives", [False, True], ids=["before it was recorded", "after it was recorded"])
async def test_the_end_of_a_job_is_recorded_although_the_database_goes_away(
    queue: Queue, arrives: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    finish, away = JobManager.finish_job, [True, True]

    async def finish_later(jobs: JobManager, *arguments: Any, **named: Any) -> None:
        if away:
            if away.pop() and arrives and not away:
                await finish(jobs, *arguments, **named)
            raise ConnectorException from psycopg.OperationalError("the connection is lost")
        await finish(jobs, *arguments, **named)

    monkeypatch.setattr(JobManager, "finish_job", finish_later)
    monkeypatch.setattr(stalled, "AGAIN_S", 0)
    queue.add("mine", worker=ALIVE)
    await queue.end(await queue.find("mine"))
    assert queue.jobs() == []


async def test_a_job_that_somebody_else_ended_is_let_be(queue: Queue) -> None:
    queue.add("mine", worker=ALIVE)
    job = await queue.find("mine")
    await queue.end(job)
    await queue.end(job)
    assert queue.jobs() == []
