"""Planning many orders side by side without proposing the same vehicle to two of them.

Ten orders that come at once would all be given the cheapest vehicle, and nine would lose it to the first. So a plan
pencils its vehicles in for a while, and plans of other orders use what is not pencilled in, if that is enough. It is
no more than a courtesy within one process: what is booked is decided by the Transport API.
"""

import asyncio
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from logistics.agents.analyser.planning import Plan, advice_for, make_plan, mixed_fits
from logistics.contracts.orders import Piece
from logistics.contracts.transport import VehicleRead
from logistics.packing.advice import Advice

PENCILLED_S = 20.0
"""Long enough for the transport agent to book; a plan that comes to nothing blocks nobody for long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shipment:
    """What is to be moved, when, and how far."""

    order_id: int
    pieces: Sequence[Piece]
    day: date
    days: int
    km: Decimal

    @property
    def free_again(self) -> date:
        """The first day after it."""
        return self.day + timedelta(days=self.days)


@dataclass(frozen=True, slots=True)
class _Pencil:
    shipment: Shipment
    vehicle_ids: frozenset[int]
    until: float

    def concerns(self, other: Shipment) -> bool:
        """Whether another order wants the same days."""
        own = self.shipment
        return own.order_id != other.order_id and own.day < other.free_again and other.day < own.free_again


class PackingDesk:
    """Shared by all runs of one analyser process; packs as many orders at once as there are processors."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._seats = asyncio.Semaphore(os.cpu_count() or 1)
        self._pencils: list[_Pencil] = []

    async def plan(self, shipment: Shipment, free: Sequence[VehicleRead]) -> Plan:
        """Pack a shipment into the cheapest of the free vehicles, those last that another order is about to book."""
        async with self._seats:
            # Every lost race shows one more vehicle that is spoken for, so this ends.
            for _ in range(len(free) + 1):
                known = self._wanted_by_others(shipment)
                plan = await _plan_around(known, shipment, free)
                # Between this question and the pencil nothing is awaited, so no other plan comes in between.
                if not (self._wanted_by_others(shipment) - known) & {vehicle.id for vehicle in plan.vehicles}:
                    break
            self._pencil(shipment, plan)
            return plan

    def _wanted_by_others(self, shipment: Shipment) -> set[int]:
        now = self._monotonic()
        self._pencils = [pencil for pencil in self._pencils if pencil.until > now]
        return {vehicle for pencil in self._pencils if pencil.concerns(shipment) for vehicle in pencil.vehicle_ids}

    def _pencil(self, shipment: Shipment, plan: Plan) -> None:
        others = [pencil for pencil in self._pencils if pencil.shipment.order_id != shipment.order_id]
        if plan.complete:
            vehicle_ids = frozenset(vehicle.id for vehicle in plan.vehicles)
            others.append(_Pencil(shipment, vehicle_ids, self._monotonic() + PENCILLED_S))
        self._pencils = others


async def _plan_around(wanted: set[int], shipment: Shipment, free: Sequence[VehicleRead]) -> Plan:
    """Without the vehicles that others want, if that is enough; else with them."""
    quiet = [vehicle for vehicle in free if vehicle.id not in wanted]
    if len(quiet) < len(free):
        plan = await pack(shipment, quiet)
        if plan.complete:
            return plan
    return await pack(shipment, free)


async def pack(shipment: Shipment, vehicles: Sequence[VehicleRead]) -> Plan:
    """Pack a shipment in a thread; the kernels leave the interpreter to others meanwhile."""
    return await asyncio.to_thread(make_plan, shipment.pieces, vehicles, shipment.km)


async def would_fit_mixed(shipment: Shipment, vehicles: Sequence[VehicleRead]) -> bool:
    """Whether only the currencies of the vehicles stand in the way."""
    return await asyncio.to_thread(mixed_fits, shipment.pieces, vehicles)


async def advise(shipment: Shipment, vehicles: Sequence[VehicleRead], others: Sequence[VehicleRead]) -> Advice | None:
    """Why the vehicles do not take every piece of a shipment, and what would help, found in a thread.

    Args:
        others: Vehicles that could go instead or beside them if somebody saw to it.
    """
    return await asyncio.to_thread(advice_for, shipment.pieces, vehicles, others, shipment.km)
