"""Looking for the way out when an order does not fit what is free: another day, or without some pieces."""

import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from logistics.agents.analyser import remedies
from logistics.agents.analyser.desk import Shipment, advise, pack
from logistics.agents.analyser.planning import Plan
from logistics.agents.fleet import active_vehicles, free_vehicles
from logistics.clients.transport import TransportClient
from logistics.contracts.orders import Remedy
from logistics.contracts.transport import VehicleRead
from logistics.packing.advice import Kind

DAYS_AHEAD = 14
SEARCH_S = 2.0
"""The order waits meanwhile; a dispatcher finds a later day just as well."""


async def find_remedy(
    transport: TransportClient, shipment: Shipment, free: Sequence[VehicleRead], today: date
) -> tuple[str, Remedy]:
    """The reason why the order cannot be booked with what is `free`, and the cheapest remedy.

    Args:
        today: No earlier day is proposed.
    """
    fleet = await active_vehicles(transport)
    best = await pack(shipment, fleet)
    if best.left_over:
        advice = await advise(shipment, fleet)
        known = replace(best, left_over=advice.refused) if advice else best
        reason = remedies.cannot_be_carried(known, fleet)
        if advice and advice.change.kind is Kind.ALLOW_TURNING:
            return reason, remedies.allow_turning(advice.change.item_ids)
        return reason, await _without(shipment, best, free)
    return remedies.not_free(shipment.day, free, best), await _later(transport, shipment, best, today)


async def _without(shipment: Shipment, best: Plan, free: Sequence[VehicleRead]) -> Remedy:
    left = {left.item_id for left in best.left_over}
    rest = [piece for piece in shipment.pieces if piece.item not in left]
    fits = await pack(replace(shipment, pieces=rest), free) if rest else None
    return remedies.leave_out(best, fits if fits and fits.complete else None)


async def _later(transport: TransportClient, shipment: Shipment, best: Plan, today: date) -> Remedy:
    """The next day on which the order fits the vehicles free then."""
    give_up_at = time.monotonic() + SEARCH_S
    start = max(shipment.day, today)
    looked_until = start
    for ahead in range(1, DAYS_AHEAD + 1):
        day = start + timedelta(days=ahead)
        free = await free_vehicles(transport, day, shipment.days)
        plan = await pack(shipment, free)
        if plan.complete:
            return remedies.next_free_date(day, plan)
        looked_until = day
        if time.monotonic() > give_up_at:
            break
    return remedies.free_a_vehicle(looked_until, best)
