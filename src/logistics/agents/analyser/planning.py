"""Packing an order into the vehicles there are, and the layout document that comes of it. No I/O."""

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import logistics
from logistics.contracts.agents import PlannedLoad
from logistics.contracts.base import Contract
from logistics.contracts.goods import DockRules
from logistics.contracts.layout import Check, Engine, LayoutDocument, Load, Metrics, PlacedPiece, Space, Unplaced
from logistics.contracts.numbers import kg_of, m3_of
from logistics.contracts.orders import Piece
from logistics.contracts.vehicles import VehicleRead
from logistics.layouts.proof import cargo_space, packing_item
from logistics.packing.changes import Advice, Kind
from logistics.packing.check import LoadMetrics, Violation, check, measure
from logistics.packing.instructions import instructions
from logistics.packing.model import CargoSpace, LeftOver, LoadPlan, Placement, Reason, Seconds
from logistics.packing.request import Request
from logistics.pricing import Trip, price_lines, total_of

IMPROVING = Seconds(0.15)
"""Somebody waits for the answer; a cheaper vehicle is worth this much of their time."""

ADVISING_S = 1.0
"""The order waits meanwhile, but it cannot be booked as it is anyway."""

SEED = 0

_RULES = (
    ("inside", "outside", "blocked_room"),
    ("apart", "overlap", "duplicate_item", "unknown_item"),
    ("orientation", "size"),
    ("door", "does_not_pass_door"),
    ("refrigeration", "not_refrigerated", "temperature"),
    ("compatible", "incompatible"),
    ("floor", "not_on_floor"),
    ("support", "unsupported", "tips"),
    ("stacking", "stacked_on_unstackable", "stacked_on_fragile", "overloaded_top", "stack_code", "too_many_layers"),
    ("payload", "payload"),
    ("axles", "axle_load", "off_balance"),
    ("load_order", "load_order", "path_blocked"),
    ("stops", "behind_later_stop", "under_later_stop"),
)
"""A rule as the layout names it, and the checker's codes that break it."""

_BODY = ("min_temperature_c", "max_temperature_c", "blocked", "axles", "balance")


@dataclass(frozen=True, slots=True)
class PackedLoad:
    """One vehicle, what stands where in it, how to load it, and what the checker says."""

    vehicle: VehicleRead
    plan: LoadPlan
    instructions: tuple[str, ...]
    metrics: LoadMetrics
    violations: tuple[Violation, ...]


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
    loads = tuple(
        PackedLoad(
            by_id[load.space.id],
            load,
            tuple(instructions(load.space, items, load.placements)),
            measure(load.space, items, load.placements),
            tuple(check(load.space, items, load.placements)),
        )
        for load in fleet.loads
    )
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
        loads=[_load(load, plan.pieces) for load in plan.loads],
        unplaced=unplaced(plan),
        engine=Engine(name="logistics.packing", version=logistics.__version__, seed=SEED, ms=plan.ms),
        created_at=now,
    )


def layout_body(document: LayoutDocument) -> bytes:
    """The document as it is stored: rules that nothing has are not said, two thousand times over."""
    return document.model_dump_json(exclude_unset=True).encode()


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


def _load(load: PackedLoad, pieces: Mapping[str, Piece]) -> Load:
    vehicle, metrics = load.vehicle, load.metrics
    placed = zip(load.plan.placements, metrics.supported_share, metrics.load_on_top_g, load.instructions, strict=True)
    return Load(
        space=Space(
            vehicle_id=vehicle.id,
            length_mm=vehicle.cargo_length_mm,
            width_mm=vehicle.cargo_width_mm,
            height_mm=vehicle.cargo_height_mm,
            max_payload_kg=vehicle.max_payload_kg,
            **_set(vehicle, _BODY),
        ),
        placements=[_placed(place, pieces[place.item_id], share, grams, how) for place, share, grams, how in placed],
        metrics=Metrics(
            filled_share=metrics.filled_share,
            weight_kg=kg_of(metrics.weight_g),
            volume_m3=m3_of(metrics.volume_mm3),
            centre_of_gravity_mm=metrics.centre_of_gravity_mm,
            floor_share=metrics.floor_share,
        ),
        checks=_checks(load.violations, len(load.plan.placements)),
    )


def _placed(place: Placement, piece: Piece, supported_share: float, on_top_g: int, instruction: str) -> PlacedPiece:
    return PlacedPiece(
        item=piece.item,
        order_id=piece.order_id,
        sku=piece.sku,
        description=piece.description,
        x_mm=place.x_mm,
        y_mm=place.y_mm,
        z_mm=place.z_mm,
        dx_mm=place.dx_mm,
        dy_mm=place.dy_mm,
        dz_mm=place.dz_mm,
        weight_kg=piece.weight_kg,
        load_step=place.load_step,
        fragile=piece.fragile,
        supported_share=supported_share,
        load_on_top_kg=kg_of(on_top_g),
        instruction=instruction,
        **_set(piece, DockRules.model_fields),
    )


def _set(said: Contract, names: Iterable[str]) -> dict[str, Any]:
    """Those of the fields that are not as they are by default."""
    fields = type(said).model_fields
    return {name: value for name in names if (value := getattr(said, name)) != fields[name].default}


def _checks(violations: Sequence[Violation], pieces: int) -> list[Check]:
    """Every rule with what the checker found."""
    named = {code for _, *codes in _RULES for code in codes}
    rules = [*_RULES, *((v.code, v.code) for v in violations if v.code not in named)]
    checks = []
    for rule, *codes in rules:
        broken = [violation.detail for violation in violations if violation.code in codes]
        checks.append(Check(code=rule, ok=not broken, detail=" ".join(broken) or f"Holds for all {pieces} pieces."))
    return checks
