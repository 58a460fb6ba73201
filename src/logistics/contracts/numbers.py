"""Numbers as fields: ids, counts, lengths, weights, volumes, and how decimals may be written."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any

from pydantic import (
    BeforeValidator,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    PlainSerializer,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from logistics.kit.number_fields import PLAIN_DECIMAL
from logistics.kit.numbers import plain_decimal

MAX_ID = 2**53 - 1
"""Largest id a JSON number carries exactly everywhere."""
MAX_COUNT = 2**31 - 1
"""Largest number an `integer` column holds."""
GRAMS_PER_KG = 1000
MM3_PER_M3 = Decimal(10**9)


def _whole(value: object) -> object:
    """A whole number however JSON writes it (`1200`, `1200.0`), and nothing that merely looks like one."""
    if isinstance(value, bool | str):
        raise ValueError("must be a whole number without quotes, such as 10")
    return value


WHOLE = BeforeValidator(_whole)
Count = Annotated[int, Field(ge=0, le=MAX_COUNT), WHOLE]
Flag = Annotated[bool, Field(strict=True)]
Id = Annotated[int, Field(ge=1, le=MAX_ID, examples=[123]), WHOLE]
Version = Annotated[int, Field(ge=1), WHOLE]


@dataclass(frozen=True, slots=True)
class Written:
    """How a decimal may be written: as a string, which is exact, or as a number.

    The pattern is both what the schema says of the string and what is taken, so that they cannot differ.
    """

    pattern: str
    decimals: int
    most: int
    above_zero: bool

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_before_validator_function(self._plain, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        described = handler(schema)
        if handler.mode != "validation":
            return described
        number = {"type": "number", "multipleOf": float(f"1e-{self.decimals}"), "maximum": self.most}
        number["exclusiveMinimum" if self.above_zero else "minimum"] = 0
        described.pop("type", None)
        described.pop("pattern", None)
        return {**described, "anyOf": [number, {"type": "string", "pattern": self.pattern}]}

    def _plain(self, value: object) -> object:
        if isinstance(value, str) and not re.fullmatch(self.pattern, plain_decimal(value)):
            least = "more than 0" if self.above_zero else "0 or more"
            raise ValueError(
                f"must be {least} and at most {self.most}, with {self.decimals} or fewer digits behind the point"
            )
        return value


def plainly(number: Decimal) -> str:
    """Without an exponent, which Python writes for a cubic millimetre in cubic metres."""
    return f"{number:f}"


def up_to(most: int, *, decimals: int, above_zero: bool = False) -> Written:
    """A decimal from 0 to `most`, a power of ten; 0 itself only without `above_zero`."""
    fraction = rf"(\.[0-9]{{1,{decimals}}})?"
    below = len(str(most)) - 2
    top = rf"{most}(\.0{{1,{decimals}}})?"
    if not above_zero:
        return Written(rf"^({top}|(0|[1-9][0-9]{{0,{below}}}){fraction})$", decimals, most, above_zero)
    small = "|".join(f"0{{{n}}}[1-9][0-9]{{0,{decimals - n - 1}}}" for n in range(decimals))
    pattern = rf"^({top}|[1-9][0-9]{{0,{below}}}{fraction}|0\.({small}))$"
    return Written(pattern, decimals, most, above_zero)


LengthMm = Annotated[int, Field(ge=1, le=30_000, description="Whole millimetres.", examples=[1200]), WHOLE]
Kg = Annotated[
    Decimal,
    Field(gt=0, le=100_000, max_digits=9, decimal_places=3, examples=["85.5"]),
    up_to(100_000, decimals=3, above_zero=True),
]
KgOrNone = Annotated[
    Decimal,
    Field(ge=0, le=100_000, max_digits=9, decimal_places=3, examples=["200"]),
    up_to(100_000, decimals=3),
]
VolumeM3 = Annotated[
    Decimal,
    Field(ge=0, le=1_000_000, decimal_places=9, examples=["2.592"]),
    up_to(1_000_000, decimals=9),
    PlainSerializer(plainly, when_used="json"),
]
AnyDecimal = Annotated[Decimal, PLAIN_DECIMAL]
"""A number that no bound of ours is known for, plainly written."""
Celsius = Annotated[int, Field(ge=-100, le=100, description="Whole degrees Celsius.", examples=[5]), WHOLE]


def kg_of(weight_g: int) -> Decimal:
    """Grams as kilograms, exactly."""
    return Decimal(weight_g) / GRAMS_PER_KG


def grams_of(weight_kg: Decimal) -> int:
    """Kilograms with at most three decimals as whole grams, exactly."""
    return int(weight_kg * GRAMS_PER_KG)


def m3_of(volume_mm3: int) -> Decimal:
    """Cubic millimetres as cubic metres, exactly."""
    return Decimal(volume_mm3) / MM3_PER_M3
