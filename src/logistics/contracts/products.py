"""Products: goods that orders name by their SKU."""

from pydantic import (
    ConfigDict,
    Field,
)

from logistics.contracts.base import Patch
from logistics.contracts.goods import Codes, Goods, Layers, Orientation, Tags
from logistics.contracts.numbers import Celsius, Flag, Id, Kg, KgOrNone, LengthMm, Version
from logistics.contracts.texts import Code, Line, Sku


class ProductCreate(Goods):
    """A kind of goods that orders name by its SKU."""

    sku: Sku
    label: Line = Field(examples=["Washing machine 7 kg"])


class ProductPatch(Patch):
    """What may change of a product; orders keep what they were placed with."""

    may_be_emptied = frozenset(
        {
            "max_load_on_top_kg",
            "max_layers",
            "stack_code",
            "carries_codes",
            "min_temperature_c",
            "max_temperature_c",
        }
    )
    model_config = ConfigDict(json_schema_extra={"examples": [{"weight_kg": "72.5"}]})

    label: Line | None = None
    length_mm: LengthMm | None = None
    width_mm: LengthMm | None = None
    height_mm: LengthMm | None = None
    weight_kg: Kg | None = None
    orientation: Orientation | None = None
    stackable: Flag | None = None
    fragile: Flag | None = None
    max_load_on_top_kg: KgOrNone | None = None
    bottom_only: Flag | None = None
    requires_refrigeration: Flag | None = None
    max_layers: Layers | None = None
    stack_code: Code | None = None
    carries_codes: Codes | None = None
    tags: Tags | None = None
    incompatible_tags: Tags | None = None
    min_temperature_c: Celsius | None = None
    max_temperature_c: Celsius | None = None
    active: Flag | None = None


class ProductRead(ProductCreate):
    """A product as stored."""

    id: Id
    active: Flag
    version: Version
