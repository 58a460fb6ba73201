"""Nothing that is asked often reads a whole table, however much work there has been."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.support.filling import fill_orders, fill_transport
from tests.support.plans import order_reads, scans_of, transport_reads

ORDERS = 20_000
VEHICLES = 1_000
DAY = datetime.now(UTC).date() + timedelta(days=9)


@pytest.fixture
def filled_order_db(orders_database_url: str) -> str:
    fill_orders(orders_database_url, ORDERS)
    return orders_database_url


@pytest.fixture
def filled_transport_db(transport_database_url: str) -> str:
    fill_transport(transport_database_url, VEHICLES, bookings=ORDERS)
    return transport_database_url


async def test_orders_are_found_by_indexes(filled_order_db: str) -> None:
    plans = {name: await scans_of(filled_order_db, read) for name, read in order_reads(ORDERS // 2, DAY).items()}
    assert {name: scans for name, scans in plans.items() if _whole_tables(scans)} == {}


async def test_vehicles_and_bookings_are_found_by_indexes(filled_transport_db: str) -> None:
    reads = transport_reads(ORDERS // 2, DAY)
    plans = {name: await scans_of(filled_transport_db, read) for name, read in reads.items()}
    assert {name: scans for name, scans in plans.items() if _whole_tables(scans)} == {}


def _whole_tables(scans: list[str]) -> list[str]:
    return [scan for scan in scans if not scan.startswith(("Index", "Bitmap"))]
