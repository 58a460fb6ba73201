"""An order that is being planned by nobody is given a job."""

from collections.abc import AsyncIterator

import httpx2
import psycopg
import pytest
from procrastinate import App, PsycopgConnector

from logistics.clients.orders import OrdersClient
from logistics.contracts.runs import RunCreate, RunPatch
from logistics.fulfilment.stranded import look_once
from tests.integration.orders.conftest import app, http, orders  # noqa: F401
from tests.support.builders.bodies import an_order


class Watch:
    """One order that agents have begun on, the jobs there are, and a worker that looks."""

    def __init__(self, url: str, connector: PsycopgConnector, orders: OrdersClient) -> None:  # noqa: F811
        self._url, self._connector, self.orders = url, connector, orders
        self._app = App(connector=connector)

    def sql(self, statement: str) -> list[tuple[object, ...]]:
        with psycopg.connect(self._url) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    async def jobs_after_a_look(self) -> list[tuple[object, ...]]:
        await look_once(self._app, self._connector, self.orders)
        return self.sql(
            "SELECT task_name, args ->> 'order_id', status::text, lock FROM procrastinate_jobs ORDER BY id"
        )


@pytest.fixture
async def watch(
    orders_database_url: str,
    http: httpx2.AsyncClient,  # noqa: F811
    orders: OrdersClient,  # noqa: F811
) -> AsyncIterator[Watch]:
    made = await http.post("/customers", json={"name": "A", "email": "a@desk.example"})
    assert made.status_code == 201, made.text
    assert (await http.post("/orders", json=an_order(auto_process=False))).status_code == 201
    connector = PsycopgConnector(conninfo=orders_database_url, min_size=1, max_size=3)
    async with App(connector=connector).open_async():
        yield Watch(orders_database_url, connector, orders)


A_JOB = ("process_order", "1", "todo", "order-1")


async def test_an_order_whose_run_broke_off_is_given_one_job(watch: Watch) -> None:
    run = await watch.orders.start_run(RunCreate(order_id=1, agent="orchestrator", model="rules"))
    assert await watch.jobs_after_a_look() == []
    await watch.orders.end_run(run.id, RunPatch(status="failed"))
    assert await watch.jobs_after_a_look() == [A_JOB]
    assert await watch.jobs_after_a_look() == [A_JOB]


async def test_a_run_that_never_ends_holds_its_order_no_longer_than_its_limits(watch: Watch) -> None:
    await watch.orders.start_run(RunCreate(order_id=1, agent="orchestrator", model="rules"))
    watch.sql("UPDATE runs SET started_at = started_at - interval '1 hour'")
    assert await watch.jobs_after_a_look() == [A_JOB]


@pytest.mark.parametrize("status", ["failed", "succeeded", "aborted"])
async def test_a_job_that_is_over_is_nobody_at_work(watch: Watch, status: str) -> None:
    run = await watch.orders.start_run(RunCreate(order_id=1, agent="orchestrator", model="rules"))
    await watch.orders.end_run(run.id, RunPatch(status="failed"))
    watch.sql(
        "INSERT INTO procrastinate_jobs (queue_name, task_name, lock, args, status) "
        f"VALUES ('fulfilment', 'process_order', 'order-1', '{{\"order_id\": 1}}', '{status}')"
    )
    assert (await watch.jobs_after_a_look())[1:] == [A_JOB]


@pytest.mark.parametrize("status", ["todo", "doing"])
async def test_an_order_that_somebody_is_at_is_let_be(watch: Watch, status: str) -> None:
    run = await watch.orders.start_run(RunCreate(order_id=1, agent="orchestrator", model="rules"))
    await watch.orders.end_run(run.id, RunPatch(status="failed"))
    watch.sql(
        "INSERT INTO procrastinate_jobs (queue_name, task_name, lock, args, status) "
        f"VALUES ('fulfilment', 'process_order', 'order-1', '{{\"order_id\": 1}}', '{status}')"
    )
    assert len(await watch.jobs_after_a_look()) == 1
