"""The sample company's orders, from the customer's request to the message that tells them: every part agrees."""

import pytest

from logistics.contracts.layout import PlacedPiece
from logistics.contracts.orders import OrderRead, OrderStatus
from tests.acceptance.desk import STEPS, Desk, eventually
from tests.acceptance.mailbox import Mailbox
from tests.support.builders.bodies import a_crate
from tests.support.builders.layouts import a_price_request

IMPOSSIBLE = "PO-4724"
BOOKABLE = [f"PO-{number}" for number in range(4711, 4731) if f"PO-{number}" != IMPOSSIBLE]


async def sample(desk: Desk, reference: str) -> OrderRead:
    """The sample order with this reference, once it is decided."""

    async def look() -> OrderRead | None:
        found = (await desk.orders.list_orders(q=reference)).data
        return found[0] if found else None

    return await desk.until_decided((await eventually(look, f"{reference} is placed")).id)


async def placements(desk: Desk, order: OrderRead, sku: str) -> list[PlacedPiece]:
    document = await desk.orders.get_layout(order.id)
    return [piece for load in document.loads for piece in load.placements if piece.sku == sku]


@pytest.mark.parametrize("reference", BOOKABLE)
async def test_a_booked_order_agrees_with_its_layout_bookings_prices_and_message(desk: Desk, reference: str) -> None:
    order = await sample(desk, reference)
    await desk.until_booked_and_told(order.id)


@pytest.mark.parametrize("reference", BOOKABLE)
async def test_the_price_booked_is_what_the_same_question_is_answered(desk: Desk, reference: str) -> None:
    order = await sample(desk, reference)
    document = await desk.orders.get_layout(order.id)
    for load, booking in zip(document.loads, await desk.bookings(order.id), strict=True):
        quote = await desk.transport.calculate_price(a_price_request(order, load))
        assert sum(line.amount for line in quote.lines) == quote.total.amount
        assert (booking.price, booking.period) == (quote.total, quote.period)


async def test_an_order_alone_takes_each_step_once_and_in_turn(desk: Desk) -> None:
    order = await desk.place()
    await desk.until_booked_and_told(order.id)
    assert sorted(await desk.event_types(order.id)) == sorted(STEPS)


async def test_goods_listed_standing_are_laid_down_when_they_may_be(desk: Desk) -> None:
    order = await sample(desk, "PO-4721")
    lamps = await placements(desk, order, "LAMP-45")
    assert len(lamps) == 12
    assert all(lamp.dz_mm == 300 for lamp in lamps)


async def test_goods_wider_than_every_vehicle_are_turned_and_stay_upright(desk: Desk) -> None:
    order = await sample(desk, "PO-4722")
    for sign in await placements(desk, order, "SIGN-4M"):
        assert (sign.dx_mm, sign.dy_mm, sign.dz_mm) == (4000, 1500, 850)


@pytest.mark.parametrize("reference", ["PO-4717", "PO-4723", "PO-4728"])
async def test_more_than_a_vehicle_takes_goes_in_two(desk: Desk, reference: str) -> None:
    order = await sample(desk, reference)
    bookings = await desk.bookings(order.id)
    assert len({booking.vehicle_id for booking in bookings}) == len(bookings) == 2


@pytest.mark.parametrize("reference", ["PO-4713", "PO-4715", "PO-4729"])
async def test_chilled_goods_go_in_refrigerated_vehicles(desk: Desk, reference: str) -> None:
    order = await sample(desk, reference)
    for booking in await desk.bookings(order.id):
        assert (await desk.transport.get_vehicle(booking.vehicle_id)).refrigerated


async def test_vaccines_go_where_their_temperature_is_kept(desk: Desk) -> None:
    order = await sample(desk, "PO-4713")
    (load,) = (await desk.orders.get_layout(order.id)).loads
    assert {(box.min_temperature_c, box.max_temperature_c) for box in load.placements} == {(2, 8)}
    vehicle = await desk.transport.get_vehicle(load.space.vehicle_id)
    assert (load.space.min_temperature_c, load.space.max_temperature_c) == (-20, 12)
    assert (vehicle.min_temperature_c, vehicle.max_temperature_c) == (-20, 12)


async def test_goods_in_a_van_stand_clear_of_its_wheel_arches(desk: Desk) -> None:
    order = await sample(desk, "PO-4716")
    (load,) = (await desk.orders.get_layout(order.id)).loads
    assert load.space.blocked == (await desk.transport.get_vehicle(load.space.vehicle_id)).blocked
    assert len(load.space.blocked) == 2
    for arch in load.space.blocked:
        for piece in load.placements:
            along = piece.x_mm < arch.x_mm + arch.dx_mm and arch.x_mm < piece.x_mm + piece.dx_mm
            across = piece.y_mm < arch.y_mm + arch.dy_mm and arch.y_mm < piece.y_mm + piece.dy_mm
            assert not (along and across and piece.z_mm < arch.dz_mm), piece.item


async def test_drums_and_food_go_in_two_vehicles(desk: Desk) -> None:
    apples = a_crate(description="Apples", quantity=6, tags=["food"])
    order = await desk.place(items=[{"sku": "DRUM-200L", "quantity": 4}, apples])
    await desk.until_booked_and_told(order.id)
    loads = (await desk.orders.get_layout(order.id)).loads
    assert sorted(sorted({tag for piece in load.placements for tag in piece.tags}) for load in loads) == [
        ["chemicals"],
        ["food"],
    ]


async def test_goods_colder_than_any_vehicle_keeps_wait_for_a_person_who_is_told_so(desk: Desk) -> None:
    plasma = a_crate(description="Plasma", quantity=1, min_temperature_c=-60, max_temperature_c=-40)
    order = await desk.until_decided((await desk.place(items=[plasma, a_crate()])).id)
    assert order.status is OrderStatus.NEEDS_ATTENTION
    assert order.status_reason == (
        "Item 1, Plasma (1 000 mm), needs -60 to -40 °C, and no vehicle in service keeps that."
    )
    assert order.remedy is not None
    assert (order.remedy.kind, order.remedy.items) == ("leave_out", (f"{order.id}-1-1",))


async def test_what_nothing_can_carry_waits_for_a_person_with_a_reason_and_a_remedy(desk: Desk) -> None:
    order = await sample(desk, IMPOSSIBLE)
    assert order.status is OrderStatus.NEEDS_ATTENTION
    assert order.status_reason is not None
    assert "Rotor blade" in order.status_reason
    assert "13 600 mm" in order.status_reason
    assert order.remedy is not None
    assert order.remedy.kind == "leave_out"
    assert order.remedy.items == (f"{order.id}-1-1",)
    assert await desk.bookings(order.id) == []
    assert await desk.notifications(order.id) == []


async def test_customers_get_one_e_mail_for_each_booked_order(desk: Desk, mailbox: Mailbox) -> None:
    for reference in BOOKABLE:
        order = await sample(desk, reference)
        await desk.until_told(order.id, "order_booked")
        customer = await desk.orders.get_customer(order.customer_id)
        ((recipients, message),) = mailbox.about(order.id)
        assert recipients == [customer.email]
        assert order.number in message.get_content()
