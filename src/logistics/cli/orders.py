"""`logistics order ...`: place, list, show and cancel orders."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from logistics.cli.output import new_group
from logistics.local.data_dir import DataDirOption, chosen
from logistics.words import OrderStatus

app = new_group("Place, list, show and cancel orders.")

OrderId = Annotated[int, typer.Argument(metavar="ID", min=1, help="The order's id, the number in its name.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]

NEEDS_ATTENTION = 3
"""Exit status when a person has to decide."""


@app.command()
def create(
    file: Annotated[Path, typer.Option("--file", "-f", help="The order as JSON; - reads it from stdin.")],
    wait: Annotated[
        bool, typer.Option("--wait", help="Show each step until it is booked or needs somebody.")
    ] = False,
    json: Json = False,
    data_dir: DataDirOption = None,
) -> None:
    """Place an order.

    The file is the body of POST /orders; instead of customer_id it may name customer_email. With --wait the exit
    status is 0 when it is booked and 3 when it needs attention.

    Example: logistics order create -f order.json --wait
    """
    from logistics.cli.order_file import read_order
    from logistics.cli.placing import place

    raise typer.Exit(asyncio.run(place(chosen(data_dir), read_order(file), wait=wait, json=json)))


@app.command("list")
def list_orders(
    status: Annotated[OrderStatus | None, typer.Option(help="Only these.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=200, help="How many at most, newest first.")] = 50,
    json: Json = False,
    data_dir: DataDirOption = None,
) -> None:
    """List orders, newest first.

    Example: logistics order list --status needs_attention
    """
    from logistics.cli import order_views as views
    from logistics.cli.instance import find_instance

    async def read() -> None:
        async with find_instance(chosen(data_dir)).orders() as orders:
            page = await orders.list_orders(status=status, limit=limit)
        views.print_orders(page.data, json=json)

    asyncio.run(read())


@app.command()
def show(order_id: OrderId, json: Json = False, data_dir: DataDirOption = None) -> None:
    """Show an order, its vehicles and what happened to it.

    Example: logistics order show 7
    """
    from logistics.cli import order_views as views
    from logistics.cli.instance import find_instance

    async def read() -> None:
        instance = find_instance(chosen(data_dir))
        async with instance.orders() as orders:
            order = await orders.get_order(order_id)
            customer = await orders.get_customer(order.customer_id)
            events = (await orders.list_order_events(order_id, limit=200)).data
        if json:
            views.print_order_json(order, events)
        else:
            views.print_order(order, customer, events)
            views.print_booking(await views.read_booking(instance, order))

    asyncio.run(read())


@app.command()
def process(order_id: OrderId, json: Json = False, data_dir: DataDirOption = None) -> None:
    """Have an order planned and booked, again if need be; `order show` tells what comes of it.

    Example: logistics order process 7
    """
    from logistics.cli import order_views as views
    from logistics.cli.instance import find_instance

    async def ask() -> None:
        async with find_instance(chosen(data_dir)).orders() as orders:
            order = await orders.process_order(order_id)
        if json:
            views.print_order_json(order)
        else:
            print(f"{order.number} waits to be planned.")

    asyncio.run(ask())


@app.command()
def cancel(order_id: OrderId, json: Json = False, data_dir: DataDirOption = None) -> None:
    """Call an order off; its vehicles become free.

    Example: logistics order cancel 7
    """
    from logistics.cli import order_views as views
    from logistics.cli.instance import find_instance

    async def call_off() -> None:
        async with find_instance(chosen(data_dir)).orders() as orders:
            order = await orders.cancel_order(order_id)
        if json:
            views.print_order_json(order)
        else:
            print(f"{order.number} is cancelled.")

    asyncio.run(call_off())
