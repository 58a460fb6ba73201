"""Packing an order into the vehicles there are, and the layout document that comes of it. No I/O."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import logistics
from logistics.contracts.agents import PlannedLoad
from logistics.contracts.layout import Engine, LayoutDocument, Unplaced
from logistics.contracts.numbers import kg_of, m3_of
from logistics.contracts.orders import Piece
from logistics.contracts.vehicles import VehicleRead
from logistics.layouts.codec import PackedLoad, cargo_space, judged, packing_item, written_load
from logistics.packing.changes import Advice, Kind
from logistics.packing.model import CargoSpace, LeftOver, Reason, Seconds
from logistics.packing.request import Request
from logistics.pricing import Trip, price_lines, total_of

IMPROVING = Seconds(0.15)
"""Somebody waits for the answer; a cheaper vehicle is worth this much of their time."""

ADVISING_S = 1.0
"""The order waits meanwhile, but it cannot be booked as it is anyway."""

SEED = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """An order in vehicles. `left_over` is empty when every piece has its place."""

    pieces: Mapping[str, Piece]
    loads: tuple[PackedLoad, ...]
    left_over: tuple[LeftOver, ...]
    ms: int

    @property
    def complete(self) -> bool:
        """Whether every piece has its place and the checker objects to nothing."""
        return not self.left_over and not any(load.violations for load in self.loads)

    @property
    def vehicles(self) -> list[VehicleRead]:
        """The vehicles in use, in the order of the loads."""
        return [load.vehicle for load in self.loads]


def make_plan(pieces: Sequence[Piece], vehicles: Sequence[VehicleRead], trip: Trip) -> Plan:
    """Pack the pieces into the cheapest of the vehicles; takes a moment, so it is done by `Packers`.

    Prices in different currencies can be neither compared nor added up, so each currency is tried by itself, that of
    most vehicles first, and the first whose vehicles take every piece is taken; else the one that takes most pieces.

    Args:
        trip: How far and how soon, which together with a vehicle's rates decides what is cheap.
    """
    best: Plan | None = None
    for _, fleet in _by_currency(vehicles) or [("", [])]:
        plan = _plan_in_one_currency(pieces, fleet, trip)
        if plan.complete:
            return plan
        if best is None or len(plan.left_over) < len(best.left_over):
            best = plan
    assert best is not None
    return best


def mixed_fits(pieces: Sequence[Piece], vehicles: Sequence[VehicleRead]) -> bool:
    """Whether vehicles of several currencies together would take every piece; whatever they cost."""
    from logistics.packing import pack_fleet

    if len(_by_currency(vehicles)) < 2:
        return False
    spaces = [cargo_space(vehicle, cost_cents=1) for vehicle in vehicles]
    return not pack_fleet(_request(spaces, pieces, IMPROVING)).left_over


def _by_currency(vehicles: Sequence[VehicleRead]) -> list[tuple[str, list[VehicleRead]]]:
    """The vehicles of each currency: that of most vehicles first, of as many that of the first in the alphabet."""
    fleets = dict[str, list[VehicleRead]]()
    for vehicle in vehicles:
        fleets.setdefault(vehicle.currency, []).append(vehicle)
    return sorted(fleets.items(), key=lambda fleet: (-len(fleet[1]), fleet[0]))


def _plan_in_one_currency(pieces: Sequence[Piece], vehicles: Sequence[VehicleRead], trip: Trip) -> Plan:
    from logistics.packing import pack_fleet

    started = time.perf_counter()
    request = _request(_spaces(vehicles, trip), pieces, IMPROVING)
    items = request.items
    by_id = {vehicle.id: vehicle for vehicle in vehicles}
    fleet = pack_fleet(request)
    loads = tuple(judged(by_id[load.space.id], load, items) for load in fleet.loads)
    ms = round((time.perf_counter() - started) * 1000)
    return Plan({piece.item: piece for piece in pieces}, loads, fleet.left_over, ms)


def advice_for(
    pieces: Sequence[Piece], vehicles: Sequence[VehicleRead], others: Sequence[VehicleRead], trip: Trip
) -> Advice | None:
    """Which rules keep pieces out of these vehicles, and what would help; None when they all fit.

    Each currency is asked by itself, as for a plan; the change that asks for least is told.

    Args:
        others: Vehicles that could go instead or beside them if somebody saw to it.
        trip: How far and how soon, as for a plan.
    """
    from logistics.packing import advise

    currencies = [currency for currency, _ in _by_currency([*vehicles, *others])] or [""]
    advices = []
    for currency in currencies:
        own, other = ([v for v in fleet if v.currency == currency] for fleet in (vehicles, others))
        stop = Seconds(ADVISING_S / len(currencies))
        advice = advise(_request(_spaces(own, trip), pieces, stop), _spaces(other, trip))
        if advice is None:
            return None
        advices.append(advice)
    kinds = list(Kind)
    return min(advices, key=lambda advice: (kinds.index(advice.change.kind), len(advice.refused)))


def nothing_packed(pieces: Sequence[Piece], why: str) -> Plan:
    """The plan of an order that could not be packed, told of every piece."""
    left_over = tuple(LeftOver(item_id=piece.item, reason=Reason.NOT_PACKED, detail=why) for piece in pieces)
    return Plan({piece.item: piece for piece in pieces}, (), left_over, 0)


def _request(spaces: Sequence[CargoSpace], pieces: Sequence[Piece], stop: Seconds) -> Request:
    return Request(spaces, [packing_item(piece) for piece in pieces], stop=stop, seed=SEED)


def _spaces(vehicles: Sequence[VehicleRead], trip: Trip) -> list[CargoSpace]:
    """The vehicles as they are packed, each at the price that the Transport API would ask for it."""
    return [cargo_space(v, cost_cents=int(total_of(price_lines(v, trip)) * 100)) for v in vehicles]


def layout_document(order_id: int, plan: Plan, now: datetime) -> LayoutDocument:
    """The plan as the document that loaders see and bookings are proven with."""
    return LayoutDocument(
        schema_=1,
        order_ids=[order_id],
        loads=[written_load(load, plan.pieces) for load in plan.loads],
        unplaced=unplaced(plan),
        engine=Engine(name="logistics.packing", version=logistics.__version__, seed=SEED, ms=plan.ms),
        created_at=now,
    )


def planned_loads(plan: Plan) -> list[PlannedLoad]:
    """Each vehicle's share in figures."""
    return [
        PlannedLoad(
            load_index=index,
            vehicle_id=load.vehicle.id,
            vehicle_name=load.vehicle.name,
            pieces=len(load.plan.placements),
            weight_kg=kg_of(load.metrics.weight_g),
            volume_m3=m3_of(load.metrics.volume_mm3),
            filled_share=load.metrics.filled_share,
        )
        for index, load in enumerate(plan.loads)
    ]


def unplaced(plan: Plan) -> list[Unplaced]:
    """The pieces without a place, and why."""
    return [Unplaced(item=left.item_id, reason=left.reason, detail=left.detail) for left in plan.left_over]
