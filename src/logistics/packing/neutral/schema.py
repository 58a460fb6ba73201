"""The neutral problem JSON as models. Lengths are in whatever unit, weights in kg; what is read is mm and g."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, model_validator

from logistics.dock import body
from logistics.dock.fields import Kind, said_of
from logistics.dock.models import Derived, Fields, fields_from
from logistics.dock.rules import Rules
from logistics.packing.model import LONGEST_SPACE_MM, ROTATIONS
from logistics.packing.neutral.refusals import expected, unknown

_LONGEST_PIECE = 10**6
MOST_PIECES = 100_000
MOST_VEHICLES = 1_000
_HEAVIEST_KG = 10**9
_DEAREST = 10**9
_COLDEST, _WARMEST = -100, 100


def _rounded(per_unit: int, rounding: str) -> Callable[[float], int]:
    """A number as so many whole parts of its unit."""
    return lambda value: int((Decimal(str(value)) * per_unit).to_integral_value(rounding))


def _named(value: Any) -> Any:
    if not isinstance(value, str | int) or isinstance(value, bool):
        raise expected("a string or a whole number")
    return value


def _rotations(codes: Any) -> tuple[str, ...]:
    if not isinstance(codes, list) or any(code not in ROTATIONS for code in codes):
        raise expected(f"a list of {', '.join(ROTATIONS)}")
    return tuple(codes) or ROTATIONS


def _range(values: Any) -> tuple[int, int]:
    whole = isinstance(values, list) and all(isinstance(v, int) and not isinstance(v, bool) for v in values)
    if not whole or len(values) != 2 or not _COLDEST <= values[0] <= values[1] <= _WARMEST:
        raise expected("the coldest and the warmest permitted, in whole °C")
    return values[0], values[1]


_Kg = Annotated[float, Field(ge=0, le=_HEAVIEST_KG, allow_inf_nan=False)]
_Weight = Annotated[_Kg, AfterValidator(_rounded(1000, ROUND_CEILING))]
_Limit = Annotated[_Kg, AfterValidator(_rounded(1000, ROUND_FLOOR))]
_Cost = Annotated[float, Field(ge=0, le=_DEAREST, allow_inf_nan=False), AfterValidator(_rounded(100, ROUND_CEILING))]
_Count = Annotated[int, Field(ge=1, le=MOST_PIECES)]
_Side = Annotated[int, Field(ge=1, le=_LONGEST_PIECE)]
_Length = Annotated[int, Field(ge=1, le=LONGEST_SPACE_MM)]
_Place = Annotated[int, Field(ge=0, le=LONGEST_SPACE_MM)]
_Strings = Annotated[list[str], AfterValidator(frozenset)]
_Name = Annotated[Any, BeforeValidator(_named)]
_Range = Annotated[Any, BeforeValidator(_range)]

_KINDS: dict[Kind, Any] = {
    Kind.FLAG: bool,
    Kind.COUNT: _Count,
    Kind.LIMIT_G: _Limit,
    Kind.WEIGHT_G: _Weight,
    Kind.CODE: str,
    Kind.CODES: _Strings,
    Kind.TAGS: _Strings,
    Kind.LENGTH_MM: _Length,
    Kind.PLACE_MM: _Place,
    Kind.OFFSET_MM: Annotated[int, Field(ge=-LONGEST_SPACE_MM, le=LONGEST_SPACE_MM)],
    Kind.SHARE: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)],
}

Defined = TypeVar("Defined")


def _fields(definition: type) -> Fields:
    return fields_from(definition, _KINDS, name=lambda said: said.neutral, when=lambda said: said.neutral != "")


class Member(Derived):
    """An object of the document: nothing is read out of anything else, and every member is known."""

    model_config = ConfigDict(strict=True, frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _every_member_is_known(cls, entry: Any) -> Any:
        for name in entry if isinstance(entry, dict) else ():
            if name not in cls.model_fields:
                raise unknown(name, cls.model_fields)
        return entry

    def defined(self, definition: type[Defined], **more: Any) -> Defined:
        """What it says, as its definition, with what the definition says in other words."""
        return definition(**self.values(definition) | more)

    def values(self, definition: type) -> dict[str, Any]:
        """What it says of the fields of a definition."""
        return {said.name: getattr(self, said.neutral) for said in said_of(definition) if said.neutral}


class BlockedEntry(Member, fields=_fields(body.Blocked)):
    """Room that no piece may take."""


class AxlesEntry(Member, fields=_fields(body.Axles)):
    """The lever of a vehicle on two axles."""


class BalanceEntry(Member, fields=_fields(body.Balance)):
    """Where the centre of gravity may lie."""


class SpaceEntry(Member):
    """The one container."""

    length: _Length
    width: _Length
    height: _Length
    door_width: _Length | None = None
    door_height: _Length | None = None
    door_left: _Place | None = None
    door_sill: _Place | None = None
    max_weight: _Limit | None = None
    refrigerated: bool = False
    temperature: _Range | None = None
    blocked: list[BlockedEntry] = Field(default=[])
    axles: AxlesEntry | None = None
    balance: BalanceEntry | None = None


class VehicleEntry(SpaceEntry):
    """Some vehicles that are alike."""

    id: _Name
    cost: _Cost = 0
    count: Annotated[int, Field(ge=1, le=MOST_VEHICLES)] = 1


class ItemEntry(Member, fields=_fields(Rules)):
    """Some pieces that are alike, and the rules they go by."""

    id: _Name
    length: _Side
    width: _Side
    height: _Side
    weight: _Weight = 0
    quantity: _Count = 1
    rotations: Annotated[Any, BeforeValidator(_rotations)] | None = None
    stop: _Count = 1
    temperature: _Range | None = None
    group: _Name | None = None


class PinEntry(Member):
    """A piece that stands already."""

    item: _Name
    x: _Place
    y: _Place
    z: _Place
    dx: _Length
    dy: _Length
    dz: _Length
    load_step: _Count | None = None


class ProblemEntry(Member):
    """The whole document."""

    items: list[ItemEntry]
    container: SpaceEntry | None = None
    vehicles: list[VehicleEntry] | None = None
    pinned: list[PinEntry] = Field(default=[])
    max_containers: _Count | None = 1
    keep_groups_together: bool = False
    # What files of benchmarks say beside the problem: where it is from, and answers that are known.
    name: Any = None
    unit: Any = None
    seed: Any = None
    source: Any = None
    sup: Any = None
    parts: Any = None
    expect: Any = None
    exact_layout: Any = None
