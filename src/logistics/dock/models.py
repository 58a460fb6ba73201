"""Pydantic models whose fields come from a definition. Only who reads or writes documents imports this."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import MISSING
from typing import Any, TypeVar

from pydantic import BaseModel, Field

from logistics.dock.fields import Kind, Said, said_of

Built = TypeVar("Built")
Fields = Mapping[str, tuple[Any, Any]]
"""By name: a type, and what stands behind the equals sign."""


class Derived(BaseModel):
    """A model that may be given `fields` besides those it writes out: `class Goods(Derived, fields=...)`."""

    def __init_subclass__(cls, *, fields: Fields | None = None, **kwargs: Any) -> None:
        """Pydantic collects fields after this, so what is put here is as if it had been written in the class."""
        super().__init_subclass__(**kwargs)
        if fields is None:
            return
        own = inspect.get_annotations(cls)
        cls.__annotations__ = {name: kind for name, (kind, _) in fields.items()} | own
        for name, (_, value) in fields.items():
            setattr(cls, name, value)


def fields_from(
    definition: type,
    kinds: Mapping[Kind, Any],
    *,
    name: Callable[[Said], str],
    default: Callable[[Said], Any] = lambda said: said.default,
    when: Callable[[Said], bool] = lambda said: True,
) -> Fields:
    """The fields of a definition as those of a model.

    Args:
        definition: A dataclass whose fields are `said`.
        kinds: The model's type for each kind of value.
        name: What the model calls a field.
        default: What it is when nothing is said, in the model's own words; asked only where that is allowed.
        when: Which of them it has.
    """
    return {name(said): (_type(said, kinds), _value(said, default)) for said in said_of(definition) if when(said)}


def _type(said: Said, kinds: Mapping[Kind, Any]) -> Any:
    return kinds[said.kind] | None if said.default is None else kinds[said.kind]


def _value(said: Said, default: Callable[[Said], Any]) -> Any:
    words: dict[str, Any] = {"description": said.words} if said.words else {}
    return Field(**words) if said.default is MISSING else Field(default=default(said), **words)
