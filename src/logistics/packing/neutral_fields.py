"""Members of a JSON object, each refused with its place when it is not what it should be."""

from __future__ import annotations

from collections.abc import Callable, Collection
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from difflib import get_close_matches
from typing import Any, TypeVar

Json = dict[str, Any]
Built = TypeVar("Built")

_HEAVIEST_KG = 10**9
_DEAREST = 10**9
_COLDEST, _WARMEST = -100, 100


class MalformedProblem(ValueError):
    """The problem does not follow the schema; `pointer` is the JSON Pointer to the place."""

    def __init__(self, pointer: str, expected: str) -> None:
        super().__init__(f"{pointer or '/'}: expected {expected}{'' if expected.endswith('?') else '.'}")
        self.pointer = pointer


def built(pointer: str, what: Callable[..., Built], **fields: Any) -> Built:
    """What the model makes of the fields; what it refuses is refused with the place."""
    try:
        return what(**fields)
    except ValueError as error:
        raise MalformedProblem(pointer, f"figures that agree, but {str(error).removesuffix('.')}") from None


def only(entry: Json, pointer: str, known: Collection[str]) -> None:
    """Refuse a member that is not known: a misspelt rule would be no rule."""
    for name in entry:
        if name not in known:
            raise MalformedProblem(f"{pointer}/{name}", f"no member of this name; {_meant(name, known)}")


def _meant(name: str, known: Collection[str]) -> str:
    """The known name that is nearest, or all of them where none is near."""
    near = get_close_matches(name, known, n=1)
    return f"did you mean {near[0]}?" if near else f"known are {', '.join(sorted(known))}"


def objects(entry: Json, pointer: str, name: str) -> list[tuple[Json, str]]:
    """The objects of a list that may be missing, each with its pointer."""
    if name not in entry:
        return []
    rows = member(entry, pointer, name, list, "a list")
    for number, row in enumerate(rows):
        if not isinstance(row, dict):
            raise MalformedProblem(f"{pointer}/{name}/{number}", "an object")
    return [(row, f"{pointer}/{name}/{number}") for number, row in enumerate(rows)]


def strings(entry: Json, pointer: str, name: str) -> frozenset[str]:
    """A list of strings that may be missing."""
    values = entry.get(name, [])
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise MalformedProblem(f"{pointer}/{name}", "a list of strings")
    return frozenset(values)


def flag(entry: Json, pointer: str, name: str, *, default: bool = False) -> bool:
    """True or false, or the default when it is missing."""
    value = entry.get(name, default)
    if not isinstance(value, bool):
        raise MalformedProblem(f"{pointer}/{name}", "true or false")
    return value


def temperature(entry: Json, pointer: str) -> tuple[int, int] | None:
    """The coldest and the warmest, or None when it is missing."""
    values = entry.get("temperature")
    if values is None:
        return None
    whole = isinstance(values, list) and all(isinstance(v, int) and not isinstance(v, bool) for v in values)
    if not whole or len(values) != 2 or not _COLDEST <= values[0] <= values[1] <= _WARMEST:
        raise MalformedProblem(f"{pointer}/temperature", "the coldest and the warmest permitted, in whole °C")
    return values[0], values[1]


def member(entry: Json, pointer: str, name: str, kind: type | tuple[type, ...], wanted: str) -> Any:
    """A member of one of these types."""
    value = entry.get(name)
    if not isinstance(value, kind) or isinstance(value, bool):
        raise MalformedProblem(f"{pointer}/{name}", wanted)
    return value


def whole(entry: Json, pointer: str, name: str, most: int, *, least: int = 1) -> int:
    """A whole number from `least` to `most`."""
    value = entry.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise MalformedProblem(f"{pointer}/{name}", f"a whole number from {least} to {most}")
    return value


def whole_or_none(entry: Json, pointer: str, name: str, most: int, *, least: int = 1) -> int | None:
    """Like `whole`, or None when it is missing or null."""
    return None if entry.get(name) is None else whole(entry, pointer, name, most, least=least)


def limit_g(entry: Json, pointer: str, name: str) -> int | None:
    """A limit in kg as whole grams, rounded down; None when it is missing or null."""
    return None if entry.get(name) is None else grams(entry, pointer, name, ROUND_FLOOR)


def share(entry: Json, pointer: str, name: str) -> float:
    """A share from 0 to 1; 0 when it is missing."""
    value = entry.get(name, 0)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise MalformedProblem(f"{pointer}/{name}", "a share from 0 to 1")
    return float(value)


def grams(entry: Json, pointer: str, name: str, rounding: str) -> int:
    """A weight in kg as whole grams; `rounding` is one of the decimal module."""
    value = entry.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= _HEAVIEST_KG:
        raise MalformedProblem(f"{pointer}/{name}", f"a number of kg from 0 to {_HEAVIEST_KG}")
    return int((Decimal(str(value)) * 1000).to_integral_value(rounding))


def cents(entry: Json, pointer: str, name: str) -> int:
    """An amount of money as whole cents, rounded up; 0 when it is missing."""
    value = entry.get(name, 0)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= _DEAREST:
        raise MalformedProblem(f"{pointer}/{name}", f"an amount from 0 to {_DEAREST}")
    return int((Decimal(str(value)) * 100).to_integral_value(ROUND_CEILING))
