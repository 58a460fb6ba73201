"""What an order decides."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from logistics.contracts import orders as contract
from logistics.orders.errors import IllegalTransition, OrderAlreadyLeft, OrderNotEditable
from logistics.orders.model import EDITABLE, NEXT, Order, OrderId, OrderItem, OrderStatus


def an_item(**changes: Any) -> OrderItem:
    item = OrderItem(
        line=1,
        sku=None,
        description="Crate",
        quantity=3,
        length_mm=1200,
        width_mm=800,
        height_mm=900,
        weight_g=85_500,
        orientation="any",
        stackable=True,
        fragile=False,
        max_load_on_top_g=None,
        bottom_only=False,
        requires_refrigeration=False,
    )
    return replace(item, **changes)


def an_order(**changes: Any) -> Order:
    now = datetime(2026, 11, 22, tzinfo=UTC)
    order = Order(
        id=OrderId(7),
        customer_id=1,
        reference="PO-1",
        priority="standard",
        pickup_date=date(2026, 12, 24),
        origin={"city": "Hamburg", "country_code": "DE"},
        destination={"city": "Prague", "country_code": "CZ"},
        items=(an_item(), an_item(line=2, quantity=2, weight_g=1)),
        notes=None,
        auto_process=True,
        status=OrderStatus.PENDING,
        status_reason=None,
        remedy=None,
        booking_ids=(),
        layout=None,
        price=None,
        version=1,
        created_at=now,
        updated_at=now,
    )
    return replace(order, **changes)


def test_every_status_has_its_moves_and_the_contract_has_the_same_statuses() -> None:
    assert set(NEXT) == set(OrderStatus)
    assert {status.value for status in OrderStatus} == {status.value for status in contract.OrderStatus}


@pytest.mark.parametrize("status", [s for s in OrderStatus if OrderStatus.CANCELLED in NEXT[s]])
def test_an_order_can_be_cancelled_until_it_leaves(status: OrderStatus) -> None:
    assert an_order(status=status).cancel().status is OrderStatus.CANCELLED


@pytest.mark.parametrize("status", [OrderStatus.IN_TRANSIT, OrderStatus.DELIVERED])
def test_an_order_that_has_left_cannot_be_cancelled(status: OrderStatus) -> None:
    with pytest.raises(OrderAlreadyLeft):
        an_order(status=status).cancel()


def test_a_cancelled_order_refuses_to_be_booked_and_names_no_way_on() -> None:
    with pytest.raises(IllegalTransition) as refused:
        an_order(status=OrderStatus.CANCELLED).book((1,), {}, {})
    assert refused.value.facts["allowed"] == []


def test_a_delivered_order_stays_delivered() -> None:
    for status in set(OrderStatus) - {OrderStatus.DELIVERED}:
        with pytest.raises(IllegalTransition):
            an_order(status=OrderStatus.DELIVERED).move(status)


def test_a_status_reported_twice_is_no_fault() -> None:
    order = an_order(status=OrderStatus.PROCESSING)
    assert order.start() == order
    assert order.move(OrderStatus.PROCESSING) == order


def test_needing_attention_forgets_what_was_booked_and_starting_forgets_the_reason() -> None:
    booked = an_order(status=OrderStatus.PROCESSING).book((4,), {"key": "k"}, {"amount": "1"})
    troubled = booked.need_attention("The van broke down.", None)
    assert (troubled.booking_ids, troubled.layout, troubled.price) == ((), None, None)
    assert troubled.status_reason == "The van broke down."
    assert troubled.start().status_reason is None


@pytest.mark.parametrize("status", set(OrderStatus) - EDITABLE)
def test_goods_cannot_change_under_a_plan(status: OrderStatus) -> None:
    with pytest.raises(OrderNotEditable):
        an_order(status=status).edit(notes="two more")


def test_totals_count_every_piece() -> None:
    order = an_order()
    assert (order.pieces, order.weight_g) == (5, 256_502)
    assert order.volume_mm3 == 5 * 1200 * 800 * 900
    assert order.number == "ORD-2026-000007"
