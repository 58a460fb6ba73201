"""What makes a layout a proof: it holds exactly the order's pieces, and the checker finds nothing wrong."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from logistics.contracts.body import Body
from logistics.contracts.goods import DockRules
from logistics.contracts.layout import LayoutDocument, Load, PlacedPiece, Space
from logistics.contracts.numbers import grams_of, kg_of, m3_of
from logistics.contracts.orders import Piece
from logistics.contracts.vehicles import VehicleRead
from logistics.layouts.codec import cargo_space, packing_item, packing_placement, stated_item, stated_space
from logistics.packing.check import Violation, check, measure


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
        *((name, getattr(space, name), getattr(vehicle, name)) for name in ("max_payload_kg", *Body.model_fields)),
    ]
    return [f"{name} of its space is not the vehicle's." for name, said, true in figures if said != true]


def load_weight_g(load: Load) -> int:
    """Weight of a load by its placements, in grams."""
    return sum(grams_of(placement.weight_kg) for placement in load.placements)


def load_volume_mm3(load: Load) -> int:
    """Volume of a load's pieces, in mm3."""
    return sum(p.dx_mm * p.dy_mm * p.dz_mm for p in load.placements)


def _differences(placement: PlacedPiece, piece: Piece) -> Iterable[str]:
    stands = sorted((placement.dx_mm, placement.dy_mm, placement.dz_mm))
    sides = sorted((piece.length_mm, piece.width_mm, piece.height_mm))
    if stands != sides:
        yield f"{piece.item} measures {_by(sides)} mm, not {_by(stands)} mm."
    if grams_of(placement.weight_kg) != grams_of(piece.weight_kg):
        yield f"{piece.item} weighs {kg_of(grams_of(piece.weight_kg))} kg, not {placement.weight_kg} kg."
    if placement.fragile != piece.rules.fragile:
        yield f"{piece.item} is {'' if piece.rules.fragile else 'not '}fragile."
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
