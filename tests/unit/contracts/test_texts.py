"""No text that comes in breaks a line, hides or turns what people read: every field of every body is looked at."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin

import pytest
from fastapi.routing import APIRoute, iter_route_contexts
from pydantic import BaseModel, TypeAdapter, ValidationError

from logistics.contracts.address import Address
from logistics.contracts.agents import Invocation
from logistics.contracts.identity import Secret
from logistics.contracts.mailbox import Email
from logistics.contracts.texts import CLEANED, ONE_LINE, SEVERAL_LINES, Line, Prose, Reason, Text
from logistics.kit.patterns import Pattern
from logistics.orders.app import create_app as create_orders
from logistics.orders.settings import OrdersSettings
from logistics.transport.app import create_app as create_transport
from logistics.transport.settings import TransportSettings

BREAKING = ["\n", "\r", "\t", "\v", "\f", "\0", "\x1b", "\x7f", "\x85", "\x9b", "\u2028", "\u2029"]
HIDDEN = ["\u200b", "\u200e", "\u202e", "\u2066", "\u2060", "\ufeff", "\u00ad", "\u180e", "\u3164", "\U000e0041"]
MEANINGLESS = ["\ue000", "\U000f0000", "\u0378", "\ud800"]


def taken(kind: Any, text: str) -> bool:
    try:
        TypeAdapter(kind).validate_python(text)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize("char", BREAKING + HIDDEN + MEANINGLESS)
def test_a_line_takes_no_character_that_is_not_seen_as_it_is(char: str) -> None:
    assert not taken(Line, f"Nordlicht{char}Bcc: eve@example.com")
    assert not taken(Address, {"city": f"Ham{char}burg", "country_code": "DE"})


@pytest.mark.parametrize(
    "name",
    [
        "Nordlicht Appliances GmbH & Co. KG",
        "Łódź, Ağrı, Þórshöfn",
        "می\u200cخواهم",
        "क्\u200dष",
        "株式会社\u3000物流",
        "葛\U000e0100城",
        "Crate \N{BLACK HEART SUIT}\ufe0f",
        "\N{MAN}\u200d\N{ROCKET}",
        "1\u00a0000 kg",
    ],
)
def test_names_of_every_alphabet_are_taken(name: str) -> None:
    assert taken(Line, name)


@pytest.mark.parametrize("text", ["pay\u200cpal", "pay\u200dpal", "a\ufe0f\ufe0f", "a \ufe0f"])
def test_a_joiner_stands_only_where_a_script_needs_it(text: str) -> None:
    assert not taken(Line, text)


def test_notes_hold_line_breaks_and_tabs_and_nothing_else_of_the_kind() -> None:
    assert TypeAdapter(Prose).validate_python("Gate 4\r\nRing\ttwice\n") == "Gate 4\nRing\ttwice\n"
    assert [char for char in BREAKING + HIDDEN + MEANINGLESS if taken(Prose, f"a{char}b")] == ["\n", "\t"]


def test_what_programs_pass_on_is_cleaned() -> None:
    assert TypeAdapter(Text).validate_python("550 no\u2028such\x1b[31m user\n") == "550 no such [31m user\n"
    assert TypeAdapter(Reason).validate_python("a\x85b") == "a b"


@pytest.mark.parametrize(
    "text",
    [
        "a@example.com,b@example.com",
        "a@example.com;b@example.com",
        "<a@example.com>",
        "Ann<a@example.com>",
        "a(comment)@example.com",
        '"a,b"@example.com',
        "a@[127.0.0.1]",
        "a@example.com\nBcc:b@example.com",
        "a..b@example.com",
        "a@-example.com",
        f"{'a' * 65}@example.com",
        "a@localhost",
        "a\u200b@example.com",
    ],
)
def test_a_customer_has_exactly_one_address(text: str) -> None:
    assert not taken(Email, text)


def test_ordinary_addresses_are_taken() -> None:
    for text in ("dispatch@example.com", "o'neil+lager.4@sub.example.co.uk", "a@xn--mnchen-3ya.de"):
        assert taken(Email, text)


def test_every_text_that_comes_in_is_of_a_known_kind() -> None:
    """One line, several lines, cleaned, held to a pattern, or a secret that nobody is shown."""
    settings = {"database_url": "postgresql://", "layouts_dir": Path("layouts")}
    apps = (
        create_orders(OrdersSettings(**settings)),
        create_transport(TransportSettings(**settings, api_key="none")),
    )
    routes = [context.route for app in apps for context in iter_route_contexts(app.routes)]
    bodies = {
        field.field_info.annotation
        for route in routes
        if isinstance(route, APIRoute)
        for field in route.dependant.body_params
    }
    texts = [text for body in (*bodies, Invocation) for text in texts_of(body, body.__name__, set())]
    assert len(texts) > 60
    assert [path for path, rules in texts if not is_known(rules)] == []


def is_known(rules: tuple[Any, ...]) -> bool:
    if any(rule in (ONE_LINE, SEVERAL_LINES, CLEANED) for rule in rules):
        return True
    return rules == get_args(Secret)[1:] or any(isinstance(rule, Pattern) for rule in rules)


def texts_of(
    kind: Any, path: str, seen: set[type], rules: tuple[Any, ...] = ()
) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Every plain `str` within a type, with where it is and what it is held to."""
    if kind is str:
        yield path, rules
    elif get_origin(kind) is Annotated:
        yield from texts_of(get_args(kind)[0], path, seen, (*get_args(kind)[1:], *rules))
    elif isinstance(kind, type) and issubclass(kind, BaseModel):
        if kind not in seen:
            for name, field in kind.model_fields.items():
                yield from texts_of(field.annotation, f"{path}.{name}", seen | {kind}, tuple(field.metadata))
    elif get_origin(kind) is not dict:  # What a program says in its own words; shown as JSON.
        for part in get_args(kind):
            yield from texts_of(part, path, seen)
