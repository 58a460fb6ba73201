"""Layouts made by hand, sound unless a test spoils them."""

from datetime import UTC, datetime
from decimal import Decimal

from logistics.contracts.goods import DockRules
from logistics.contracts.layout import Engine, LayoutDocument, Load, Metrics, PlacedPiece, Space
from logistics.contracts.numbers import kg_of, m3_of
from logistics.contracts.orders import OrderRead, Piece
from logistics.contracts.quotes import PriceRequest
from logistics.contracts.vehicles import VehicleRead
from logistics.layouts.codec import packing_placement, stated_item, stated_space
from logistics.packing.check import measure

BODY = ("min_temperature_c", "max_temperature_c", "blocked", "axles", "balance")
"""What a layout draws of a vehicle beyond its sizes."""
CLEAR_OF_ARCHES_MM = 200
"""From the wall; the arches of the sample vans are narrower."""


def a_price_request(order: OrderRead, load: Load) -> PriceRequest:
    """The question whose answer is the price of this load."""
    return PriceRequest(
        vehicle_id=load.space.vehicle_id,
        origin=order.origin,
        destination=order.destination,
        date=order.pickup_date,
        weight_kg=load.metrics.weight_kg,
        volume_m3=load.metrics.volume_m3,
        priority=order.priority,
    )


def a_layout(order: OrderRead, *vehicles: VehicleRead) -> LayoutDocument:
    """The order's pieces dealt out to the vehicles, one behind the other on the floor, clear of wheel arches."""
    hands = [list(order.pieces())[start :: len(vehicles)] for start in range(len(vehicles))]
    return LayoutDocument(
        order_ids=[order.id],
        loads=[_load(hand, vehicle) for hand, vehicle in zip(hands, vehicles, strict=True)],
        unplaced=[],
        engine=Engine(name="by hand", version="1", seed=0, ms=0),
        created_at=datetime.now(UTC),
    )


def _load(pieces: list[Piece], vehicle: VehicleRead) -> Load:
    load = Load(
        space=Space(
            vehicle_id=vehicle.id,
            length_mm=vehicle.cargo_length_mm,
            width_mm=vehicle.cargo_width_mm,
            height_mm=vehicle.cargo_height_mm,
            max_payload_kg=vehicle.max_payload_kg,
            **{name: getattr(vehicle, name) for name in BODY},
        ),
        placements=[_placed(piece, place) for place, piece in enumerate(pieces)],
        metrics=Metrics(filled_share=0, weight_kg=0, volume_m3=0, centre_of_gravity_mm=(0, 0, 0), floor_share=0),
        checks=[],
    )
    return with_true_figures(load)


def with_true_figures(load: Load) -> Load:
    """The load with the figures of its own placements."""
    items = [stated_item(placed) for placed in load.placements]
    found = measure(stated_space(load.space), items, [packing_placement(placed) for placed in load.placements])
    metrics = Metrics(
        filled_share=found.filled_share,
        weight_kg=kg_of(found.weight_g),
        volume_m3=m3_of(found.volume_mm3),
        centre_of_gravity_mm=found.centre_of_gravity_mm,
        floor_share=found.floor_share,
    )
    return load.model_copy(update={"metrics": metrics})


def _placed(piece: Piece, place: int) -> PlacedPiece:
    return PlacedPiece(
        item=piece.item,
        order_id=piece.order_id,
        sku=piece.sku,
        description=piece.description,
        x_mm=place * piece.length_mm,
        y_mm=CLEAR_OF_ARCHES_MM,
        z_mm=0,
        dx_mm=piece.length_mm,
        dy_mm=piece.width_mm,
        dz_mm=piece.height_mm,
        weight_kg=piece.weight_kg,
        load_step=place + 1,
        fragile=piece.fragile,
        supported_share=1,
        load_on_top_kg=Decimal(0),
        **{name: getattr(piece, name) for name in DockRules.model_fields},
    )
