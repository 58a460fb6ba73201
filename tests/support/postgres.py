"""One PostgreSQL for the whole test session; a migrated database of its own for each test that asks for one."""

import itertools
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from logistics.kit.migrations import migrate
from logistics.local.postgres import EmbeddedPostgres

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def postgres() -> Iterator[EmbeddedPostgres]:
    """A running server."""
    directory = Path(tempfile.mkdtemp(prefix="logistics-tests-"))
    directory.chmod(0o755)
    server = EmbeddedPostgres(directory, durable=False)
    server.start()
    try:
        yield server
    finally:
        server.stop()
        shutil.rmtree(directory, ignore_errors=True)


@pytest.fixture(scope="session")
def orders_template(postgres: EmbeddedPostgres) -> str:
    """Name of the migrated order database that tests are copied from."""
    migrate(postgres.url("order_db"), "logistics.orders:migrations")
    return "order_db"


@pytest.fixture(scope="session")
def transport_template(postgres: EmbeddedPostgres) -> str:
    """Name of the migrated transport database that tests are copied from."""
    migrate(postgres.url("transport_db"), "logistics.transport:migrations")
    return "transport_db"


@pytest.fixture
def orders_database_url(postgres: EmbeddedPostgres, orders_template: str) -> Iterator[str]:
    """URL of a fresh order database."""
    with copied(postgres, orders_template) as url:
        yield url


@pytest.fixture
def transport_database_url(postgres: EmbeddedPostgres, transport_template: str) -> Iterator[str]:
    """URL of a fresh transport database."""
    with copied(postgres, transport_template) as url:
        yield url


@contextmanager
def copied(postgres: EmbeddedPostgres, template: str) -> Iterator[str]:
    """URL of a fresh copy of a migrated database, which is dropped at the end of the block.

    Its files are copied: as rows of the log, which is what PostgreSQL does by itself, it takes twice the time.
    """
    name = f"test_{next(_numbers)}"
    owner = {"order_db": "order_user", "transport_db": "transport_user"}[template]
    with psycopg.connect(postgres.url("postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY OWNER {owner}")
        yield postgres.url(template).rsplit("/", 1)[0] + "/" + name
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
