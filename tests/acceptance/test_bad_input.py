"""What is wrong is refused at the front door with a code, a place and a remedy; what is only hard is taken."""

from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest

from logistics.contracts.bookings import BookingStatus
from logistics.contracts.orders import OrderStatus
from logistics.contracts.vehicles import BlockCreate, Period
from logistics.kit.errors import Conflict, NotFound
from tests.acceptance.desk import Desk, a_day_of_its_own
from tests.support.builders.bodies import a_crate, an_order

ORDERS = "/api/orders/orders"


@pytest.fixture
async def http(desk: Desk) -> AsyncIterator[httpx2.AsyncClient]:
    async with desk.system.http() as http:
        yield http


def require_problem(answer: httpx2.Response, status: int, code: str, *pointers: str) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = answer.json()
    assert problem["code"] == code
    assert problem["detail"]
    faults = problem.get("errors", [])
    assert [fault["pointer"] for fault in faults] == list(pointers)
    assert all(fault["message"] for fault in faults)
    return problem


@pytest.mark.parametrize(
    ("change", "code", "pointer"),
    [
        ({"colour": "red"}, "invalid-request", "/colour"),
        (
            {"origin": {"city": "Hamburg", "country_code": "DE", "planet": "Earth"}},
            "invalid-request",
            "/origin/planet",
        ),
        ({"items": [a_crate(depth_mm=5)]}, "invalid-request", "/items/0/depth_mm"),
        ({"destination": None}, "invalid-request", "/destination"),
        ({"items": [a_crate(length_mm=0)]}, "invalid-request", "/items/0/length_mm"),
        ({"items": [a_crate(width_mm=-5)]}, "invalid-request", "/items/0/width_mm"),
        ({"items": [a_crate(height_mm=10**9)]}, "invalid-request", "/items/0/height_mm"),
        ({"items": [a_crate(weight_kg="-1")]}, "invalid-request", "/items/0/weight_kg"),
        ({"items": [a_crate(), {"sku": "NO-SUCH", "quantity": 1}]}, "order-invalid", "/items/1/sku"),
        ({"origin": {"city": "Hambrug", "country_code": "DE"}}, "order-invalid", "/origin/city"),
        ({"pickup_date": "2020-02-29"}, "order-invalid", "/pickup_date"),
        ({"pickup_date": "tomorrow"}, "invalid-request", "/pickup_date"),
        ({"items": []}, "invalid-request", "/items"),
        ({"items": [a_crate(quantity=2001)]}, "order-invalid", "/items"),
        ({"items": [a_crate(quantity=1)] * 2001}, "invalid-request", "/items"),
        ({"customer_id": 2**53 - 1}, "order-invalid", "/customer_id"),
    ],
    ids=lambda given: "" if isinstance(given, dict) else given,
)
async def test_a_wrong_field_is_named_with_what_would_be_right(
    desk: Desk, http: httpx2.AsyncClient, change: dict[str, Any], code: str, pointer: str
) -> None:
    answer = await http.post(ORDERS, json=an_order(desk.customer_id, a_day_of_its_own()) | change)
    require_problem(answer, 422, code, pointer)


@pytest.mark.parametrize("field", ["customer_id", "pickup_date", "origin", "destination", "items"])
async def test_a_missing_field_is_named(desk: Desk, http: httpx2.AsyncClient, field: str) -> None:
    body = an_order(desk.customer_id, a_day_of_its_own())
    del body[field]
    require_problem(await http.post(ORDERS, json=body), 422, "invalid-request", f"/{field}")


async def test_every_fault_of_an_order_is_named_at_once(desk: Desk, http: httpx2.AsyncClient) -> None:
    nowhere = {"city": "Nowhere", "country_code": "DE"}
    body = an_order(desk.customer_id, a_day_of_its_own(), origin=nowhere, items=[{"sku": "NO-SUCH", "quantity": 1}])
    require_problem(await http.post(ORDERS, json=body), 422, "order-invalid", "/origin/city", "/items/0/sku")


@pytest.mark.parametrize("body", [b'{"customer_id": 1,', b"", b"\xff\xfe", b"[" * 100_000])
async def test_what_is_not_json_is_malformed_or_no_order(http: httpx2.AsyncClient, body: bytes) -> None:
    answer = await http.post(ORDERS, content=body, headers={"content-type": "application/json"})
    assert answer.status_code in (400, 413, 422), answer.text
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_body_of_20_mb_is_too_large(http: httpx2.AsyncClient) -> None:
    answer = await http.post(ORDERS, content=b" " * 20_000_000, headers={"content-type": "application/json"})
    require_problem(answer, 413, "body-too-large")


