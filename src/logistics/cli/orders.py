"""`logistics order ...`: place, list, show and cancel orders."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from logistics.cli.options import DataDirOption, JsonOption
from logistics.cli.output import new_group
from logistics.local.data_dir import chosen
from logistics.words import OrderStatus

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from logistics.clients.orders import OrdersClient
    from logistics.contracts.orders import OrderRead
    from logistics.local.data_dir import DataDir

app = new_group("Place, list, show and cancel orders.")

OrderName = Annotated[str, typer.Argument(metavar="ORDER", help="Its id or its number: 7 or ORD-2026-000007.")]


@app.command()
def create(
    file: Annotated[Path, typer.Option("--file", "-f", help="The order as JSON; - reads it from stdin.")],
    wait: Annotated[
        bool, typer.Option("--wait", help="Show each step until it is booked or needs somebody.")
    ] = False,
    json: JsonOption = False,
    data_dir: DataDirOption = None,
) -> None:
    """Place an order.

    The file is the body of POST /orders. With --wait the exit status is 0 when it is booked and 3 when it needs
    attention.

    Example: logistics order create -f order.json --wait
    """
    from logistics.cli.order_file import read_order
    from logistics.cli.placing import place

    raise typer.Exit(asyncio.run(place(chosen(data_dir), read_order(file), wait=wait, json=json)))


@app.command("list")
def list_orders(
    status: Annotated[OrderStatus | None, typer.Option(help="Only these.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=200, help="How many at most, newest first.")] = 50,
    json: JsonOption = False,
    data_dir: DataDirOption = None,
) -> None:
    """List orders, newest first.

    Example: logistics order list --status needs_attention
    """
    from logistics.cli import order_views as views
    from logistics.local.instance import find_instance

    async def read() -> None:
        async with find_instance(chosen(data_dir)).orders() as orders:
            page = await orders.list_orders(status=status, limit=limit)
        views.print_orders(page.data, json=json)

    asyncio.run(read())


@app.command()
def show(order: OrderName, json: JsonOption = False, data_dir: DataDirOption = None) -> None:
    """Show an order, its vehicles and what happened to it.

    Example: logistics order show 7
    """
    from logistics.cli import order_views as views
    from logistics.cli.order_names import id_of
    from logistics.local.instance import find_instance

    async def read() -> None:
        instance = find_instance(chosen(data_dir))
        async with instance.orders() as orders:
            found = await orders.get_order(await id_of(order, orders))
            customer = await orders.get_customer(found.customer_id)
            events = (await orders.list_order_events(found.id, limit=200)).data
        if json:
            views.print_order_json(found, events)
        else:
            views.print_order(found, customer, events)
            views.print_booking(await views.read_booking(instance, found))

    asyncio.run(read())


@app.command()
def process(order: OrderName, json: JsonOption = False, data_dir: DataDirOption = None) -> None:
    """Have an order planned and booked, again if need be; `order show` tells what comes of it.

    Example: logistics order process 7
    """
    from logistics.clients.orders import OrdersClient

    _move(order, OrdersClient.process_order, "waits to be planned", chosen(data_dir), json=json)


@app.command()
def cancel(order: OrderName, json: JsonOption = False, data_dir: DataDirOption = None) -> None:
    """Call an order off; its vehicles become free.

    Example: logistics order cancel 7
    """
    from logistics.clients.orders import OrdersClient

    _move(order, OrdersClient.cancel_order, "is cancelled", chosen(data_dir), json=json)


def _move(
    name: str,
    move: "Callable[[OrdersClient, int], Awaitable[OrderRead]]",
    outcome: str,
    data_dir: "DataDir",
    *,
    json: bool,
) -> None:
    """Have something done with an order, and print what it is now."""
    from logistics.cli import order_views as views
    from logistics.cli.order_names import id_of
    from logistics.local.instance import find_instance

    async def do() -> None:
        async with find_instance(data_dir).orders() as orders:
            order = await move(orders, await id_of(name, orders))
        if json:
            views.print_order_json(order)
        else:
            print(f"{order.number} {outcome}.")

    asyncio.run(do())
