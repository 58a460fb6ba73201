"""The rules of goods: how a piece may be turned, stacked and kept. Everything said about a rule hangs on this file.

From the fields of `Rules` come those of the wire, the database and the neutral JSON, from `RELIEFS` what is tried and
told when a rule keeps goods out. How a rule is judged is in `packing.checks.goods`, how the search follows it in
`packing.engine`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, TypeVar

from logistics.dock.fields import Fault, Kind, in_kg, said, said_of


class Orientation(StrEnum):
    """Ways a piece may be turned: any of six, height kept vertical, or exactly as given."""

    ANY = "any"
    UPRIGHT = "upright"
    FIXED = "fixed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """How a piece may be turned, stacked and kept. Each field is as by default where nothing is said."""

    orientation: Orientation = said(Kind.ORIENTATION, "", Orientation.ANY, neutral="")
    stackable: bool = said(Kind.FLAG, "False: nothing may rest on it.", True, told="not_stackable")
    fragile: bool = said(Kind.FLAG, "Nothing may rest on it, and the loader is told.", False, told="fragile")
    max_load_on_top_g: int | None = said(Kind.LIMIT_G, "Total weight allowed on it.", None, told="max {} kg on top")
    max_pressure_g_per_m2: int | None = said(
        Kind.LIMIT_G,
        "Weight that may press on each square metre of its top.",
        None,
        in_layouts=True,
        told="max {} kg/m² on top",
    )
    bottom_only: bool = said(Kind.FLAG, "It must stand on the floor.", False, told="bottom_only")
    requires_refrigeration: bool = said(Kind.FLAG, "", False, told="requires_refrigeration")
    max_layers: int | None = said(
        Kind.COUNT, "How many like pieces may stand on each other.", None, in_layouts=True, told="max {} layers"
    )
    stack_code: str | None = said(Kind.CODE, "What it is to the pieces below it.", None, in_layouts=True)
    carries_codes: frozenset[str] | None = said(
        Kind.CODES, "Stack codes of what may rest on it; null: any, none: nothing.", None, in_layouts=True
    )
    tags: frozenset[str] = said(Kind.TAGS, "What sort of goods it is.", frozenset(), in_layouts=True)
    incompatible_tags: frozenset[str] = said(
        Kind.TAGS, "Goods it never shares a vehicle with.", frozenset(), in_layouts=True
    )
    min_temperature_c: int | None = said(
        Kind.CELSIUS, "Coldest it may be kept at.", None, in_layouts=True, told="kept at {} °C or more", neutral=""
    )
    max_temperature_c: int | None = said(
        Kind.CELSIUS,
        "Warmest it may be kept at; given together with the coldest.",
        None,
        in_layouts=True,
        told="kept at {} °C or less",
        neutral="",
    )

    @property
    def values(self) -> dict[str, Any]:
        """Each rule by its name, to make something that goes by them."""
        return {one.name: getattr(self, one.name) for one in said_of(Rules)}

    @property
    def told(self) -> list[str]:
        """Every rule but codes and tags that is not as by default, in a few words."""
        plain = {one: getattr(self, one.name) for one in said_of(Rules) if one.told}
        return [one.told.format(in_kg(one, value)) for one, value in plain.items() if value != one.default]

    @property
    def bears_nothing(self) -> bool:
        """Whether no other piece may rest on this one."""
        return not self.stackable or self.fragile

    @property
    def temperature_c(self) -> tuple[int, int] | None:
        """The coldest and the warmest it may be kept at; None is any temperature."""
        coldest, warmest = self.min_temperature_c, self.max_temperature_c
        return None if coldest is None or warmest is None else (coldest, warmest)

    @property
    def stack_by_rule(self) -> bool:
        """Whether anything but room says what may stand on it or where it stands."""
        return any(getattr(self, name) != _DEFAULTS[name] for name in RELIEFS[Reason.STACKING].fields)

    def may_carry(self, upper: Rules) -> bool:
        """Whether the stack codes let the other piece rest directly on this one."""
        return self.carries_codes is None or upper.stack_code in self.carries_codes

    def clash_with(self, other: Rules) -> frozenset[str]:
        """Tags for which the two may not share a vehicle."""
        return (self.tags & other.incompatible_tags) | (other.tags & self.incompatible_tags)


SomeRules = TypeVar("SomeRules", bound=Rules)


class Reason(StrEnum):
    """Why a piece has no place."""

    TOO_LARGE = "too_large"
    TOO_HEAVY = "too_heavy"
    DOES_NOT_PASS_DOOR = "does_not_pass_door"
    NEEDS_REFRIGERATION = "needs_refrigeration"
    TEMPERATURE = "temperature"
    INCOMPATIBLE = "incompatible"
    PAYLOAD = "payload"
    TURNING = "turning"
    LAYERS = "layers"
    STACK_CODES = "stack_codes"
    PRESSURE = "pressure"
    STACKING = "stacking"
    STOPS = "stops"
    WEIGHT_IN_PLACE = "weight_in_place"
    KEPT_TOGETHER = "kept_together"
    NO_SPACE = "no_space"
    NOT_PACKED = "not_packed"


@dataclass(frozen=True, slots=True)
class Relief:
    """Fields that become as by default when a rule is lifted, and when goods that it keeps out would have a place."""

    fields: tuple[str, ...]
    words: str


RELIEFS = {
    Reason.TURNING: Relief(("orientation",), "if it might be turned any way"),
    Reason.LAYERS: Relief(("max_layers",), "if more layers might stand on each other"),
    Reason.STACK_CODES: Relief(("carries_codes",), "if pieces carried other stack codes"),
    Reason.PRESSURE: Relief(("max_pressure_g_per_m2",), "if other pieces bore more for each square metre"),
    Reason.STACKING: Relief(
        (
            *("stackable", "fragile", "max_load_on_top_g", "max_pressure_g_per_m2"),
            *("bottom_only", "max_layers", "carries_codes"),
        ),
        "if more might rest on other pieces",
    ),
}
"""By the reason that is told; the ones that ask for least come first."""

_DEFAULTS = {one.name: one.default for one in said_of(Rules)}


def relieved(rules: SomeRules, reason: Reason) -> SomeRules:
    """The same without the rule that is told as this reason."""
    return replace(rules, **{name: _DEFAULTS[name] for name in RELIEFS[reason].fields})


def contradictions(goods: Any) -> Iterator[Fault]:
    """What `Rules`, or a contract with the same fields, says against itself."""
    yield from temperature_faults(goods.min_temperature_c, goods.max_temperature_c)
    yield from _tag_faults(goods.tags, goods.incompatible_tags)


def temperature_faults(coldest: int | None, warmest: int | None) -> Iterator[Fault]:
    """A range in °C of which one end is missing, or the ends are in the wrong order."""
    if (coldest is None) != (warmest is None):
        missing = "min_temperature_c" if coldest is None else "max_temperature_c"
        yield Fault((missing,), "required", "Give the coldest and the warmest, or neither.")
    elif coldest is not None and warmest is not None and coldest > warmest:
        words = f"The coldest, {coldest} °C, is not above the warmest, {warmest} °C."
        yield Fault(("min_temperature_c",), "above_the_warmest", words)


def _tag_faults(tags: Collection[str], incompatible: Collection[str]) -> Iterator[Fault]:
    for index, tag in enumerate(incompatible):
        if tag in tags:
            words = f"It is {tag} itself; no two pieces of it could travel together."
            yield Fault(("incompatible_tags", index), "own_tag", words)
