"""What makes a layout a proof: it holds exactly the order's pieces, and the checker finds nothing wrong.

Translates between the wire (orders, vehicles, layouts) and the packing room; this is the only place that does.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from logistics.contracts.goods import DockRules
from logistics.contracts.layout import LayoutDocument, Load, PlacedPiece, Space
from logistics.contracts.numbers import grams_of, kg_of, m3_of
from logistics.contracts.orders import Piece
from logistics.contracts.vehicles import VehicleRead
from logistics.packing.body import Axles, Balance, Blocked
from logistics.packing.check import Violation, check, measure
from logistics.packing.model import ROTATIONS, CargoSpace, Item, Orientation, Placement


def piece_faults(document: LayoutDocument, pieces: Iterable[Piece]) -> list[str]:
    """How the pieces in the layout differ from the order's own, a sentence each; empty when they are the same.

    Every piece must be placed exactly once, with its own words, sides, weight, fragile mark and rules of the dock.
    Which way it may be turned is the checker's business.
    """
    own = {piece.item: piece for piece in pieces}
    placed = [placement for load in document.loads for placement in load.placements]
    counts = Counter(placement.item for placement in placed)
    faults = [f"{item} is not in the layout." for item in own if item not in counts]
    faults += [f"{item} is placed {count} times." for item, count in counts.items() if count > 1]
    for placement in placed:
        piece = own.get(placement.item)
        if piece is None:
            faults.append(f"{placement.item} is not a piece of this order.")
        else:
            faults += _differences(placement, piece)
    return faults + [f"It says that {left.item} has no place." for left in document.unplaced]


def fit_violations(load: Load, vehicle: VehicleRead, pieces: Mapping[str, Piece]) -> list[Violation]:
    """What the checker finds wrong with this load in this actual vehicle; empty when it fits.

    `pieces` are the order's own, by item: the layout's word for sizes and weights is not taken.
    """
    items = [packing_item(pieces[p.item]) for p in load.placements if p.item in pieces]
    return check(cargo_space(vehicle), items, [packing_placement(p) for p in load.placements])


def figure_faults(load: Load) -> list[str]:
    """Which figures a load states that its own placements do not bear out, a sentence each.

    Raises:
        ValueError: Its space or a piece contradicts itself.
    """
    space, items = stated_space(load.space), [stated_item(placed) for placed in load.placements]
    found, stated = measure(space, items, [packing_placement(placed) for placed in load.placements]), load.metrics
    figures: list[tuple[str, Any, Any]] = [
        ("filled_share", stated.filled_share, found.filled_share),
        ("floor_share", stated.floor_share, found.floor_share),
        ("weight_kg", stated.weight_kg, kg_of(found.weight_g)),
        ("volume_m3", stated.volume_m3, m3_of(found.volume_mm3)),
        ("centre_of_gravity_mm", stated.centre_of_gravity_mm, found.centre_of_gravity_mm),
    ]
    for placed, share, grams in zip(load.placements, found.supported_share, found.load_on_top_g, strict=True):
        figures.append((f"supported_share of {placed.item}", placed.supported_share, share))
        figures.append((f"load_on_top_kg of {placed.item}", placed.load_on_top_kg, kg_of(grams)))
    return [f"{name} is {true}, not {said}." for name, said, true in figures if not _same(said, true)]


def space_faults(space: Space, vehicle: VehicleRead) -> list[str]:
    """In what a layout draws a vehicle that is not this one as it is, a sentence each."""
    figures: list[tuple[str, Any, Any]] = [
        ("length_mm", space.length_mm, vehicle.cargo_length_mm),
        ("width_mm", space.width_mm, vehicle.cargo_width_mm),
        ("height_mm", space.height_mm, vehicle.cargo_height_mm),
        *((name, getattr(space, name), getattr(vehicle, name)) for name in _OF_THE_VEHICLE),
    ]
    return [f"{name} of its space is not the vehicle's." for name, said, true in figures if said != true]


_OF_THE_VEHICLE = ("max_payload_kg", "min_temperature_c", "max_temperature_c", "blocked", "axles", "balance")


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
    on_top = piece.max_load_on_top_kg
    return Item(
        id=piece.item,
        length_mm=piece.length_mm,
        width_mm=piece.width_mm,
        height_mm=piece.height_mm,
        weight_g=grams_of(piece.weight_kg),
        orientation=Orientation(piece.orientation),
        stackable=piece.stackable,
        fragile=piece.fragile,
        max_load_on_top_g=None if on_top is None else grams_of(on_top),
        bottom_only=piece.bottom_only,
        requires_refrigeration=piece.requires_refrigeration,
        **_dock_rules(piece),
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
        fragile=placed.fragile,
        **_dock_rules(placed),
    )


def packing_placement(placement: PlacedPiece) -> Placement:
    """A placement of a layout document, for the packing room."""
    return Placement(
        item_id=placement.item,
        x_mm=placement.x_mm,
        y_mm=placement.y_mm,
        z_mm=placement.z_mm,
        dx_mm=placement.dx_mm,
        dy_mm=placement.dy_mm,
        dz_mm=placement.dz_mm,
        load_step=placement.load_step,
    )


def load_weight_g(load: Load) -> int:
    """Weight of a load by its placements, in grams."""
    return sum(grams_of(placement.weight_kg) for placement in load.placements)


def load_volume_mm3(load: Load) -> int:
    """Volume of a load's pieces, in mm3."""
    return sum(p.dx_mm * p.dy_mm * p.dz_mm for p in load.placements)


