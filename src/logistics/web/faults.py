"""Faults of a request that Pydantic found, as faults of its fields."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, cast

from pydantic import TypeAdapter

from logistics.kit.errors import MOST_ERRORS, FieldError, Invalid, Location, pointer
from logistics.kit.nearest import meant
from logistics.kit.wrong_values import words_of


class InvalidRequest(Invalid):
    """Fields of the request are missing, unknown or out of range."""


def invalid_request(errors: Sequence[Mapping[str, Any]], body: Any = None) -> InvalidRequest:
    """The refusal of a request with these errors of Pydantic's; `body` is the type that it should have had."""
    faults = [fault_of(error, body) for error in errors[:MOST_ERRORS]]
    left_out = {"errors_left_out": len(errors) - MOST_ERRORS} if len(errors) > MOST_ERRORS else {}
    return InvalidRequest(summary_of(faults, len(errors)), errors=faults, **left_out)


def summary_of(faults: Sequence[FieldError], count: int | None = None) -> str:
    """How many faults there are, and the first of them, as a sentence."""
    count = count or len(faults)
    first = f"{faults[0].pointer or 'the body'}: {faults[0].message}"
    return f"{count} field{'s are' if count > 1 else ' is'} wrong: {first}{'' if first.endswith(('?', '.')) else '.'}"


def fault_of(error: Mapping[str, Any], body: Any = None) -> FieldError:
    """One error of Pydantic's as a fault of a field; `body` is the type of the document, where that is known."""
    location, *path = error["loc"] or ("body",)
    if location not in ("body", "query", "path", "header"):
        location, path = "body", [location, *path]
    # The tag of a union's member stands in angle brackets; it is no part of the document.
    named = [part for part in path if not str(part).startswith("<")]
    words = words_of(error)
    if error["type"] == "extra_forbidden" and named and body is not None:
        words = _unknown_field(str(named[-1]), _known_fields(body, tuple(map(str, named[:-1]))))
    return FieldError(pointer(*named), str(error["type"]), words, cast(Location, location))


def _unknown_field(name: str, known: Sequence[str]) -> str:
    if name in known:
        return "does not go together with the other fields given here; leave it or them away"
    return unknown("field", name, known)


def unknown(what: str, name: str, known: Sequence[str]) -> str:
    """That there is nothing of this name, and which one was probably meant."""
    near = meant(name, known)
    return f"There is no such {what}; did you mean {near}?" if near else f"There is no such {what}."


def _known_fields(body: Any, path: tuple[str, ...]) -> list[str]:
    """Names of the fields that may stand at a place in a document of this type."""
    schema = _schema_of(body)
    level = [schema]
    for part in path:
        level = [inner for each in level for inner in _below(_spread(each, schema), part)]
    return sorted(
        {name for each in level for variant in _spread(each, schema) for name in variant.get("properties", {})}
    )


def _below(variants: Sequence[dict[str, Any]], part: str) -> list[dict[str, Any]]:
    fields = [variant["properties"][part] for variant in variants if part in variant.get("properties", {})]
    entries = [variant["items"] for variant in variants if part.isdigit() and "items" in variant]
    return fields + entries


def _spread(schema: dict[str, Any], root: dict[str, Any]) -> list[dict[str, Any]]:
    """A schema's variants, each in full."""
    if (reference := schema.get("$ref")) is not None:
        return _spread(root["$defs"][reference.rpartition("/")[2]], root)
    choices = [choice for word in ("anyOf", "oneOf", "allOf") for choice in schema.get(word, ())]
    return [schema, *(variant for choice in choices for variant in _spread(choice, root))]


@cache
def _schema_of(body: Any) -> dict[str, Any]:
    return TypeAdapter(body).json_schema()
