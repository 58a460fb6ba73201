"""How long an order takes from placed to booked, ten clients at once, on a system started for it.

    python benchmarks/orders.py

Each client places an order, follows its events until the customer is told, thinks, and places the next one. The
orders are the sample orders that can be carried, each on a pickup day of its own, so that vehicles are free. Times
are between the system's own records: creation, `order_booked`, `customer_notified`.
"""

import argparse
import asyncio
import itertools
import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from logistics.clients.orders import OrdersClient
from logistics.contracts.orders import OrderCreate, OrderStatus
from logistics.samples.orders import sample_orders
from tests.support.system import System, running_system

IMPOSSIBLE = "PO-4724"
LOOK_EVERY_S = 0.25


@dataclass(frozen=True, slots=True)
class Timing:
    """One order, seconds from its creation."""

    booked_s: float
    told_s: float


def main() -> None:
    args = _arguments()
    with running_system() as system:
        system.wait_for_sample_data()
        asyncio.run(_measure(system, args))


async def _measure(system: System, args: argparse.Namespace) -> None:
    async with system.clients() as (orders, _):
        await _sample_orders_decided(orders)
        bodies = await _bodies(orders)
        await _run(orders, bodies, count=args.warm_up, clients=args.clients, think_s=0)
        for think_s in args.think:
            started = time.perf_counter()
            timings = await _run(orders, bodies, count=args.orders, clients=args.clients, think_s=think_s)
            _print(timings, args, think_s, time.perf_counter() - started)


def _print(timings: list[Timing], args: argparse.Namespace, think_s: float, elapsed_s: float) -> None:
    print(f"\n{args.orders} orders, {args.clients} clients that think {think_s:g} s after each order:")
    print(f"{args.orders / elapsed_s:.1f} orders a second\n")
    print("| from placed to | p50 | p95 | max |\n|---|---|---|---|")
    for label, values in (
        ("booked", sorted(timing.booked_s for timing in timings)),
        ("customer told", sorted(timing.told_s for timing in timings)),
    ):
        p95 = statistics.quantiles(values, n=20, method="inclusive")[-1]
        print(f"| {label} | {statistics.median(values):.2f} s | {p95:.2f} s | {values[-1]:.2f} s |")


async def _sample_orders_decided(orders: OrdersClient) -> None:
    for status in (OrderStatus.PENDING, OrderStatus.PROCESSING):
        while True:
            if not (await orders.list_orders(status=status, limit=1)).data:
                break
            await asyncio.sleep(LOOK_EVERY_S)


async def _bodies(orders: OrdersClient) -> Iterator[OrderCreate]:
    """Sample orders without end, each on a day when the whole fleet is free."""
    samples = [body for body in sample_orders(date.today()) if body["reference"] != IMPOSSIBLE]
    first_day = datetime.now(UTC).date() + timedelta(days=30)

    def endless() -> Iterator[OrderCreate]:
        for number, sample in enumerate(itertools.cycle(samples)):
            body = sample | {
                # The longest of the routes takes three days.
                "pickup_date": first_day + timedelta(days=3 * (number % 230)),
                "reference": f"BENCH-{number}",
            }
            yield OrderCreate.model_validate(body)

    return endless()


async def _run(
    orders: OrdersClient, bodies: Iterator[OrderCreate], *, count: int, clients: int, think_s: float
) -> list[Timing]:
    todo = iter([next(bodies) for _ in range(count)])

    async def client(number: int) -> list[Timing]:
        await asyncio.sleep(think_s * number / clients)
        timings = []
        for body in todo:
            timings.append(await _time(orders, body))
            await asyncio.sleep(think_s)
        return timings

    return [timing for own in await asyncio.gather(*map(client, range(clients))) for timing in own]


async def _time(orders: OrdersClient, body: OrderCreate) -> Timing:
    order = await orders.place_order(body)
    while True:
        await asyncio.sleep(LOOK_EVERY_S)
        happened = {event.type: event for event in (await orders.list_order_events(order.id, limit=200)).data}
        assert "needs_attention" not in happened, happened["needs_attention"].data
        if "customer_notified" in happened:
            booked_at, told_at = happened["order_booked"].at, happened["customer_notified"].at
            created_at = order.created_at
            return Timing((booked_at - created_at).total_seconds(), (told_at - created_at).total_seconds())


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--orders", type=int, default=100)
    parser.add_argument("--clients", type=int, default=10)
    parser.add_argument(
        "--think", type=float, nargs="+", default=[3.0, 0.0], metavar="S", help="seconds; a table each"
    )
    parser.add_argument("--warm-up", type=int, default=30, metavar="N", help="orders placed before it counts")
    return parser.parse_args()


if __name__ == "__main__":
    main()
