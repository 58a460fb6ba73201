import asyncio
from decimal import Decimal

import pytest

from logistics.agents.analyser.desk import PENCILLED_S, PackingDesk, Shipment
from logistics.pricing import Trip
from logistics.words import OrderStatus, Priority
from tests.support.agent_world import AgentWorld, shared_packers
from tests.support.builders.reads import PICKUP, a_vehicle, an_order
from tests.support.fakes.orders import FakeOrders
from tests.support.fakes.transport import FakeTransport

TRIP = Trip(Decimal(600), Priority.STANDARD)
CHEAP, DEAR = a_vehicle(1, rate_per_km="0.8"), a_vehicle(2, rate_per_km="1.9")


class Watch:
    """A clock that a test sets."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def watch():
    return Watch()


@pytest.fixture
def desk(watch):
    return PackingDesk(shared_packers(), watch)


def shipment(order_id=1, day=PICKUP):
    pieces = list(an_order(order_id).pieces())
    return Shipment(order_id=order_id, customer_id=order_id, pieces=pieces, day=day, days=2, trip=TRIP)


async def vehicle_of(desk, *args, free=(CHEAP, DEAR)):
    (vehicle,) = (await desk.plan(shipment(*args), free)).vehicles
    return vehicle.id


async def test_the_next_order_takes_the_vehicle_that_nobody_is_about_to_book(desk):
    assert [await vehicle_of(desk, order_id) for order_id in (1, 2)] == [1, 2]


async def test_an_order_that_is_planned_again_keeps_its_vehicle(desk):
    assert [await vehicle_of(desk, 1) for _ in range(2)] == [1, 1]


async def test_orders_on_other_days_do_not_disturb_each_other(desk):
    later = PICKUP.replace(day=PICKUP.day + 2)

    assert [await vehicle_of(desk, 1), await vehicle_of(desk, 2, later)] == [1, 1]


async def test_orders_whose_days_overlap_do(desk):
    next_day = PICKUP.replace(day=PICKUP.day + 1)

    assert [await vehicle_of(desk, 1), await vehicle_of(desk, 2, next_day)] == [1, 2]


async def test_a_plan_that_came_to_nothing_gives_its_vehicle_back(desk, watch):
    await vehicle_of(desk, 1)
    watch.now = PENCILLED_S

    assert await vehicle_of(desk, 2) == 1


async def test_two_orders_and_one_vehicle_are_left_to_the_transport_api(desk):
    assert [await vehicle_of(desk, order_id, free=(CHEAP,)) for order_id in (1, 2)] == [1, 1]


async def test_orders_planned_at_the_same_moment_get_different_vehicles(desk):
    fleet = tuple(a_vehicle(number) for number in range(1, 7))

    chosen = await asyncio.gather(*(vehicle_of(desk, order_id, free=fleet) for order_id in range(1, 7)))

    assert sorted(chosen) == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize(
    ("status", "taken"),
    [
        (OrderStatus.PROCESSING, 2),
        (OrderStatus.CANCELLED, 1),
        (OrderStatus.NEEDS_ATTENTION, 1),
    ],
)
async def test_a_vehicle_that_is_free_again_is_free_for_the_next_order_at_once(tmp_path, status, taken):
    orders = FakeOrders(an_order(1), an_order(2))
    world = AgentWorld(tmp_path, orders, FakeTransport(CHEAP, DEAR))
    assert [load.vehicle_id for load in (await world.work("analyser", 1)).result.loads] == [1]
    orders.orders[1] = orders.orders[1].model_copy(update={"status": status})

    assert [load.vehicle_id for load in (await world.work("analyser", 2)).result.loads] == [taken]
