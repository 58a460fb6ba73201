"""Running schemathesis against services that have something to be asked about."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import psycopg

from logistics.samples.vehicles import VEHICLES
from tests.support.builders.bodies import a_customer, a_product, an_order
from tests.support.identity import a_key
from tests.support.services import Services, running_services

HOME = Path(__file__).parent
ROOT = HOME.parents[2]
EXAMPLE_ID = 123
"""The id of everything in the documents' examples, so of the first of everything here."""
OUT_OF_SIGHT = 7_000_000_001
"""The id of the key that is used, so that no generated request happens to revoke it."""


@contextmanager
def services_with_something_in_them(
    orders_database: str, transport_database: str, layouts_dir: Path
) -> Iterator[tuple[Services, str]]:
    """Both services, and an administrator's key."""
    _number_from(orders_database, OUT_OF_SIGHT, "api_keys")
    key = asyncio.run(a_key(orders_database, "admin"))
    transports_own = asyncio.run(a_key(orders_database, "transport-api"))
    for database in (orders_database, transport_database):
        _number_from(database, EXAMPLE_ID)
    with running_services(
        orders_database=orders_database,
        transport_database=transport_database,
        layouts_dir=layouts_dir,
        key=transports_own,
        LOGISTICS_RATE_PER_PRINCIPAL="100000",
    ) as services:
        _fill(services, key)
        yield services, key


def conformance_run(url: str, *, key: str, examples: int, seed: int) -> subprocess.CompletedProcess[str]:
    """What schemathesis says about a service; it exits with 0 when it has nothing to complain about.

    Args:
        url: Where the service listens.
        key: Who asks.
        examples: Generated requests for each operation and phase, at most.
        seed: The same seed asks the same.
    """
    command = [
        *(sys.executable, "-W", "ignore", "-m", "schemathesis.cli"),
        *("--config-file", str(HOME / "schemathesis.toml"), "run", f"{url}/openapi.json", "--no-color"),
        *("--checks", "all", "--max-examples", str(examples), "--seed", str(seed)),
        *("--header", f"Authorization: Bearer {key}"),
    ]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)


def _number_from(database_url: str, first: int, *tables: str) -> None:
    """Give the next row of each table, by default of all, this id."""
    with psycopg.connect(database_url) as connection:
        for table in tables or _numbered(connection):
            connection.execute(f"ALTER TABLE {table} ALTER COLUMN id RESTART WITH {first}")


def _numbered(connection: psycopg.Connection) -> list[str]:
    rows = connection.execute(
        "SELECT table_name FROM information_schema.columns WHERE column_name = 'id' AND is_identity = 'YES'"
    )
    return [name for (name,) in rows]


def _fill(services: Services, key: str) -> None:
    """One of everything that examples speak of."""
    soon = (datetime.now(UTC) + timedelta(days=20)).date()
    bodies: list[tuple[str, dict[str, Any]]] = [
        (f"{services.orders_url}/customers", a_customer()),
        (f"{services.orders_url}/products", a_product()),
        (f"{services.orders_url}/orders", an_order(EXAMPLE_ID, soon, auto_process=False)),
        (f"{services.orders_url}/users", {"email": "lee@example.com", "name": "Lee", "role": "viewer"}),
        (f"{services.transport_url}/api/vehicles", VEHICLES[0]),
    ]
    with httpx2.Client(headers={"Authorization": f"Bearer {key}"}, trust_env=False) as http:
        for url, body in bodies:
            answer = http.post(url, json=body)
            assert (answer.status_code, answer.json()["id"]) == (201, EXAMPLE_ID), answer.text
