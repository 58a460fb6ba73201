"""Planning many orders side by side without proposing the same vehicle to two of them.

Ten orders that come at once would all be given the cheapest vehicle, and nine would lose it to the first. So a plan
pencils its vehicles in for a while, and plans of other orders use what is not pencilled in, if that is enough. It is
no more than a courtesy within one process: what is booked is decided by the Transport API.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from logistics.agents.analyser.packers import Packers
from logistics.agents.analyser.planning import Plan, advice_for, make_plan, mixed_fits
from logistics.agents.analyser.turns import Turns
from logistics.contracts.orders import Piece
from logistics.contracts.vehicles import VehicleRead
from logistics.packing.changes import Advice
from logistics.pricing import Trip

PENCILLED_S = 20.0
"""Long enough for the transport agent to book; a run that died blocks nobody for longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shipment:
    """What is to be moved, when, how far and how soon."""

    order_id: int
    customer_id: int
    pieces: Sequence[Piece]
    day: date
    days: int
    trip: Trip

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
    """Shared by all runs of one analyser process; packs as many orders at once as there are packers.

    Every way to pack raises PackingBrokenOff when it takes more than one order may take.
    """

    def __init__(self, packers: Packers, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._packers = packers
        self._monotonic = monotonic
        self._turns = Turns(packers.count)
        self._pencils: list[_Pencil] = []

    def pencilled_by(self, shipment: Shipment, free: Sequence[VehicleRead]) -> set[int]:
        """The orders whose plans keep this one from a vehicle that is free."""
        ids = {vehicle.id for vehicle in free}
        return {pencil.shipment.order_id for pencil in self._in_the_way_of(shipment) if pencil.vehicle_ids & ids}

    def rub_out(self, order_ids: set[int]) -> None:
        """These orders were booked, called off or given up: what is free says the rest."""
        self._pencils = [pencil for pencil in self._pencils if pencil.shipment.order_id not in order_ids]

    async def plan(self, shipment: Shipment, free: Sequence[VehicleRead]) -> Plan:
        """Pack a shipment into the cheapest of the free vehicles, those last that another order is about to book."""
        async with self._turns.of(shipment.customer_id):
            # Every lost race shows one more vehicle that is spoken for, so this ends.
            for _ in range(len(free) + 1):
                known = self._wanted_by_others(shipment)
                plan = await self._plan_around(known, shipment, free)
                # Between this question and the pencil nothing is awaited, so no other plan comes in between.
                if not (self._wanted_by_others(shipment) - known) & {vehicle.id for vehicle in plan.vehicles}:
                    break
            self._pencil(shipment, plan)
            return plan

    async def pack(self, shipment: Shipment, vehicles: Sequence[VehicleRead]) -> Plan:
        """Pack a shipment, with nobody else in mind."""
        async with self._turns.of(shipment.customer_id):
            return await self._pack(shipment, vehicles)

    async def advise(
        self, shipment: Shipment, vehicles: Sequence[VehicleRead], others: Sequence[VehicleRead]
    ) -> Advice | None:
        """Why the vehicles do not take every piece of a shipment, and what would help.

        Args:
            others: Vehicles that could go instead or beside them if somebody saw to it.
        """
        async with self._turns.of(shipment.customer_id):
            return await self._packers.run(advice_for, shipment.pieces, vehicles, others, shipment.trip)

    async def would_fit_mixed(self, shipment: Shipment, vehicles: Sequence[VehicleRead]) -> bool:
        """Whether only the currencies of the vehicles stand in the way."""
        async with self._turns.of(shipment.customer_id):
            return await self._packers.run(mixed_fits, shipment.pieces, vehicles)

    async def _plan_around(self, wanted: set[int], shipment: Shipment, free: Sequence[VehicleRead]) -> Plan:
        """Without the vehicles that others want, if that is enough; else with them."""
        quiet = [vehicle for vehicle in free if vehicle.id not in wanted]
        if len(quiet) < len(free):
            plan = await self._pack(shipment, quiet)
            if plan.complete:
                return plan
        return await self._pack(shipment, free)

    async def _pack(self, shipment: Shipment, vehicles: Sequence[VehicleRead]) -> Plan:
        return await self._packers.run(make_plan, shipment.pieces, vehicles, shipment.trip)

    def _wanted_by_others(self, shipment: Shipment) -> set[int]:
        return {vehicle for pencil in self._in_the_way_of(shipment) for vehicle in pencil.vehicle_ids}

    def _in_the_way_of(self, shipment: Shipment) -> list[_Pencil]:
        now = self._monotonic()
        self._pencils = [pencil for pencil in self._pencils if pencil.until > now]
        return [pencil for pencil in self._pencils if pencil.concerns(shipment)]

    def _pencil(self, shipment: Shipment, plan: Plan) -> None:
        others = [pencil for pencil in self._pencils if pencil.shipment.order_id != shipment.order_id]
        if plan.complete:
            vehicle_ids = frozenset(vehicle.id for vehicle in plan.vehicles)
            others.append(_Pencil(shipment, vehicle_ids, self._monotonic() + PENCILLED_S))
        self._pencils = others
