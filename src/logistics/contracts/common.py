"""What every contract is made of: the strict base model, lengths, weights, money, addresses."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Generic, Self, TypeVar

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    PlainSerializer,
    StringConstraints,
)
from pydantic.config import JsonDict
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from logistics.kit.errors import Conflict
from logistics.kit.number_fields import PLAIN_DECIMAL
from logistics.kit.text import MULTI_LINE, cleaned, refused_in

MAX_ID = 2**53 - 1
"""Largest id a JSON number carries exactly everywhere."""

MAX_COUNT = 2**31 - 1
"""Largest number an `integer` column holds."""

GRAMS_PER_KG = 1000
MM3_PER_M3 = Decimal(10**9)


class Contract(BaseModel):
    """A message between processes: immutable, unknown fields refused."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, serialize_by_alias=True, validate_by_name=True, validate_by_alias=True
    )


class Patch(Contract):
    """What may change of something: a field left away stays as it is; only those of `may_be_emptied` become null."""

    may_be_emptied: ClassVar[frozenset[str]] = frozenset()

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """As the service takes it: null is the default of every field in Python and is refused on the wire."""
        schema = handler(core_schema)
        for name, field in handler.resolve_ref_schema(schema)["properties"].items():
            if name not in cls.may_be_emptied:
                _refuse_null(field)
        return schema


def _refuse_null(field: dict[str, Any]) -> None:
    choices = [choice for choice in field.pop("anyOf", []) if choice != {"type": "null"}]
    field.update(choices[0] if len(choices) == 1 else {"anyOf": choices})
    field.pop("default", None)


def _one_line(text: str) -> str:
    if char := refused_in(text):
        raise ValueError(f"is one line without control or hidden characters; {char} may not stand in it")
    return text


def _several_lines(text: str) -> str:
    text = text.replace("\r\n", "\n")
    if char := refused_in(text, MULTI_LINE):
        raise ValueError(
            f"holds no control or hidden characters but line breaks and tabs; {char} may not stand in it"
        )
    return text


def _storable(facts: dict[str, Any]) -> dict[str, Any]:
    """Refuse what JSON allows and PostgreSQL does not: NUL, half a surrogate pair, numbers that are none."""
    text = json.dumps(facts, ensure_ascii=False, allow_nan=False)
    text.encode()
    if "\\u0000" in text.replace("\\\\", ""):
        raise ValueError("must not hold a NUL character")
    return facts


def _whole(value: object) -> object:
    """A whole number however JSON writes it (`1200`, `1200.0`), and nothing that merely looks like one."""
    if isinstance(value, bool | str):
        raise ValueError("must be a whole number")
    return value


def _no_number(value: object) -> object:
    """Refuse a number where a day or a moment belongs; seconds since 1970 are nobody's pickup date."""
    if isinstance(value, int | float) or (isinstance(value, str) and re.fullmatch(r"\s*[-+]?[0-9.]+\s*", value)):
        raise ValueError("must be written as in RFC 3339, for instance 2026-12-24")
    return value


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("lies beyond the calendar") from None


# Constraints come before functions: only then do they look at the value as it will be, and show in the schema.
ONE_LINE = AfterValidator(_one_line)
"""No line break, control or hidden character of any alphabet: what is written is what is read, also in a header."""
SEVERAL_LINES = AfterValidator(_several_lines)
"""The same, and line breaks and tabs."""
CLEANED = AfterValidator(cleaned)
"""What a program heard somewhere and passes on; what may not stand in a text becomes a space."""
WHOLE = BeforeValidator(_whole)
NOT_BLANK: JsonDict = {"pattern": r"[^\s\x85]"}
"""What stripping whitespace and `min_length=1` come to, in JSON Schema's words."""

