"""What is wrong with a problem, with the place where it is, in a person's words."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from difflib import get_close_matches
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

Built = TypeVar("Built")


class MalformedProblem(ValueError):
    """The problem does not follow the schema; `pointer` is the JSON Pointer to the place."""

    def __init__(self, pointer: str, expected: str) -> None:
        super().__init__(f"{pointer or '/'}: expected {expected}{'' if expected.endswith('?') else '.'}")
        self.pointer = pointer


_EXPECTED: dict[str, str] = {
    "missing": "this member, which must be given",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "finite_number": "a number",
    "bool_type": "true or false",
    "string_type": "a string",
    "list_type": "a list",
    "too_short": "at least {min_length}",
    "greater_than_equal": "a number of {ge} or more",
    "less_than_equal": "a number of {le} or less",
    "model_type": "an object",
    "model_attributes_type": "an object",
}
"""By the type of Pydantic's error, with the facts it has; ours say themselves what they expect."""


def malformed(error: ValidationError) -> MalformedProblem:
    """The first fault that was found, as ours."""
    first = error.errors()[0]
    facts = first.get("ctx", {})
    path = [*first["loc"], *([facts["member"]] if "member" in facts else [])]
    return MalformedProblem("".join(f"/{part}" for part in path), _expected(first, facts))


def _expected(fault: ErrorDetails, facts: Mapping[str, Any]) -> str:
    if "expected" in facts:
        return str(facts["expected"])
    plain = {name: f"{fact:.0f}" if isinstance(fact, float) else fact for name, fact in facts.items()}
    return _EXPECTED.get(fault["type"], fault["msg"]).format(**plain)


def expected(words: str) -> PydanticCustomError:
    """For a validator: the member is not what these words say."""
    return PydanticCustomError("expected", "expected {expected}", {"expected": words})


def unknown(name: str, known: Collection[str]) -> PydanticCustomError:
    """For a validator: an object has a member of no known name; a misspelt rule would be no rule."""
    near = get_close_matches(name, known, n=1)
    meant = f"did you mean {near[0]}?" if near else f"known are {', '.join(sorted(known))}"
    facts = {"expected": f"no member of this name; {meant}", "member": name}
    return PydanticCustomError("unknown", "{expected}", facts)


def built(pointer: str, what: Callable[..., Built], **fields: Any) -> Built:
    """What the model makes of the fields; what it refuses is refused with the place."""
    try:
        return what(**fields)
    except ValueError as error:
        raise MalformedProblem(pointer, f"figures that agree, but {str(error).removesuffix('.')}") from None