async def test_a_stream_of_20_mb_without_a_length_is_too_large(http: httpx2.AsyncClient) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b" " * 1_000_000

    answer = await http.post(ORDERS, content=endless(), headers={"content-type": "application/json"})
    require_problem(answer, 413, "body-too-large")


async def test_a_key_used_for_another_order_is_refused(desk: Desk, http: httpx2.AsyncClient) -> None:
    key = {"Idempotency-Key": f"bad-input-{desk.customer_id}"}
    day = a_day_of_its_own()
    first = await http.post(ORDERS, json=an_order(desk.customer_id, day, auto_process=False), headers=key)
    assert first.status_code == 201, first.text
    again = await http.post(ORDERS, json=an_order(desk.customer_id, day, auto_process=False), headers=key)
    assert again.headers["idempotent-replayed"] == "true"
    assert again.json() == first.json()
    other = await http.post(ORDERS, json=an_order(desk.customer_id, day, notes="Another one."), headers=key)
    require_problem(other, 422, "idempotency-key-reused")


@pytest.mark.parametrize("status", [OrderStatus.DELIVERED, OrderStatus.IN_TRANSIT, OrderStatus.AWAITING_APPROVAL])
async def test_an_illegal_move_is_refused_with_the_legal_ones(
    desk: Desk, http: httpx2.AsyncClient, status: OrderStatus
) -> None:
    order = await desk.place(auto_process=False)
    refused = await http.patch(f"{ORDERS}/{order.id}", json={"status": status})
    problem = require_problem(refused, 409, "illegal-transition")
    assert problem["allowed"] == ["booked", "cancelled", "needs_attention", "processing"]


async def test_a_booking_moves_no_other_way_than_forward(desk: Desk) -> None:
    order = await desk.until_booked_and_told((await desk.place()).id)
    with pytest.raises(Conflict) as refused:
        await desk.transport.move_booking(order.booking_ids[0], BookingStatus.DELIVERED)
    assert refused.value.code == "illegal-transition"


@pytest.mark.parametrize("path", ["orders/orders/{}", "orders/orders/{}/events", "orders/orders/{}/layout"])
@pytest.mark.parametrize("order_id", ["999999999", "0", "-1", "x", "9" * 40])
async def test_an_unknown_order_is_not_found(http: httpx2.AsyncClient, path: str, order_id: str) -> None:
    answer = await http.get("/api/" + path.format(order_id))
    assert answer.status_code in (404, 422), answer.text
    assert answer.headers["content-type"] == "application/problem+json"


async def test_unknown_vehicles_bookings_and_paths_are_not_found(desk: Desk, http: httpx2.AsyncClient) -> None:
    for look in (desk.transport.get_vehicle, desk.transport.get_booking):
        with pytest.raises(NotFound):
            await look(999_999_999)
    require_problem(await http.get("/api/orders/no/such/path"), 404, "no-such-path")
    require_problem(await http.get("/api/transport/no-such-path"), 404, "no-such-path")


async def test_an_item_longer_than_every_vehicle_is_taken_and_waits_for_a_person(desk: Desk) -> None:
    order = await desk.place(items=[a_crate(description="Mast", length_mm=20_000), a_crate()])
    decided = await desk.until_decided(order.id)
    assert decided.status is OrderStatus.NEEDS_ATTENTION
    assert decided.status_reason is not None
    assert "Mast (20 000 mm)" in decided.status_reason
    assert decided.remedy is not None
    assert (decided.remedy.kind, len(decided.remedy.items)) == ("leave_out", 3)
    assert await desk.bookings(order.id) == []


async def test_chilled_goods_on_a_day_without_a_cold_vehicle_wait_for_the_next_free_date(desk: Desk) -> None:
    day, after = a_day_of_its_own(), a_day_of_its_own()
    for registration in ("HH-LM 302", "HH-LM 703"):
        vehicle = await desk.vehicle(registration)
        workshop = BlockCreate(period=Period(from_=day, to=after), reason="Cooling unit serviced")
        await desk.transport.block_vehicle(vehicle.id, workshop)
    order = await desk.place(pickup_date=day, items=[a_crate(requires_refrigeration=True)])
    decided = await desk.until_decided(order.id)
    assert decided.status is OrderStatus.NEEDS_ATTENTION
    assert decided.status_reason is not None
    assert "not free" in decided.status_reason
    assert decided.remedy is not None
    assert (decided.remedy.kind, decided.remedy.pickup_date) == ("next_free_date", after)
    assert await desk.bookings(order.id) == []
