"""How a definition says what its fields are, and what each is called where."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import MISSING, dataclass, field, fields, replace
from enum import Enum, auto
from typing import Any


class Kind(Enum):
    """What sort of value a field holds. Whoever derives something has one way for each kind, whatever the field."""

    FLAG = auto()
    ORIENTATION = auto()
    COUNT = auto()
    LIMIT_G = auto()
    WEIGHT_G = auto()
    CODE = auto()
    CODES = auto()
    TAGS = auto()
    CELSIUS = auto()
    LENGTH_MM = auto()
    PLACE_MM = auto()
    OFFSET_MM = auto()
    SHARE = auto()


IN_GRAMS = (Kind.LIMIT_G, Kind.WEIGHT_G)
"""Said in kg elsewhere: a limit is rounded down to the gram, a weight that is there up."""


@dataclass(frozen=True, slots=True)
class Said:
    """A field as its definition says it.

    Attributes:
        name: In Python: lengths in mm, weights in g.
        default: What it is when nothing is said; MISSING if something must be.
        in_layouts: Whether layouts say it of each piece.
        told: How a value that is not the default is told, in a few words.
        neutral: Its name in the neutral JSON, where the unit is left out; empty if it is not there by itself.
    """

    name: str
    kind: Kind
    words: str
    default: Any
    in_layouts: bool
    told: str
    neutral: str

    @property
    def wire(self) -> str:
        """Its name on the wire and in the database, where weights are kg."""
        return _in_kg(self.name, self.kind)


def said(
    kind: Kind,
    words: str,
    default: Any = MISSING,
    *,
    in_layouts: bool = False,
    told: str = "",
    neutral: str | None = None,
) -> Any:
    """A field of a definition; see `Said`. It stands in the neutral JSON unless `neutral` is empty."""
    facts = {"kind": kind, "words": words, "in_layouts": in_layouts, "told": told, "neutral": neutral}
    return field(default=default, metadata={"said": facts})


def said_of(definition: type) -> Iterator[Said]:
    """Every field that a definition says something about, in its order."""
    for one in fields(definition):
        if "said" in one.metadata:
            facts = dict(one.metadata["said"])
            plain = re.sub("_(kg|mm)$", "", _in_kg(one.name, facts["kind"]))
            neutral = plain if facts["neutral"] is None else facts["neutral"]
            yield Said(name=one.name, default=one.default, **facts | {"neutral": neutral})


def _in_kg(name: str, kind: Kind) -> str:
    return re.sub("_g(?=_per_|$)", "_kg", name) if kind in IN_GRAMS else name


def in_kg(said: Said, value: Any) -> Any:
    """A value as people are told it: weights in kg, without zeros at the end."""
    return f"{value / 1000:g}" if said.kind in IN_GRAMS else value


@dataclass(frozen=True, slots=True)
class Fault:
    """A contradiction: the path of the field that is wrong, in the words of the wire, a code and a sentence."""

    path: tuple[str | int, ...]
    code: str
    words: str

    @property
    def pointer(self) -> str:
        """The path as a JSON Pointer; no name of ours needs escaping."""
        return "".join(f"/{part}" for part in self.path)


def below(*at: str | int, faults: Iterable[Fault]) -> Iterator[Fault]:
    """The same faults of a part that stands at this path."""
    return (replace(fault, path=(*at, *fault.path)) for fault in faults)
