"""What the OpenAPI documents say of a number is what the services take, field by field."""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from fastapi.routing import APIRoute, iter_route_contexts
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, TypeAdapter, ValidationError

from logistics.orders.app import create_app as create_orders
from logistics.orders.settings import OrdersSettings
from logistics.transport.app import create_app as create_transport
from logistics.transport.settings import TransportSettings
from tests.unit.kit.test_numbers import BEYOND, ODD, PLAIN

SETTINGS: dict[str, Any] = {
    "database_url": "postgresql://nobody@127.0.0.1:1/none",
    "layouts_dir": Path("/nonexistent"),
}
APPS = (create_orders(OrdersSettings(**SETTINGS)), create_transport(TransportSettings(**SETTINGS, api_key="none")))
ROUTES = [each.route for app in APPS for each in iter_route_contexts(app.routes) if isinstance(each.route, APIRoute)]

Field = tuple[dict[str, Any], TypeAdapter[Any]]


def is_number(schema: dict[str, Any]) -> bool:
    return any(each.get("type") in ("integer", "number") for each in (schema, *schema.get("anyOf", ())))


def fields_of(kind: Any, seen: set[type]) -> Iterator[tuple[str, Field]]:
    """Every number in a document of this type: its schema, and what judges it."""
    if not (isinstance(kind, type) and issubclass(kind, BaseModel)):
        for part in getattr(kind, "__args__", ()):
            yield from fields_of(part, seen)
        return
    if kind in seen:
        return
    seen.add(kind)
    for name, field in kind.model_fields.items():
        yield from fields_of(field.annotation, seen)
        judge = TypeAdapter(field.rebuild_annotation())
        if is_number(schema := judge.json_schema()):
            yield f"{kind.__name__}.{name}", (schema, judge)


@cache
def in_bodies() -> dict[str, Field]:
    seen: set[type] = set()
    bodies = [body.field_info.annotation for route in ROUTES for body in route.dependant.body_params]
    return dict(found for body in bodies for found in fields_of(body, seen))


@cache
def in_queries() -> dict[str, Field]:
    found = {}
    for route in ROUTES:
        for dependant in (route.dependant, *route.dependant.dependencies):
            for parameter in (*dependant.query_params, *dependant.path_params):
                judge = TypeAdapter(parameter.field_info.rebuild_annotation())
                if is_number(schema := judge.json_schema()):
                    found[f"{route.path} {parameter.alias}"] = (schema, judge)
    return found


def permits(schema: dict[str, Any], value: Any) -> bool:
    """Whether a schema takes a value; exact where a library would divide binary fractions."""
    if "anyOf" in schema:
        return any(permits(choice, value) for choice in schema["anyOf"])
    if schema.get("type") == "string":
        return isinstance(value, str) and re.search(schema["pattern"].replace("$", r"\Z"), value) is not None
    if isinstance(value, bool | str | None) or schema.get("type") == "null":
        return value is None and schema.get("type") == "null"
    number = Decimal(str(value))
    return (
        (schema["type"] == "number" or number == number.to_integral_value())
        and number >= schema.get("minimum", number)
        and number <= schema.get("maximum", number)
        and number > schema.get("exclusiveMinimum", number - 1)
        and number % Decimal(str(schema.get("multipleOf", number or 1))) == 0
    )


def takes(judge: TypeAdapter[Any], value: Any) -> bool:
    try:
        judge.validate_python(value)
    except ValidationError:
        return False
    return True


DIGITS = st.text("0123456789.-+e_ \u0665,", max_size=14)
FRACTIONS = st.decimals(-10, 11_000_000, places=4, allow_nan=False).map(float)
NUMBERS = st.integers(-10, 2**54) | FRACTIONS | st.floats(0, 1e15)
WRITTEN = DIGITS | st.decimals(0, 11_000_000, places=3).map(str) | st.sampled_from([*ODD, *PLAIN, *BEYOND, "0.050"])
PATIENTLY = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def test_numbers_are_found_at_all() -> None:
    assert len(in_bodies()) > 40
    assert len(in_queries()) > 20


@PATIENTLY
@given(value=NUMBERS | WRITTEN | st.booleans())
@example(value=1e300)
@example(value="100000")
def test_a_number_in_a_body_is_taken_exactly_when_the_document_says_so(value: Any) -> None:
    for name, (schema, judge) in in_bodies().items():
        assert takes(judge, value) == permits(schema, value), (name, value, schema)


@PATIENTLY
@given(text=WRITTEN | st.integers(-10, 2**54).map(str))
def test_a_number_in_a_query_or_a_path_is_taken_exactly_when_the_document_says_so(text: str) -> None:
    """There everything is text, so it is a number when it is written as JSON writes one, without an exponent."""
    plain = re.fullmatch(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?", text)
    for name, (schema, judge) in in_queries().items():
        whole = "." not in text and {"type": "integer"}.items() <= {**schema, **schema.get("anyOf", [{}])[0]}.items()
        said = permits(schema, int(text)) if plain and whole else permits(schema, text)
        assert takes(judge, text) == said, (name, text, schema)
