"""Placing an order and following it until it is decided."""

import asyncio
import time
from typing import TYPE_CHECKING

from logistics.cli import order_views as views
from logistics.cli.output import progress
from logistics.contracts.orders import OrderCreate, OrderRead, OrderStatus
from logistics.kit.errors import Unavailable
from logistics.local.data_dir import DataDir
from logistics.local.instance import Instance, find_instance
from logistics.local.program import option_for, program
from logistics.words import HELD, UNDECIDED

if TYPE_CHECKING:
    from logistics.clients.orders import OrdersClient

NEEDS_ATTENTION = 3
"""Exit status when a person has to decide."""
LOOK_EVERY_S = 0.25
PATIENCE_S = 300.0


class StillUndecided(Unavailable):
    """The order is still being worked on."""


async def place(data_dir: DataDir, wanted: OrderCreate, *, wait: bool, json: bool) -> int:
    """Place an order and print what becomes of it; the exit status of the command."""
    instance = find_instance(data_dir)
    async with instance.orders() as orders:
        order = await orders.place_order(wanted)
        if not (wait and order.auto_process):
            _print_placed(order, data_dir, json=json)
            return 0
        progress(f"{order.number} is placed.")
        order = await _decided(orders, order, data_dir)
    await _print_outcome(instance, order, json=json)
    return _exit_status(order.status)


async def _decided(orders: "OrdersClient", order: OrderRead, data_dir: DataDir) -> OrderRead:
    """The order once it is booked or waits for somebody; each event on the way is told.

    Raises:
        StillUndecided: It took longer than anybody waits.
    """
    patience_ends = time.monotonic() + PATIENCE_S
    seen: set[int] = set()
    while True:
        # The order is read first: what led to its status has then been recorded.
        order = await orders.get_order(order.id)
        for event in (await orders.list_order_events(order.id, limit=200)).data:
            if event.id not in seen:
                seen.add(event.id)
                progress(f"  {views.event_line(event)}")
        if order.status not in UNDECIDED:
            return order
        if time.monotonic() > patience_ends:
            command = f"{program()} order show {order.id}{option_for(data_dir)}"
            raise StillUndecided(
                f"{order.number} is still {order.status} after {PATIENCE_S:.0f} s; look again with `{command}`."
            )
        await asyncio.sleep(LOOK_EVERY_S)


async def _print_outcome(instance: Instance, order: OrderRead, *, json: bool) -> None:
    if json:
        views.print_order_json(order)
        return
    waits = order.status is OrderStatus.NEEDS_ATTENTION
    print(f"{order.number} {'needs attention' if waits else f'is {views.spoken(order.status)}'}.")
    views.print_attention(order)
    views.print_booking(await views.read_booking(instance, order))


def _exit_status(status: OrderStatus) -> int:
    if status in HELD:
        return 0
    return 1 if status is OrderStatus.CANCELLED else NEEDS_ATTENTION


def _print_placed(order: OrderRead, data_dir: DataDir, *, json: bool) -> None:
    if json:
        views.print_order_json(order)
    else:
        print(f"{order.number} is placed; see `{program()} order show {order.id}{option_for(data_dir)}`.")
