"""TransportClient and the Transport API speak the same language."""

import httpx2
import pytest

from logistics.clients.transport import TransportClient
from logistics.contracts.bookings import BookingStatus
from logistics.contracts.vehicles import VehicleCreate
from logistics.kit.errors import Conflict
from tests.integration.transport.world import World
from tests.support.builders.bodies import a_vehicle
from tests.support.builders.layouts import a_layout, a_price_request
from tests.support.builders.reads import NOW, PICKUP


@pytest.fixture
def client(world: World) -> TransportClient:
    token = world.signer.token(NOW, "dispatcher")
    return TransportClient("http://transport/api", credential=token, transport=httpx2.ASGITransport(world.app))


async def test_an_agent_finds_prices_books_and_moves_a_vehicle(world: World, client: TransportClient) -> None:
    van = await client.create_vehicle(VehicleCreate.model_validate(a_vehicle()), key="k")
    assert (await client.list_vehicles(registration=van.registration)).data == [van]
    order = world.order()
    free = await client.available_vehicles(
        PICKUP, days=2, min_length_mm=1200, min_width_mm=800, min_height_mm=900, min_payload_kg="256.5"
    )
    assert free.data == [van]
    document = a_layout(order, van)
    quote = await client.calculate_price(a_price_request(order, document.loads[0]))
    stored = await world.store(document)
    [booking] = await client.book(order.id, stored, [quote.quote_id], key="k2")
    assert booking.price == quote.total
    with pytest.raises(Conflict) as refusal:
        await client.book(order.id, stored, [quote.quote_id])
    assert refusal.value.code == "order-already-booked"
    assert refusal.value.facts["bookings"] == [booking.model_dump(mode="json")]
    moved = await client.move_booking(booking.id, BookingStatus.CANCELLED, "a test")
    assert (await client.list_bookings(order_id=order.id, status=BookingStatus.CANCELLED)).data == [moved]
    assert (await client.list_bookings(told=False)).data == []
