"""Between the packing room and the layout document, both ways: what `written_load` writes the others read back.

This is the only place that translates between the wire (orders, vehicles, layouts) and packing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from logistics.contracts.base import Contract
from logistics.contracts.body import Body
from logistics.contracts.goods import DockRules
from logistics.contracts.kinds import defined
from logistics.contracts.layout import Check, LayoutDocument, Load, Metrics, PlacedPiece, Space
from logistics.contracts.numbers import grams_of, kg_of, m3_of
from logistics.contracts.orders import Piece
from logistics.contracts.vehicles import VehicleRead
from logistics.dock.body import Axles, Balance, Blocked
from logistics.packing.check import HEADINGS, LoadMetrics, Violation, check, measure
from logistics.packing.instructions import instructions
from logistics.packing.model import ROTATIONS, CargoSpace, Item, LoadPlan, Placement

_PLACE = ("x_mm", "y_mm", "z_mm", "dx_mm", "dy_mm", "dz_mm", "load_step")
"""What a placement says in packing and in a document alike."""


@dataclass(frozen=True, slots=True)
class PackedLoad:
    """One vehicle, what stands where in it, how to load it, and what the checker says."""

    vehicle: VehicleRead
    plan: LoadPlan
    instructions: tuple[str, ...]
    metrics: LoadMetrics
    violations: tuple[Violation, ...]


def judged(vehicle: VehicleRead, plan: LoadPlan, items: Sequence[Item]) -> PackedLoad:
    """A load of some of the items with everything that is said about it."""
    return PackedLoad(
        vehicle,
        plan,
        tuple(instructions(plan.space, items, plan.placements)),
        measure(plan.space, items, plan.placements),
        tuple(check(plan.space, items, plan.placements)),
    )


def written_load(load: PackedLoad, pieces: Mapping[str, Piece]) -> Load:
    """A load as its document says it."""
    vehicle, metrics = load.vehicle, load.metrics
    placed = zip(load.plan.placements, metrics.supported_share, metrics.load_on_top_g, load.instructions, strict=True)
    return Load(
        space=Space(
            vehicle_id=vehicle.id,
            length_mm=vehicle.cargo_length_mm,
            width_mm=vehicle.cargo_width_mm,
            height_mm=vehicle.cargo_height_mm,
            max_payload_kg=vehicle.max_payload_kg,
            **_set(vehicle, Body.model_fields),
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


def layout_body(document: LayoutDocument) -> bytes:
    """The document as it is stored: rules that nothing has are not said, two thousand times over."""
    return document.model_dump_json(exclude_unset=True).encode()


def cargo_space(vehicle: VehicleRead, *, cost_cents: int = 0) -> CargoSpace:
    """The inside of a vehicle, for the packing room."""
    return CargoSpace(
        id=vehicle.id,
        length_mm=vehicle.cargo_length_mm,
        width_mm=vehicle.cargo_width_mm,
        height_mm=vehicle.cargo_height_mm,
        max_payload_g=grams_of(vehicle.max_payload_kg),
        door_width_mm=vehicle.door_width_mm,
        door_height_mm=vehicle.door_height_mm,
        door_left_mm=vehicle.door_left_mm,
        door_sill_mm=vehicle.door_sill_mm,
        refrigerated=vehicle.refrigerated,
        cost_cents=cost_cents,
        **_body(vehicle),
    )


def stated_space(space: Space) -> CargoSpace:
    """The inside of a vehicle as a layout states it, which says nothing of doors and cooling units."""
    return CargoSpace(
        id=space.vehicle_id,
        length_mm=space.length_mm,
        width_mm=space.width_mm,
        height_mm=space.height_mm,
        max_payload_g=grams_of(space.max_payload_kg),
        **_body(space),
    )


def packing_item(piece: Piece) -> Item:
    """A piece of an order, for the packing room."""
    return Item(
        id=piece.item,
        length_mm=piece.length_mm,
        width_mm=piece.width_mm,
        height_mm=piece.height_mm,
        weight_g=grams_of(piece.weight_kg),
        **piece.rules.values,
    )


def stated_item(placed: PlacedPiece) -> Item:
    """A piece as a layout states it, which does not say how else it may be turned or what it may carry."""
    length, width, height = sorted((placed.dx_mm, placed.dy_mm, placed.dz_mm))
    # Like pieces that stand turned are still like pieces, so each is named by its sides and not by how it stands.
    sides = {"L": length, "W": width, "H": height}
    stands = (placed.dx_mm, placed.dy_mm, placed.dz_mm)
    return Item(
        id=placed.item,
        length_mm=length,
        width_mm=width,
        height_mm=height,
        weight_g=grams_of(placed.weight_kg),
        rotations=tuple(code for code in ROTATIONS if tuple(sides[letter] for letter in code) == stands),
        **placed.rules.values | {"fragile": placed.fragile},
    )


def packing_placement(placement: PlacedPiece) -> Placement:
    """A placement of a layout document, for the packing room."""
    return Placement(item_id=placement.item, **{name: getattr(placement, name) for name in _PLACE})


def _body(vehicle: Body) -> dict[str, Any]:
    """What arches, axles, balance and temperatures are to a cargo space."""
    coldest, warmest = vehicle.min_temperature_c, vehicle.max_temperature_c
    return {
        "temperature_c": None if coldest is None or warmest is None else (coldest, warmest),
        "blocked": tuple(defined(Blocked, room) for room in vehicle.blocked),
        "axles": vehicle.axles and defined(Axles, vehicle.axles),
        "balance": vehicle.balance and defined(Balance, vehicle.balance),
    }


def _placed(place: Placement, piece: Piece, supported_share: float, on_top_g: int, instruction: str) -> PlacedPiece:
    return PlacedPiece(
        item=piece.item,
        order_id=piece.order_id,
        sku=piece.sku,
        description=piece.description,
        weight_kg=piece.weight_kg,
        fragile=piece.rules.fragile,
        supported_share=supported_share,
        load_on_top_kg=kg_of(on_top_g),
        instruction=instruction,
        **{name: getattr(place, name) for name in _PLACE},
        **_set(piece, DockRules.model_fields),
    )


def _set(said: Contract, names: Iterable[str]) -> dict[str, Any]:
    """Those of the fields that are not as they are by default."""
    fields = type(said).model_fields
    return {name: value for name in names if (value := getattr(said, name)) != fields[name].default}


def _checks(violations: Sequence[Violation], pieces: int) -> list[Check]:
    """Every rule with what the checker found."""
    named = {code for codes in HEADINGS.values() for code in codes}
    rules = HEADINGS | {found.code: (found.code,) for found in violations if found.code not in named}
    checks = []
    for rule, codes in rules.items():
        broken = [violation.detail for violation in violations if violation.code in codes]
        checks.append(Check(code=rule, ok=not broken, detail=" ".join(broken) or f"Holds for all {pieces} pieces."))
    return checks