def _body(vehicle: VehicleRead | Space) -> dict[str, Any]:
    """What arches, axles, balance and temperatures are to a cargo space."""
    axles, balance = vehicle.axles, vehicle.balance
    return {
        "temperature_c": _temperature(vehicle),
        "blocked": tuple(Blocked(**room.model_dump()) for room in vehicle.blocked),
        "axles": axles
        and Axles(
            wheelbase_mm=axles.wheelbase_mm,
            bulkhead_mm=axles.bulkhead_mm,
            tare_front_g=grams_of(axles.tare_front_kg),
            tare_rear_g=grams_of(axles.tare_rear_kg),
            max_front_g=grams_of(axles.max_front_kg),
            max_rear_g=grams_of(axles.max_rear_kg),
            min_front_share=axles.min_front_share,
            min_rear_share=axles.min_rear_share,
        ),
        "balance": balance
        and Balance(
            min_x_mm=balance.min_x_mm,
            max_x_mm=balance.max_x_mm,
            max_lateral_mm=balance.max_lateral_mm,
            from_g=grams_of(balance.from_kg),
        ),
    }


def _dock_rules(goods: DockRules) -> dict[str, Any]:
    """What layers, codes, tags and temperatures are to an item."""
    carried = goods.carries_codes
    return {
        "max_layers": goods.max_layers,
        "stack_code": goods.stack_code,
        "carries_codes": None if carried is None else frozenset(carried),
        "tags": frozenset(goods.tags),
        "incompatible_tags": frozenset(goods.incompatible_tags),
        "temperature_c": _temperature(goods),
    }


def _temperature(kept: DockRules | VehicleRead | Space) -> tuple[int, int] | None:
    coldest, warmest = kept.min_temperature_c, kept.max_temperature_c
    return None if coldest is None or warmest is None else (coldest, warmest)


def _differences(placement: PlacedPiece, piece: Piece) -> Iterable[str]:
    stands = sorted((placement.dx_mm, placement.dy_mm, placement.dz_mm))
    sides = sorted((piece.length_mm, piece.width_mm, piece.height_mm))
    if stands != sides:
        yield f"{piece.item} measures {_by(sides)} mm, not {_by(stands)} mm."
    if grams_of(placement.weight_kg) != grams_of(piece.weight_kg):
        yield f"{piece.item} weighs {kg_of(grams_of(piece.weight_kg))} kg, not {placement.weight_kg} kg."
    if placement.fragile != piece.fragile:
        yield f"{piece.item} is {'' if piece.fragile else 'not '}fragile."
    for name in DockRules.model_fields:
        own, stated = getattr(piece, name), getattr(placement, name)
        if _unordered(own) != _unordered(stated):
            yield f"{piece.item} has {name} {_told(own)}, not {_told(stated)}."
    if (placement.order_id, placement.sku) != (piece.order_id, piece.sku):
        yield f"{piece.item} is {piece.sku or 'no product'} of order {piece.order_id}."
    if placement.description != piece.description:
        yield f"{piece.item} is not what it is described as."


def _same(said: Any, true: Any) -> bool:
    """Shares are told in floating point; everything else exactly."""
    return math.isclose(said, true, abs_tol=1e-9) if isinstance(true, float) else bool(said == true)


def _unordered(value: Any) -> Any:
    """The order of tags and codes means nothing."""
    return frozenset(value) if isinstance(value, tuple) else value


def _told(value: Any) -> str:
    if isinstance(value, tuple):
        return ", ".join(value) or "none"
    return "unset" if value is None else str(value)


def _by(sides: list[int]) -> str:
    return " x ".join(map(str, sides))
