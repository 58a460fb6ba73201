"""Looking for the way out when an order does not fit what is free: turned, another day, another vehicle, or less."""

import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from logistics.agents.analyser import remedies
from logistics.agents.analyser.desk import PackingDesk, Shipment
from logistics.agents.analyser.planning import Plan
from logistics.agents.fleet import free_vehicles, own_vehicles
from logistics.clients.transport import TransportClient
from logistics.contracts.orders import Remedy
from logistics.contracts.vehicles import VehicleRead
from logistics.packing.changes import Advice, Kind

DAYS_AHEAD = 14
SEARCH_S = 2.0
"""The order waits meanwhile; a dispatcher finds a later day just as well."""


async def find_remedy(
    desk: PackingDesk,
    transport: TransportClient,
    shipment: Shipment,
    free: Sequence[VehicleRead],
    today: date,
) -> tuple[str, Remedy]:
    """The reason why the order cannot be booked with what is `free`, and the cheapest remedy.

    Args:
        today: No earlier day is proposed.
    """
    fleet, maintenance = await own_vehicles(transport)
    best = await desk.pack(shipment, fleet)
    if best.left_over:
        return await _beyond_the_fleet(desk, shipment, best, fleet, maintenance, free)
    free_ids = {vehicle.id for vehicle in free}
    busy = [vehicle for vehicle in fleet if vehicle.id not in free_ids]
    advice = await desk.advise(shipment, free, busy) if free else None
    reason = remedies.not_free(shipment.day, free, best, advice.refused if advice else ())
    return reason, await _with_what_is_free(desk, transport, shipment, best, busy, advice, today)


async def _beyond_the_fleet(
    desk: PackingDesk,
    shipment: Shipment,
    best: Plan,
    fleet: Sequence[VehicleRead],
    maintenance: Sequence[VehicleRead],
    free: Sequence[VehicleRead],
) -> tuple[str, Remedy]:
    """Not even all vehicles in service take every piece: which rule binds, and what would help."""
    advice = await desk.advise(shipment, fleet, maintenance)
    known = replace(best, left_over=advice.refused) if advice else best
    if await desk.would_fit_mixed(shipment, fleet):
        return remedies.only_mixed_currencies(fleet), await _without(desk, shipment, best, free)
    remedy = _remedy(advice, maintenance, f"put it back into service for {shipment.day}")
    return remedies.cannot_be_carried(known, fleet), remedy or await _without(desk, shipment, known, free)


async def _with_what_is_free(
    desk: PackingDesk,
    transport: TransportClient,
    shipment: Shipment,
    best: Plan,
    busy: Sequence[VehicleRead],
    advice: Advice | None,
    today: date,
) -> Remedy:
    """All vehicles together take every piece, those that are free do not: turn pieces, wait, or free a vehicle."""
    if advice and advice.change.kind is Kind.ALLOW_TURNING:
        return remedies.allow_turning(advice.change.item_ids)
    later, looked_until = await _later(desk, transport, shipment, today)
    if later:
        return later
    free_it = f"free it on {shipment.day}, since no day up to {looked_until} helps"
    return _remedy(advice, busy, free_it) or remedies.free_vehicles(looked_until, best)


def _remedy(advice: Advice | None, others: Sequence[VehicleRead], see_to_it: str) -> Remedy | None:
    """The change as a remedy; None when it is to leave pieces out, of which more is to be said.

    Args:
        see_to_it: What somebody has to do so that one of the `others` can go.
    """
    if advice is None:
        return None
    change = advice.change
    vehicle = next((vehicle for vehicle in others if vehicle.id == change.space_id), None)
    if change.kind is Kind.ALLOW_TURNING:
        return remedies.allow_turning(change.item_ids)
    if vehicle is None:
        return None
    if change.kind is Kind.LARGER_VEHICLE:
        return remedies.larger_vehicle(vehicle, see_to_it)
    return remedies.second_vehicle(vehicle, change.item_ids, see_to_it)


async def _without(desk: PackingDesk, shipment: Shipment, best: Plan, free: Sequence[VehicleRead]) -> Remedy:
    left = {left.item_id for left in best.left_over}
    rest = [piece for piece in shipment.pieces if piece.item not in left]
    fits = await desk.pack(replace(shipment, pieces=rest), free) if rest else None
    return remedies.leave_out(best, fits if fits and fits.complete else None)


async def _later(
    desk: PackingDesk, transport: TransportClient, shipment: Shipment, today: date
) -> tuple[Remedy | None, date]:
    """The next day on which the order fits the vehicles free then, and the last day that was looked at."""
    give_up_at = time.monotonic() + SEARCH_S
    start = max(shipment.day, today)
    looked_until = start
    for ahead in range(1, DAYS_AHEAD + 1):
        day = start + timedelta(days=ahead)
        plan = await desk.pack(shipment, await free_vehicles(transport, day, shipment.days))
        if plan.complete:
            return remedies.next_free_date(day, plan), day
        looked_until = day
        if time.monotonic() > give_up_at:
            break
    return None, looked_until