Text = Annotated[str, CLEANED]
Line = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
    ONE_LINE,
    Field(json_schema_extra=NOT_BLANK),
]
"""One line written by a person: a name, a description."""
Prose = Annotated[str, StringConstraints(max_length=2000), SEVERAL_LINES]
"""Several lines written by a person: notes, a reason."""
Reason = Annotated[str, StringConstraints(max_length=2000), CLEANED]
"""Why something is as it is, said by a person or a program."""
Facts = Annotated[dict[str, Any], AfterValidator(_storable)]
"""What a program says in its own words."""
Day = Annotated[date, BeforeValidator(_no_number)]
Moment = Annotated[AwareDatetime, BeforeValidator(_no_number), AfterValidator(_in_utc)]
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
        if isinstance(value, str) and not re.fullmatch(self.pattern, value):
            raise ValueError("must be a number in plain digits, such as 85.5")
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
Amount = Annotated[
    Decimal,
    Field(ge=0, le=10_000_000, decimal_places=2, examples=["123.45"]),
    up_to(10_000_000, decimals=2),
]
AnyDecimal = Annotated[Decimal, PLAIN_DECIMAL]
"""A number that no bound of ours is known for, plainly written."""
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$"), Field(examples=["EUR"])]
CountryCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$"), Field(examples=["DE"])]
Sku = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._/-]*$", max_length=64),
    Field(examples=["WM-7KG"]),
]
Code = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=40),
    ONE_LINE,
    Field(json_schema_extra=NOT_BLANK),
]
"""A short word of the customer's own, such as a stack code."""
GoodsTag = Annotated[Code, StringConstraints(to_lower=True)]
"""A word for a sort of goods. `Food` and `food` are one tag, so that no capital lets a clash pass unseen."""
Celsius = Annotated[int, Field(ge=-100, le=100, description="Whole degrees Celsius.", examples=[5]), WHOLE]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]

LayoutKey = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$"), Field(examples=["order-123.json"])
]
LayoutVersion = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{1,1024}$"), Field(examples=["1"])]


class CurrenciesDiffer(Conflict):
    """Amounts in different currencies are not added up."""

    def __init__(self, currencies: Iterable[str]) -> None:
        found = sorted(currencies)
        super().__init__(
            f"Amounts in {' and '.join(found)} cannot be added up: an order is priced in one currency.",
            currencies=found,
        )


def one_currency(currencies: Iterable[str]) -> str:
    """The currency that all of them are; there is at least one.

    Raises:
        CurrenciesDiffer: They are several.
    """
    first, *others = set(currencies)
    if others:
        raise CurrenciesDiffer([first, *others])
    return first


_WITHOUT_CENTS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
WITHOUT_CENTS = frozenset(_WITHOUT_CENTS.split())
"""Currencies that have no hundredth part (ISO 4217)."""


def smallest_amount(currency: str) -> Decimal:
    """The unit that a price in this currency is rounded to."""
    return Decimal(1) if currency in WITHOUT_CENTS else Decimal("0.01")


class Money(Contract):
    """An amount in a currency (ISO 4217), exact to the cent."""

    amount: Amount
    currency: Currency

    @classmethod
    def sum(cls, prices: Iterable[Self]) -> Self:
        """All of them together; there is at least one.

        Raises:
            CurrenciesDiffer: They are in several currencies.
        """
        prices = list(prices)
        currency = one_currency(price.currency for price in prices)
        return cls(amount=sum((price.amount for price in prices), Decimal(0)), currency=currency)

    def __str__(self) -> str:
        """As people read it: `123.45 EUR`, `615 JPY`."""
        unit = smallest_amount(self.currency)
        exact = self.amount % unit == 0
        return f"{self.amount.quantize(unit) if exact else self.amount} {self.currency}"


class Address(Contract):
    """A place. Without coordinates the city is looked up in an offline gazetteer."""

    name: Line | None = None
    line1: Line | None = None
    city: Line = Field(examples=["Hamburg"])
    region: Line | None = Field(
        default=None, description="State, province or canton: tells towns of one name apart.", examples=["Hamburg"]
    )
    postal_code: Annotated[str, StringConstraints(max_length=20), ONE_LINE] | None = None
    country_code: CountryCode
    lat: Annotated[float, Field(ge=-90, le=90, strict=True)] | None = None
    lon: Annotated[float, Field(ge=-180, le=180, strict=True)] | None = None


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
