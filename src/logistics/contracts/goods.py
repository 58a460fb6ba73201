"""Goods: sizes, weight, and how they may be turned, stacked and kept, as `dock.rules` says it."""

from logistics.contracts.base import Contract
from logistics.contracts.kinds import contract_fields, defined, stored
from logistics.contracts.numbers import Kg, LengthMm
from logistics.dock.fields import Kind, Said, said_of
from logistics.dock.rules import Orientation, Rules

__all__ = ["WORDS_OF_GOODS", "DockRules", "Goods", "Handling", "Orientation"]


def _in_layouts(said: Said) -> bool:
    return said.in_layouts


def _elsewhere(said: Said) -> bool:
    return not said.in_layouts


WORDS_OF_GOODS = {one.wire for one in said_of(Rules) if one.kind in (Kind.CODE, Kind.CODES, Kind.TAGS)}
"""Fields that hold words of the customer's own."""


class DockRules(Contract, fields=contract_fields(Rules, _in_layouts)):
    """What a piece is to the pieces above, below and beside it, and how warm it may get."""

    @property
    def rules(self) -> Rules:
        """What it says, in the words of the definition."""
        return defined(Rules, self)


class Handling(DockRules, fields=contract_fields(Rules, _elsewhere)):
    """How a piece may be turned, stacked and kept."""

    def stored_rules(self) -> dict[str, object]:
        """The document of a column `rules`: what is as by default is left away."""
        return stored(Rules, self)


class Goods(Handling):
    """Size, weight and handling of one kind of piece."""

    length_mm: LengthMm
    width_mm: LengthMm
    height_mm: LengthMm
    weight_kg: Kg
