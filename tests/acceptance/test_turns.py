"""Customers take turns: one customer's flood does not hold up another's order."""

import asyncio
from contextlib import suppress

from logistics.contracts.orders import OrderRead, OrderStatus
from logistics.kit.errors import Conflict
from tests.acceptance.desk import UNDECIDED, Desk, open_desk

FLOOD = 50


async def test_another_customers_order_is_planned_before_what_is_left_of_a_flood(desk: Desk) -> None:
    async with open_desk(desk.system) as flooder:
        flood = [await flooder.place() for _ in range(FLOOD)]
        for order in flood[-10:]:
            for _ in range(3):
                with suppress(Conflict):
                    await flooder.orders.process_order(order.id)
        before = await undecided(flooder, flood)
        placed = await desk.place()
        assert (await desk.until_decided(placed.id)).status is OrderStatus.BOOKED
        after = await undecided(flooder, flood)
        # Ten run at once and a few begin while the order is at work; without turns it waited for all of them.
        assert before - after <= 25
        for order in flood:
            await flooder.until_decided(order.id)


async def undecided(desk: Desk, orders: list[OrderRead]) -> int:
    now = await asyncio.gather(*(desk.order(order.id) for order in orders))
    return sum(order.status in UNDECIDED for order in now)
