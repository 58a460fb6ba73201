"""How cost grows: lists, searches, availability and creation with a thousand, a hundred thousand, a million orders.

    benchmarks/growth.py --sizes 1000 100000 1000000

Each size has databases and a process of each service of its own. Every question is put to all sizes in turns, so that
a busy machine is busy for all, and the medians are compared. Then PostgreSQL explains the statements of the largest.
"""

import argparse
import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import psycopg

sys.path.insert(0, str(Path(__file__).parents[1]))
from processes import admin_key, serving

from logistics.kit.migrations import migrate
from logistics.local.postgres import EmbeddedPostgres
from logistics.local.supervisor.ports import choose_ports
from logistics.web.pages import encode_cursor
from tests.support.filling import fill_orders, fill_transport
from tests.support.plans import order_reads, scans_of, transport_reads

DAY = datetime.now(UTC).date() + timedelta(days=9)
VEHICLES = {1000: 10}
"""Of a size; the others have 1,000."""


@dataclass(frozen=True, slots=True)
class Size:
    """A company with so many orders, and its databases."""

    orders: int
    urls: Mapping[str, str]
    key: str

    @property
    def vehicles(self) -> int:
        """How many it has."""
        return VEHICLES.get(self.orders, 1000)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, with `{order}` for an order in the middle and `{turn}` for a new number each time."""

    name: str
    service: str
    path: str
    body: Mapping[str, Any] | None = None


PLACES = {
    "origin": {"city": "Hamburg", "country_code": "DE", "lat": 53.55073, "lon": 9.99302},
    "destination": {"city": "Berlin", "country_code": "DE", "lat": 52.52437, "lon": 13.41053},
}
CRATE = {
    "description": "Crate",
    "quantity": 3,
    "length_mm": 1000,
    "width_mm": 800,
    "height_mm": 600,
    "weight_kg": "85.5",
}
NEW_ORDER = {"customer_id": 7, "pickup_date": str(DAY), **PLACES, "items": [CRATE], "auto_process": False}
PRICE = {"vehicle_id": 5, **PLACES, "date": str(DAY), "weight_kg": "257", "volume_m3": "2"}

QUESTIONS = (
    Question("newest orders", "orders", "/orders?limit=10"),
    Question("a page in the middle", "orders", "/orders?limit=10&cursor={cursor}"),
    Question("orders that need attention", "orders", "/orders?limit=10&status=needs_attention"),
    Question("orders of a customer", "orders", "/orders?limit=10&customer_id=7"),
    Question("orders of a day", "orders", f"/orders?limit=10&pickup_date={DAY}"),
    Question("search by number", "orders", "/orders?limit=10&q={order}"),
    Question("search by reference", "orders", "/orders?limit=10&q=PO-{order}"),
    Question("search that finds nothing", "orders", "/orders?limit=10&q=nothing-{turn}"),
    Question("one order", "orders", "/orders/{order}"),
    Question("its events", "orders", "/orders/{order}/events"),
    Question("place an order", "orders", "/orders", NEW_ORDER),
    Question("vehicles", "transport", "/api/vehicles?limit=10"),
    Question("free vehicles", "transport", f"/api/vehicles/available?limit=10&date={DAY}&days=2"),
    Question("bookings of an order", "transport", "/api/bookings?limit=10&order_id={order}"),
    Question("bookings of a vehicle", "transport", "/api/bookings?limit=10&vehicle_id=5"),
    Question("bookings of a week", "transport", f"/api/bookings?limit=10&from={DAY}&to={DAY + timedelta(days=7)}"),
    Question("bookings that just changed", "transport", "/api/bookings?limit=10&changed_after={now}"),
    Question("calculate a price", "transport", "/api/bookings/calculate-price", PRICE),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 100_000, 1_000_000])
    parser.add_argument("--turns", type=int, default=200)
    given = parser.parse_args()
    with companies(given.sizes) as sizes:
        with ExitStack() as stack:
            connections = [stack.enter_context(served(size)) for size in sizes]
            print("| p50, ms | " + " | ".join(f"{size.orders:,}" for size in sizes) + " | largest / smallest |")
            print("|---" * (len(sizes) + 2) + "|")
            for question in QUESTIONS:
                print(row(question, medians(question, sizes, connections, given.turns)), flush=True)
        asyncio.run(explain(sizes[-1]))


def row(question: Question, p50_ms: list[float]) -> str:
    figures = " | ".join(f"{ms:.1f}" for ms in p50_ms)
    return f"| {question.name} | {figures} | {p50_ms[-1] / p50_ms[0]:.2f} |"


@contextmanager
def companies(orders: list[int]) -> Iterator[list[Size]]:
    """A server with migrated and filled databases for each size."""
    with tempfile.TemporaryDirectory(prefix="logistics-growth-", ignore_cleanup_errors=True) as directory:
        Path(directory).chmod(0o755)
        server = EmbeddedPostgres(Path(directory), durable=False)
        server.start()
        try:
            yield [company(server, number) for number in orders]
        finally:
            server.stop()


def company(server: EmbeddedPostgres, orders: int) -> Size:
    urls = {}
    with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
        for database, owner in (("order_db", "order_user"), ("transport_db", "transport_user")):
            connection.execute(f"CREATE DATABASE {database}_{orders} OWNER {owner}")
            urls[database] = server.url(database).rsplit("/", 1)[0] + f"/{database}_{orders}"
    migrate(urls["order_db"], "logistics.orders:migrations")
    migrate(urls["transport_db"], "logistics.transport:migrations")
    size = Size(orders, urls, admin_key(urls["order_db"]))
    started = time.monotonic()
    fill_orders(urls["order_db"], orders)
    fill_transport(urls["transport_db"], size.vehicles, bookings=orders)
    print(f"{orders:,} orders, {size.vehicles:,} vehicles: filled in {time.monotonic() - started:.0f} s", flush=True)
    return size


@contextmanager
def served(size: Size) -> Iterator[dict[str, HTTPConnection]]:
    """A connection to a process of each service."""
    environment = {
        **os.environ,
        "ORDERS_DATABASE_URL": size.urls["order_db"],
        "TRANSPORT_DATABASE_URL": size.urls["transport_db"],
        "LOGISTICS_API_KEY": size.key,
        "LOGISTICS_LAYOUTS_DIR": tempfile.gettempdir(),
    }
    ports = choose_ports(0)
    environment["ORDER_API_URL"] = f"http://127.0.0.1:{ports['order-0']}"
    with serving("orders", ports["order-0"], environment), serving("transport", ports["transport-0"], environment):
        yield {
            "orders": HTTPConnection("127.0.0.1", ports["order-0"]),
            "transport": HTTPConnection("127.0.0.1", ports["transport-0"]),
        }


def medians(
    question: Question, sizes: list[Size], connections: list[dict[str, HTTPConnection]], turns: int
) -> list[float]:
    """The median time of each size, asked in turns; the first ten turns warm up."""
    times: list[list[float]] = [[] for _ in sizes]
    for turn in range(turns + 10):
        for size, connection, own in zip(sizes, connections, times, strict=True):
            started = time.perf_counter()
            ask(connection[question.service], question, size, turn)
            if turn >= 10:
                own.append((time.perf_counter() - started) * 1000)
    return [statistics.median(own) for own in times]


def ask(connection: HTTPConnection, question: Question, size: Size, turn: int) -> None:
    order = size.orders // 2 + turn
    now = (datetime.now(UTC) - timedelta(seconds=30)).strftime("%Y-%m-%dT%H:%M:%SZ")
    path = question.path.format(order=order, cursor=encode_cursor(order), turn=turn, now=now)
    headers = {"Authorization": f"Bearer {size.key}", "Content-Type": "application/json"}
    method = "GET" if question.body is None else "POST"
    connection.request(method, path, question.body and json.dumps(question.body), headers)
    answer = connection.getresponse()
    answer.read()
    assert answer.status in (200, 201), (question.name, answer.status)


async def explain(size: Size) -> None:
    """How PostgreSQL reads for each question, by the statements that the services really send."""
    print(f"\nPlans with {size.orders:,} orders\n")
    for database, reads in (("order_db", order_reads), ("transport_db", transport_reads)):
        for name, read in reads(size.orders // 2, DAY).items():
            print(f"{name}: {', '.join(await scans_of(size.urls[database], read))}")


if __name__ == "__main__":
    main()
