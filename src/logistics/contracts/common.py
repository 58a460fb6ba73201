"""What every contract is made of: the strict base model, lengths, weights, money, addresses."""

from decimal import Decimal
from typing import Annotated, Generic, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

MAX_ID = 2**53 - 1
"""Largest id a JSON number carries exactly everywhere."""

GRAMS_PER_KG = 1000
MM3_PER_M3 = Decimal(10**9)


class Contract(BaseModel):
    """A message between processes: immutable, unknown fields refused."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, serialize_by_alias=True, validate_by_name=True, validate_by_alias=True
    )


def _without_nul(text: str) -> str:
    if "\0" in text:
        raise ValueError("must not hold a NUL character")
    return text


Text = Annotated[str, AfterValidator(_without_nul)]
Line = Annotated[Text, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
"""One line written by a person: a name, a description."""
Prose = Annotated[Text, StringConstraints(max_length=2000)]
Id = Annotated[int, Field(ge=1, le=MAX_ID, examples=[123])]
Version = Annotated[int, Field(ge=1)]

LengthMm = Annotated[int, Field(ge=1, le=30_000, strict=True, description="Whole millimetres.", examples=[1200])]
Kg = Annotated[Decimal, Field(gt=0, le=100_000, max_digits=9, decimal_places=3, examples=["85.5"])]
KgOrNone = Annotated[Decimal, Field(ge=0, le=100_000, max_digits=9, decimal_places=3, examples=["200"])]
VolumeM3 = Annotated[Decimal, Field(ge=0, le=1_000_000, decimal_places=9, examples=["2.592"])]
Amount = Annotated[Decimal, Field(ge=0, le=10_000_000, decimal_places=2, examples=["123.45"])]
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$"), Field(examples=["EUR"])]
CountryCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$"), Field(examples=["DE"])]
Sku = Annotated[
    Text,
    StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._/-]*$", max_length=64),
    Field(examples=["WM-7KG"]),
]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]

LayoutKey = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$"), Field(examples=["order-123.json"])
]
LayoutVersion = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{1,1024}$"), Field(examples=["1"])]


class Money(Contract):
    """An amount in a currency (ISO 4217), exact to the cent."""

    amount: Amount
    currency: Currency


class Address(Contract):
    """A place. Without coordinates the city is looked up in an offline gazetteer."""

    name: Line | None = None
    line1: Line | None = None
    city: Line = Field(examples=["Hamburg"])
    postal_code: Annotated[Text, StringConstraints(max_length=20)] | None = None
    country_code: CountryCode
    lat: Annotated[float, Field(ge=-90, le=90)] | None = None
    lon: Annotated[float, Field(ge=-180, le=180)] | None = None


class LayoutRef(Contract):
    """Exactly one stored layout: its key, the version of it, and the hash of its bytes."""

    key: LayoutKey
    version: LayoutVersion
    sha256: Sha256


T = TypeVar("T")


class Page(Contract, Generic[T]):
    """A page of a list; `next_cursor` is null on the last one."""

    data: list[T]
    next_cursor: str | None = None


def kg_of(weight_g: int) -> Decimal:
    """Grams as kilograms, exactly."""
    return Decimal(weight_g) / GRAMS_PER_KG


def grams_of(weight_kg: Decimal) -> int:
    """Kilograms with at most three decimals as whole grams, exactly."""
    return int(weight_kg * GRAMS_PER_KG)


def m3_of(volume_mm3: int) -> Decimal:
    """Cubic millimetres as cubic metres, exactly."""
    return Decimal(volume_mm3) / MM3_PER_M3
