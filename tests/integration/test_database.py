"""Connections that are kept: believed without a question, and not when the server ended them meanwhile."""

import psycopg
import pytest
from psycopg_pool import AsyncConnectionPool

from logistics.kit.database import Database, Transaction


async def test_a_connection_that_the_server_ended_is_never_handed_out(orders_database_url: str) -> None:
    database = Database(orders_database_url)
    await database.open()
    for _ in range(4):
        async with database.connection() as tx:
            mine = tx.info.backend_pid
            assert await (await tx.execute("SELECT 1")).fetchone()
        with psycopg.connect(orders_database_url, autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s, 5000)", [mine])
    await database.close()


async def test_one_that_worked_of_late_is_not_asked_whether_it_does(
    orders_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    async def noted(connection: Transaction) -> None:
        asked.append(connection)

    database = Database(orders_database_url)
    await database.open()
    assert await database.ready()
    monkeypatch.setattr(AsyncConnectionPool, "check_connection", noted)
    for _ in range(10):
        assert await database.ready()
    assert len(asked) <= 2  # The pool has two, and each is asked when it is new.
    await database.close()
