"""Vehicles for an order: how long they are away, which ones are free, and all there are."""

from collections.abc import Awaitable, Callable
from datetime import date
from decimal import Decimal

from logistics.clients.transport import TransportClient
from logistics.contracts.base import Page
from logistics.contracts.orders import OrderRead
from logistics.contracts.vehicles import VehicleRead, VehicleStatus
from logistics.geo.addresses import locate_route
from logistics.geo.distance import road_km

MOST_PAGES = 10
"""2,000 vehicles; more than any plan could look at."""


async def route_km(order: OrderRead) -> Decimal:
    """Road km of an order, as the Transport API estimates them for its price."""
    return road_km(*await locate_route(order.origin, order.destination))


async def free_vehicles(transport: TransportClient, day: date, days: int) -> list[VehicleRead]:
    """Every active vehicle that is free on each of `days` days from `day`."""
    return await _all_pages(lambda cursor: transport.available_vehicles(day, days=days, cursor=cursor))


async def own_vehicles(transport: TransportClient) -> tuple[list[VehicleRead], list[VehicleRead]]:
    """Every vehicle in service, booked or not, and every one in maintenance."""
    fleet = await _all_pages(lambda cursor: transport.list_vehicles(limit=200, cursor=cursor))
    active, maintenance = (
        [vehicle for vehicle in fleet if vehicle.status is status]
        for status in (VehicleStatus.ACTIVE, VehicleStatus.MAINTENANCE)
    )
    return active, maintenance


async def _all_pages(page_at: Callable[[str | None], Awaitable[Page[VehicleRead]]]) -> list[VehicleRead]:
    page = await page_at(None)
    vehicles = list(page.data)
    for _ in range(MOST_PAGES - 1):
        if page.next_cursor is None:
            break
        page = await page_at(page.next_cursor)
        vehicles += page.data
    return vehicles
