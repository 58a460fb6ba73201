"""Kinds of values as fields of a contract, and back: what is gram in Python is kilogram on the wire."""

from collections.abc import Callable, Collection
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, Field

from logistics.contracts.numbers import (
    MAX_COUNT,
    WHOLE,
    Celsius,
    Flag,
    KgOrNone,
    LengthMm,
    grams_of,
    kg_of,
    plainly,
)
from logistics.contracts.texts import Code, GoodsTag
from logistics.dock.fields import IN_GRAMS, Kind, Said, said_of
from logistics.dock.models import Fields, fields_from
from logistics.dock.rules import Orientation

Layers = Annotated[int, Field(ge=1, le=MAX_COUNT, examples=[3]), WHOLE]
Place = Annotated[int, Field(ge=0, le=30_000, description="Whole millimetres.", examples=[600]), WHOLE]
_Offset = Annotated[int, Field(ge=-30_000, le=30_000, examples=[900]), WHOLE]
_Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False, strict=True, examples=[0.2])]

TYPES: dict[Kind, Any] = {
    Kind.FLAG: Flag,
    Kind.ORIENTATION: Orientation,
    Kind.COUNT: Layers,
    Kind.LIMIT_G: KgOrNone,
    Kind.WEIGHT_G: KgOrNone,
    Kind.CODE: Code,
    Kind.CODES: Annotated[tuple[Code, ...], Field(max_length=20, examples=[["pallet"]])],
    Kind.TAGS: Annotated[tuple[GoodsTag, ...], Field(max_length=20, examples=[["food"]])],
    Kind.CELSIUS: Celsius,
    Kind.LENGTH_MM: LengthMm,
    Kind.PLACE_MM: Place,
    Kind.OFFSET_MM: _Offset,
    Kind.SHARE: _Share,
}


def _listed(words: Collection[str]) -> tuple[str, ...]:
    return tuple(sorted(words))


_INWARDS: dict[Kind, Callable[[Any], Any]] = {
    **dict.fromkeys(IN_GRAMS, grams_of),
    Kind.CODES: frozenset,
    Kind.TAGS: frozenset,
}
_OUTWARDS: dict[Kind, Callable[[Any], Any]] = {
    **dict.fromkeys(IN_GRAMS, kg_of),
    Kind.CODES: _listed,
    Kind.TAGS: _listed,
}

Defined = TypeVar("Defined")


def contract_fields(definition: type, when: Callable[[Said], bool] = lambda said: True) -> Fields:
    """The fields of a definition as those of a contract; `when` says which."""
    return fields_from(
        definition, TYPES, name=lambda said: said.wire, default=lambda said: _outwards(said, said.default), when=when
    )


def defined(definition: type[Defined], contract: BaseModel) -> Defined:
    """What a contract says, as its definition; what it does not say is as by default."""
    known = [said for said in said_of(definition) if said.wire in type(contract).model_fields]
    return definition(**{said.name: _inwards(said, getattr(contract, said.wire)) for said in known})


def stated(definition: type, values: Any) -> dict[str, Any]:
    """The fields of a contract from a value of its definition."""
    return {said.wire: _outwards(said, getattr(values, said.name)) for said in said_of(definition)}


def stored(definition: type, contract: BaseModel) -> dict[str, Any]:
    """What a contract says as the document of a `jsonb` column: what is as by default is left away."""
    document = contract.model_dump(mode="json", include={s.wire for s in said_of(definition)}, exclude_defaults=True)
    grams = [said.wire for said in said_of(definition) if said.kind in IN_GRAMS and said.wire in document]
    return document | {name: plainly(kg_of(grams_of(getattr(contract, name)))) for name in grams}


def _inwards(said: Said, value: Any) -> Any:
    return value if value is None else _INWARDS.get(said.kind, lambda same: same)(value)


def _outwards(said: Said, value: Any) -> Any:
    return value if value is None else _OUTWARDS.get(said.kind, lambda same: same)(value)
