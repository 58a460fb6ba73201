from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import orjson
import pytest

from logistics.contracts.common import Page
from logistics.contracts.orders import OrderRead, Remedy
from logistics.kit.answers import page_answer
from logistics.orders.model import Order, OrderId, OrderItem, OrderStatus
from logistics.orders.wire import order_document, order_read

CRATE = OrderItem(
    line=1,
    sku=None,
    description="Crate",
    quantity=3,
    length_mm=1200,
    width_mm=800,
    height_mm=900,
    weight_g=85_500,
    orientation="upright",
    stackable=True,
    fragile=False,
    max_load_on_top_g=200_000,
    bottom_only=False,
    requires_refrigeration=False,
)
PENDING = Order(
    id=OrderId(7),
    customer_id=1,
    reference=None,
    priority="standard",
    pickup_date=date(2026, 12, 24),
    origin={"city": "Hamburg", "country_code": "DE", "lat": 53.55, "lon": 9.99},
    destination={"city": "Prague", "country_code": "CZ", "name": "Gate 4", "lat": 50.08, "lon": 14.42},
    items=(CRATE, replace(CRATE, line=2, sku="WM-7KG", weight_g=1, max_load_on_top_g=None)),
    notes=None,
    auto_process=True,
    status=OrderStatus.PENDING,
    status_reason=None,
    remedy=None,
    booking_ids=(),
    layout=None,
    price=None,
    version=1,
    created_at=datetime(2026, 12, 1, 9, tzinfo=UTC),
    updated_at=datetime(2026, 12, 1, 9, 0, 0, 123456, tzinfo=UTC),
)
RETRY = Remedy(kind="retry", detail="Again.").model_dump(mode="json")
BOOKED = replace(
    PENDING,
    status=OrderStatus.BOOKED,
    booking_ids=(3, 4),
    layout={"key": "order-7.json", "version": "1", "sha256": "0" * 64},
    price={"amount": "822.78", "currency": "EUR"},
)
NEEDY = replace(PENDING, status=OrderStatus.NEEDS_ATTENTION, status_reason="No.", remedy=RETRY)


@pytest.mark.parametrize("order", [PENDING, BOOKED, NEEDY], ids=lambda order: order.status)
def test_a_list_says_what_the_contract_would_say(order: Order) -> None:
    listed = page_answer([order_document(order)], None).body
    contract = Page[OrderRead](data=[order_read(order)], next_cursor=None)
    assert orjson.loads(listed) == orjson.loads(contract.model_dump_json())


def test_the_totals_are_those_of_all_pieces() -> None:
    totals = order_read(PENDING).totals
    assert (totals.pieces, totals.weight_kg, totals.volume_m3) == (6, Decimal("256.503"), Decimal("5.184"))
