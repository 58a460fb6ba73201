"""Goods: sizes, weight, how they may be turned, stacked and kept."""

from enum import StrEnum
from typing import Annotated

from pydantic import (
    Field,
)

from logistics.contracts.base import Contract
from logistics.contracts.numbers import MAX_COUNT, WHOLE, Celsius, Flag, Kg, KgOrNone, LengthMm
from logistics.contracts.texts import Code, GoodsTag


class Orientation(StrEnum):
    """Ways a piece may be turned: any of six, height kept vertical, or exactly as given."""

    ANY = "any"
    UPRIGHT = "upright"
    FIXED = "fixed"


Layers = Annotated[int, Field(ge=1, le=MAX_COUNT, examples=[3]), WHOLE]
Codes = Annotated[tuple[Code, ...], Field(max_length=20, examples=[["pallet"]])]
Tags = Annotated[tuple[GoodsTag, ...], Field(max_length=20, examples=[["food"]])]


class DockRules(Contract):
    """What a piece is to the pieces above, below and beside it, and how warm it may get."""

    max_layers: Layers | None = Field(default=None, description="How many like pieces may stand on each other.")
    stack_code: Code | None = Field(default=None, description="What it is to the pieces below it.")
    carries_codes: Codes | None = Field(
        default=None, description="Stack codes of what may rest on it; null: any, none: nothing."
    )
    tags: Tags = Field(default=(), description="What sort of goods it is.")
    incompatible_tags: Tags = Field(default=(), description="Goods it never shares a vehicle with.")
    min_temperature_c: Celsius | None = Field(default=None, description="Coldest it may be kept at.")
    max_temperature_c: Celsius | None = Field(
        default=None, description="Warmest it may be kept at; given together with the coldest."
    )


class Handling(DockRules):
    """How a piece may be turned, stacked and kept."""

    orientation: Orientation = Orientation.ANY
    stackable: Flag = Field(default=True, description="False: nothing may rest on it.")
    fragile: Flag = Field(default=False, description="Nothing may rest on it, and the loader is told.")
    max_load_on_top_kg: KgOrNone | None = Field(default=None, description="Total weight allowed on it.")
    bottom_only: Flag = Field(default=False, description="It must stand on the floor.")
    requires_refrigeration: Flag = False


class Goods(Handling):
    """Size, weight and handling of one kind of piece."""

    length_mm: LengthMm
    width_mm: LengthMm
    height_mm: LengthMm
    weight_kg: Kg
