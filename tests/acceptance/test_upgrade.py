"""What an older version stored is read by this one, row for row, and goes on."""

import gzip
import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from logistics.contracts.bookings import BookingStatus
from logistics.layouts.proof import piece_faults
from tests.acceptance.desk import Desk, a_day_of_its_own, open_desk
from tests.support.system import System

OLD = Path(__file__).parents[1] / "data" / "installation-2026-11-28"

Rows = list[dict[str, Any]]


@pytest.fixture(scope="module")
def upgraded() -> Iterator[System]:
    """`logistics up` of today in a data directory that the version before filled."""
    system = System("--no-sample-data")
    try:
        system.command("restore", str(OLD / "backup"))
        system.start()
        yield system
    finally:
        system.remove()


@pytest.fixture
async def desk(upgraded: System) -> AsyncIterator[Desk]:
    async with open_desk(upgraded) as desk:
        yield desk


def answers() -> dict[str, Rows]:
    """What the old services answered, by subject."""
    found: dict[str, Rows] = json.loads(gzip.decompress((OLD / "answers.json.gz").read_bytes()))
    return found


PATHS = {
    "products": "/api/orders/products/{id}",
    "customers": "/api/orders/customers/{id}",
    "orders": "/api/orders/orders/{id}",
    "vehicles": "/api/transport/vehicles/{id}",
    "bookings": "/api/transport/bookings/{id}",
}


@pytest.mark.parametrize("subject", PATHS)
async def test_everything_the_old_version_answered_is_answered_the_same(desk: Desk, subject: str) -> None:
    async with desk.system.http() as http:
        for old in answers()[subject]:
            assert known_to(old, await read(http, PATHS[subject].format(id=old["id"]))) == old


def known_to(old: Any, now: Any) -> Any:
    """What is answered now without the fields that the old version did not have, however deep they lie."""
    if isinstance(old, dict) and isinstance(now, dict):
        return {name: known_to(old[name], now.get(name)) for name in old}
    if isinstance(old, list) and isinstance(now, list) and len(old) == len(now):
        return [known_to(*pair) for pair in zip(old, now, strict=True)]
    return now


async def read(http: httpx2.AsyncClient, path: str) -> dict[str, Any]:
    answer = await http.get(path)
    assert answer.status_code == 200, answer.text
    row: dict[str, Any] = answer.json()
    return row


async def test_the_books_and_the_layouts_agree(desk: Desk) -> None:
    desk.system.command("doctor")
    for old in answers()["orders"]:
        if old["status"] in ("booked", "in_transit"):
            bookings = await desk.bookings(old["id"], *(status for status in BookingStatus if status != "cancelled"))
            assert [booking.id for booking in bookings] == sorted(old["booking_ids"])
            document = await desk.orders.get_layout(old["id"])
            assert piece_faults(document, (await desk.order(old["id"])).pieces()) == []


async def test_what_waited_in_the_old_version_is_booked_in_this_one(desk: Desk) -> None:
    (waiting,) = [order for order in answers()["orders"] if order["reference"] == "WAITING"]
    async with desk.system.http() as http:
        path = f"/api/orders/orders/{waiting['id']}"
        moved = await http.patch(path, json={"pickup_date": str(a_day_of_its_own())})
        assert moved.status_code == 200, moved.text
        assert (await http.post(f"{path}/process")).is_success
    booked = await desk.until_booked_and_told(waiting["id"])
    assert booked.items[0].stack_code == "box"
    assert booked.items[1].carries_codes == ()


async def test_what_was_booked_in_the_old_version_can_be_called_off(desk: Desk) -> None:
    booked = next(order for order in answers()["orders"] if order["status"] == "booked")
    await desk.orders.cancel_order(booked["id"])
    await desk.until_told(booked["id"], "order_cancelled")
    await desk.until_nothing_is_left_to_do(booked["id"])
    assert {booking.status for booking in await desk.bookings(booked["id"])} == {BookingStatus.CANCELLED}
