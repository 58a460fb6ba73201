"""Nothing that is asked often reads a whole table, however much work there has been."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.support.filling import fill_orders, fill_transport
from tests.support.plans import Read, order_reads, scans_of, transport_reads

ORDERS = 20_000
VEHICLES = 1_000
DAY = datetime.now(UTC).date() + timedelta(days=9)

FOUND_BY = {
    "newest orders": "orders_pkey",
    "a page in the middle": "orders_pkey",
    "orders that need attention": "orders_status",
    "orders of a customer": "orders_customer",
    "orders of a day": "orders_pickup",
    "search by number": "orders_reference",
    "search by reference": "orders_reference",
    "search that finds nothing": "orders_reference",
    "one order": "orders_pkey",
    "vehicles": "vehicles_pkey",
    "free vehicles": "holds_do_not_overlap",
    "bookings of an order": "bookings_order",
    "bookings of a vehicle": "bookings_vehicle",
    "bookings of a week": "bookings_period",
    "bookings that just changed": "bookings_updated",
}
"""The index that spares a walk over the table. Walking along another one to the end would be no better."""


@pytest.fixture
def filled_order_db(orders_database_url: str) -> str:
    fill_orders(orders_database_url, ORDERS)
    return orders_database_url


@pytest.fixture
def filled_transport_db(transport_database_url: str) -> str:
    fill_transport(transport_database_url, VEHICLES, bookings=ORDERS)
    return transport_database_url


async def test_orders_are_found_by_their_indexes(filled_order_db: str) -> None:
    await _check(filled_order_db, order_reads(ORDERS // 2, DAY))


async def test_vehicles_and_bookings_are_found_by_their_indexes(filled_transport_db: str) -> None:
    await _check(filled_transport_db, transport_reads(ORDERS // 2, DAY))


async def _check(url: str, reads: dict[str, Read]) -> None:
    plans = {name: await scans_of(url, read) for name, read in reads.items()}
    walks = {name: scans for name, scans in plans.items() if any(scan.startswith("Seq Scan") for scan in scans)}
    assert walks == {}
    assert {name: scans for name, scans in plans.items() if FOUND_BY[name] not in " ".join(scans).split()} == {}
