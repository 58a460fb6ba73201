"""The layout document: where every piece of an order stands, in which vehicle, in which order it goes in.

x runs from the bulkhead to the doors, y across, z up; a placement is its corner nearest the origin.
"""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from logistics.contracts.base import Contract
from logistics.contracts.body import Body
from logistics.contracts.goods import DockRules
from logistics.contracts.numbers import AnyDecimal, Id, Kg, LengthMm, VolumeM3
from logistics.contracts.texts import Sku

Coordinate = Annotated[int, Field(ge=0, le=30_000, strict=True)]
Share = Annotated[float, Field(ge=0, le=1)]


class Space(Body):
    """Inside of the vehicle a load was packed for."""

    vehicle_id: Id
    length_mm: LengthMm
    width_mm: LengthMm
    height_mm: LengthMm
    max_payload_kg: Kg


class PlacedPiece(DockRules):
    """One piece in its place. `supported_share` and `load_on_top_kg` are what the checker measured."""

    item: str
    order_id: Id
    sku: Sku | None
    description: str
    x_mm: Coordinate
    y_mm: Coordinate
    z_mm: Coordinate
    dx_mm: LengthMm
    dy_mm: LengthMm
    dz_mm: LengthMm
    weight_kg: Kg
    load_step: Annotated[int, Field(ge=1)]
    fragile: bool
    supported_share: Share
    load_on_top_kg: AnyDecimal
    instruction: str = Field(default="", description="The step for the loader, as a sentence.")


class Metrics(Contract):
    """A load in figures."""

    filled_share: Share
    weight_kg: AnyDecimal
    volume_m3: VolumeM3
    centre_of_gravity_mm: tuple[int, int, int]
    floor_share: Share


class Check(Contract):
    """One rule, as the checker found it when the layout was saved."""

    code: str
    ok: bool
    detail: str


class Load(Contract):
    """What goes into one vehicle."""

    space: Space
    placements: list[PlacedPiece]
    metrics: Metrics
    checks: list[Check]


class Unplaced(Contract):
    """A piece that has no place, and why."""

    item: str
    reason: str
    detail: str


class Engine(Contract):
    """What packed it."""

    name: str
    version: str
    seed: int
    ms: int


class LayoutDocument(Contract):
    """`order-123.json`."""

    schema_: Literal[1] = Field(default=1, alias="schema")
    order_ids: list[Id]
    loads: list[Load]
    unplaced: list[Unplaced]
    engine: Engine
    created_at: datetime
