"""Products: goods that orders name by their SKU."""

from pydantic import (
    ConfigDict,
    Field,
)

from logistics.contracts.base import Patch
from logistics.contracts.goods import Goods
from logistics.contracts.numbers import Flag, Id, Version
from logistics.contracts.texts import Line, Sku


class ProductCreate(Goods):
    """A kind of goods that orders name by its SKU."""

    sku: Sku
    label: Line = Field(examples=["Washing machine 7 kg"])


class ProductPatch(Patch, of=ProductCreate, but={"sku"}):
    """What may change of a product; orders keep what they were placed with."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"weight_kg": "72.5"}]})

    active: Flag | None = None


class ProductRead(ProductCreate):
    """A product as stored."""

    id: Id
    active: Flag
    version: Version
