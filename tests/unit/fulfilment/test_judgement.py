"""Verdicts follow from the services' facts alone."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from logistics.contracts.orders import OrderRead
from logistics.contracts.transport import BookingRead
from logistics.fulfilment.judgement import judge

NOW = datetime(2026, 11, 22, tzinfo=UTC)
LAYOUT = {"key": "order-1.json", "version": "1", "sha256": "0" * 64}


def an_order(status: str, booking_ids: tuple[int, ...] = ()) -> OrderRead:
    place = {"city": "Hamburg", "country_code": "DE"}
    return OrderRead.model_validate(
        {
            "id": 1,
            "number": "ORD-2026-000001",
            "customer_id": 1,
            "reference": None,
            "priority": "standard",
            "pickup_date": date(2026, 12, 24),
            "origin": place,
            "destination": place,
            "items": [],
            "notes": None,
            "auto_process": True,
            "status": status,
            "status_reason": None,
            "remedy": None,
            "totals": {"pieces": 0, "weight_kg": 0, "volume_m3": 0},
            "booking_ids": list(booking_ids),
            "layout": None,
            "price": None,
            "version": 1,
            "created_at": NOW,
            "updated_at": NOW,
        }
    )


def a_booking(booking_id: int, status: str = "confirmed", **changes: Any) -> BookingRead:
    return BookingRead.model_validate(
        {
            "id": booking_id,
            "number": f"BKG-{booking_id}",
            "vehicle_id": booking_id,
            "order_ids": [1],
            "load_index": booking_id,
            "period": {"from": date(2026, 12, 24), "to": date(2026, 12, 25)},
            "layout": LAYOUT,
            "quote_id": 1,
            "price": {"amount": "100", "currency": "EUR"},
            "status": status,
            "status_reason": None,
            "version": 1,
            "created_at": NOW,
            "updated_at": NOW,
        }
        | changes
    )


@pytest.mark.parametrize(
    ("order", "bookings", "verdict"),
    [
        (an_order("booked", (2, 3)), [a_booking(2), a_booking(3)], "booked"),
        (an_order("processing"), [a_booking(2)], "booked"),
        (an_order("booked", (2,)), [], "not_booked"),
        (an_order("booked", (2,)), [a_booking(2, "cancelled")], "not_booked"),
        (an_order("booked", (9,)), [a_booking(2)], "booked"),
        (an_order("processing"), [], "unfinished"),
        (an_order("needs_attention"), [], "settled"),
        (an_order("needs_attention"), [a_booking(2)], "to_release"),
        (an_order("cancelled"), [a_booking(2)], "to_release"),
        (an_order("cancelled"), [a_booking(2, "cancelled")], "settled"),
        (an_order("in_transit", (2,)), [a_booking(2, "in_transit")], "settled"),
    ],
)
def test_an_order_is_what_its_bookings_make_it(order: OrderRead, bookings: list[BookingRead], verdict: str) -> None:
    assert judge(order, bookings).kind == verdict


def test_what_is_to_be_released_is_only_what_is_still_held() -> None:
    held = judge(an_order("cancelled"), [a_booking(2), a_booking(3, "cancelled"), a_booking(4, "delivered")])
    assert [booking.id for booking in held.bookings] == [2]
