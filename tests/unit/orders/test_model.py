"""What an order decides."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from logistics.contracts import orders as contract
from logistics.orders.errors import (
    BookingsDisagree,
    DecidedByBookings,
    IllegalTransition,
    OrderAlreadyCancelled,
    OrderAlreadyLeft,
    OrderIsBooked,
    OrderNotEditable,
    PlanChanged,
)
from logistics.orders.model import EDITABLE, NEXT, Order, OrderId, OrderItem, OrderStatus
from logistics.orders.standing import BookingStatus, Standing


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
        rules={},
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


def following(order: Order, states: dict[int, BookingStatus], plan_version: int | None = 1) -> Order:
    """The order where these bookings bring it."""
    reported = Standing(
        states=list(states.items()),
        plan_version=plan_version,
        layout={"key": "k"},
        price={"amount": "1"},
        reason=None,
    )
    return [order, *order.follow(reported)][-1]


@pytest.mark.parametrize(
    "status", sorted(set(OrderStatus) - {OrderStatus.CANCELLED, OrderStatus.IN_TRANSIT, OrderStatus.DELIVERED})
)
def test_an_order_with_vehicles_is_booked_wherever_it_was(status: OrderStatus) -> None:
    booked = following(an_order(status=status), {4: "confirmed", 3: "cancelled"})
    assert (booked.status, booked.booking_ids) == (OrderStatus.BOOKED, (4,))
    assert booked.booking_states == ((3, "cancelled"), (4, "confirmed"))


def test_a_cancelled_order_and_one_that_was_changed_want_no_vehicles() -> None:
    with pytest.raises(OrderAlreadyCancelled):
        following(an_order(status=OrderStatus.CANCELLED), {4: "confirmed"})
    with pytest.raises(PlanChanged):
        following(an_order(plan_version=2), {4: "confirmed"})
    # Bookings from before there were plan versions are believed.
    assert following(an_order(plan_version=2), {4: "confirmed"}, None).status is OrderStatus.BOOKED


def test_what_an_order_knows_further_on_stays() -> None:
    left = following(an_order(), {4: "in_transit"})
    assert following(left, {4: "confirmed"}) == left
    back = following(following(an_order(), {4: "confirmed"}), {4: "cancelled"})
    assert following(back, {4: "confirmed"}) == back
    with pytest.raises(OrderAlreadyLeft):
        following(left, {4: "cancelled"})
    with pytest.raises(OrderAlreadyCancelled):
        following(back, {4: "in_transit"})


def test_a_load_that_stays_behind_is_not_forgotten_by_its_order() -> None:
    left = following(an_order(), {4: "in_transit", 5: "confirmed"})
    assert (left.left_behind, left.status_reason) == ((), None)
    for states, status in (({4: "in_transit"}, OrderStatus.IN_TRANSIT), ({4: "delivered"}, OrderStatus.DELIVERED)):
        in_part = following(left, states | {5: "cancelled"})
        assert (in_part.status, in_part.booking_ids, in_part.left_behind) == (status, (4, 5), (5,))
        assert in_part.status_reason == "Cancelled after others had left, so its goods stayed behind: 5."


def test_a_delivered_order_stays_delivered() -> None:
    for status in set(OrderStatus) - {OrderStatus.DELIVERED}:
        with pytest.raises(IllegalTransition):
            an_order(status=OrderStatus.DELIVERED).move(status)


def test_a_status_reported_twice_is_no_fault() -> None:
    order = an_order(status=OrderStatus.PROCESSING)
    assert order.start() == order
    assert order.move(OrderStatus.PROCESSING) == order


def test_needing_attention_forgets_what_was_booked_and_starting_forgets_the_reason() -> None:
    booked = following(an_order(), {4: "confirmed"})
    troubled = following(booked, {4: "cancelled"})
    assert (troubled.booking_ids, troubled.price) == ((), None)
    assert troubled.layout == booked.layout, "It can be booked again by hand."
    assert troubled.status_reason == "The vehicles it was booked on are not booked any more."
    assert troubled.start().status_reason is None


def test_a_booked_order_needs_nobody_and_is_sent_on_by_nobody() -> None:
    booked = following(an_order(), {4: "confirmed"})
    with pytest.raises(OrderIsBooked):
        booked.need_attention("No vehicle.", None)
    with pytest.raises(DecidedByBookings):
        booked.move(OrderStatus.IN_TRANSIT)
    assert booked.agree((4,), {"key": "k"}, {"amount": "1"}) == booked
    with pytest.raises(BookingsDisagree):
        booked.agree((4,), {"key": "k"}, {"amount": "0.01"})


def test_an_order_knows_the_layout_that_was_saved_last_until_one_is_booked() -> None:
    packed = an_order(status=OrderStatus.PROCESSING).packed({"key": "first"}).packed({"key": "second"})
    assert packed.layout == {"key": "second"}
    assert packed.need_attention("No vehicle.", None).layout == {"key": "second"}
    booked = following(packed, {4: "confirmed"})
    assert booked.packed({"key": "third"}).layout == booked.layout


@pytest.mark.parametrize("status", sorted(set(OrderStatus) - EDITABLE))
def test_goods_cannot_change_under_a_plan(status: OrderStatus) -> None:
    with pytest.raises(OrderNotEditable):
        an_order(status=status).edit(notes="two more")


def test_totals_count_every_piece() -> None:
    order = an_order()
    assert (order.pieces, order.weight_g) == (5, 256_502)
    assert order.volume_mm3 == 5 * 1200 * 800 * 900
    assert order.number == "ORD-2026-000007"
