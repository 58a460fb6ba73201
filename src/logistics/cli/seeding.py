"""`logistics seed`: the sample company, placed over HTTP like anybody's data."""

import asyncio
from typing import TYPE_CHECKING

import typer

from logistics.cli.options import DataDirOption
from logistics.local.data_dir import chosen

if TYPE_CHECKING:
    from logistics.clients.orders import OrdersClient
    from logistics.clients.transport import TransportClient
    from logistics.local.instance import Instance


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(seed)


def seed(data_dir: DataDirOption = None) -> None:
    """Add the sample customers, products, vehicles and orders that are not there yet.

    `logistics up` does it at its first start.

    Example: logistics seed
    """
    from logistics.local.instance import find_instance

    asyncio.run(_seed(find_instance(chosen(data_dir))))


async def _seed(instance: "Instance") -> None:
    async with instance.transport() as transport, instance.orders() as orders:
        counts = {
            "vehicles": await _add_vehicles(transport),
            "customers": await _add_customers(orders),
            "products": await _add_products(orders),
            "orders": await _add_orders(orders),
        }
    print("Added " + ", ".join(f"{count} {name}" for name, count in counts.items()) + " of the sample data.")


async def _add_vehicles(transport: "TransportClient") -> int:
    from logistics.contracts.vehicles import VehicleCreate
    from logistics.samples.vehicles import VEHICLES

    missing = [
        vehicle
        for vehicle in map(VehicleCreate.model_validate, VEHICLES)
        if not (await transport.list_vehicles(registration=vehicle.registration, limit=1)).data
    ]
    for vehicle in missing:
        await transport.create_vehicle(vehicle)
    return len(missing)


async def _add_customers(orders: "OrdersClient") -> int:
    from logistics.contracts.customers import CustomerCreate
    from logistics.samples.customers import CUSTOMERS

    missing = [
        customer
        for customer in map(CustomerCreate.model_validate, CUSTOMERS)
        if not (await orders.list_customers(email=customer.email, limit=1)).data
    ]
    for customer in missing:
        await orders.create_customer(customer)
    return len(missing)


async def _add_products(orders: "OrdersClient") -> int:
    from logistics.contracts.products import ProductCreate
    from logistics.samples.products import PRODUCTS

    missing = [
        product
        for product in map(ProductCreate.model_validate, PRODUCTS)
        if not (await orders.list_products(sku=product.sku, limit=1)).data
    ]
    for product in missing:
        await orders.create_product(product)
    return len(missing)


async def _add_orders(orders: "OrdersClient") -> int:
    """Place the orders whose reference their customer has not used yet."""
    from logistics.contracts.orders import OrderCreate
    from logistics.kit.clock import business_day, utc_now
    from logistics.samples.orders import sample_orders

    added = 0
    for body in sample_orders(business_day(utc_now(), "UTC")):
        if body["reference"] not in await _references(body["customer_email"], orders):
            await orders.place_order(OrderCreate.model_validate(body))
            added += 1
    return added


async def _references(email: str, orders: "OrdersClient") -> set[str | None]:
    """The references this customer has used in its newest orders."""
    (customer,) = (await orders.list_customers(email=email)).data
    page = await orders.list_orders(customer_id=customer.id, limit=200)
    return {order.reference for order in page.data}
