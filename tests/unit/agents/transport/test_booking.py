"""The transport agent with the rules: adopting, releasing, pricing again."""

import pytest

from logistics.contracts.bookings import BookingStatus
from tests.support.builders.reads import a_vehicle, an_item, an_order
from tests.support.fakes.orders import FakeOrders
from tests.support.fakes.service import refusal
from tests.support.fakes.transport import FakeTransport

TWO_LOADS = an_item(quantity=2, weight_kg="2500")


@pytest.fixture
async def packed(world):
    """An analysed order, ready to be booked."""
    agents = world(FakeOrders(an_order(123, TWO_LOADS)), FakeTransport(*(a_vehicle(n) for n in range(1, 5))))
    layout = (await agents.work("analyser")).result.layout
    agents.transport.calls.clear()
    return agents, layout


async def book(packed):
    agents, layout = packed
    return (await agents.work("transport", layout=layout)).result


async def test_every_load_is_priced_and_all_are_booked_in_one_call(packed):
    confirmation = await book(packed)

    agents, layout = packed
    assert [vehicle.load_index for vehicle in confirmation.bookings] == [0, 1]
    assert confirmation.layout == layout
    assert agents.transport.count("POST /bookings/calculate-price") == 2
    assert agents.transport.count("POST /bookings") == 1


async def test_what_is_booked_already_is_adopted_and_not_priced_again(packed):
    first = await book(packed)

    again = await book(packed)

    assert again.bookings == first.bookings
    assert packed[0].transport.count("POST /bookings") == 1


async def test_a_quote_that_expired_is_renewed_once(packed):
    packed[0].transport.refusals = [refusal(409, "quote-expired")]

    confirmation = await book(packed)

    assert len(confirmation.bookings) == 2
    assert packed[0].transport.count("POST /bookings/calculate-price") == 4


async def test_a_quote_that_keeps_expiring_is_a_refusal(packed):
    packed[0].transport.refusals = [refusal(409, "quote-expired", "The quote has expired.")] * 5

    confirmation = await book(packed)

    assert (confirmation.refused, confirmation.because) == ("quote-expired", "The quote has expired.")
    assert packed[0].transport.count("POST /bookings") == 2


async def test_an_order_that_somebody_else_books_meanwhile_is_adopted(packed):
    agents, layout = packed

    def race():
        for index, vehicle in enumerate((3, 4)):
            agents.transport.add_booking(123, layout, vehicle, index)
        agents.transport.on_booking = lambda: None

    agents.transport.on_booking = race
    agents.transport.refusals = [refusal(409, "order-already-booked")]
    confirmation = await book(packed)

    assert [vehicle.vehicle_id for vehicle in confirmation.bookings] == [3, 4]
    assert confirmation.refused is None


async def test_half_a_booking_is_released_before_the_whole_is_booked(packed):
    agents, layout = packed
    half = agents.transport.add_booking(123, layout, 4, 1)

    confirmation = await book(packed)

    assert agents.transport.bookings[half.id - 1].status is BookingStatus.CANCELLED
    assert [vehicle.load_index for vehicle in confirmation.bookings] == [0, 1]


async def test_bookings_of_goods_that_were_changed_since_are_released(packed):
    agents, _ = packed
    await book(packed)
    agents.orders.orders[123] = an_order(123, an_item(quantity=3, weight_kg="1500"))
    new = (await agents.work("analyser")).result.layout

    confirmation = (await agents.work("transport", layout=new)).result

    assert confirmation.layout == new
    assert {booking.layout for booking in agents.transport.held()} == {new}


async def test_bookings_of_another_day_are_released(packed):
    agents, _ = packed
    await book(packed)
    agents.orders.orders[123] = an_order(123, TWO_LOADS, pickup_date="2027-01-10")

    await book(packed)

    assert [booking.status for booking in agents.transport.bookings[:2]] == [BookingStatus.CANCELLED] * 2


async def test_a_vehicle_that_is_not_free_is_refused_before_it_is_booked(packed):
    agents, _ = packed
    agents.transport.vehicles.clear()

    confirmation = await book(packed)

    assert confirmation.refused == "vehicle-already-booked"
    assert agents.transport.count("POST /bookings") == 0


async def test_without_layout_and_bookings_there_is_nothing_to_book(packed):
    confirmation = (await packed[0].work("transport")).result

    assert (confirmation.refused, confirmation.bookings) == ("nothing-to-book", [])


async def test_a_layout_that_was_changed_in_the_store_is_refused(packed):
    agents, layout = packed
    changed = layout.model_copy(update={"sha256": "0" * 64})

    confirmation = (await agents.work("transport", layout=changed)).result

    assert confirmation.refused == "layout-changed"
