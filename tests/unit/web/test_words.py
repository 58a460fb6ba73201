"""Every refusal is in a person's words: wrong values for every field of every contract, and what is said of them."""

import importlib
import json
import pkgutil
import re
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import core_schema

import logistics.contracts
from logistics.contracts.base import Contract
from logistics.contracts.identity import UserCreate
from logistics.contracts.notifications import NotificationPatch
from logistics.contracts.numbers import Kg
from logistics.contracts.orders import OrderCreate
from logistics.kit.wrong_values import _OWN_WORDS, _WORDS, words_of
from logistics.web.faults import fault_of, invalid_request

WRONG: list[Any] = [
    None,
    True,
    0,
    -1,
    10**30,
    1.5,
    -0.0001,
    0.00000000001,
    1e300,
    float("nan"),
    float("inf"),
    "",
    " ",
    "x",
    "x" * 3000,
    "\n",
    "\u202e",
    "a@b@c",
    "1_000",
    "1e2",
    " 85.5",
    "\u0665",
    "2026-02-30",
    "2026-12-24T10:00:00",
    "2026-12-24T10:00:00Z",
    "0001-01-01T00:00:00+14:00",
    [],
    ["x"],
    [None],
    [1] * 101,
    [["x"]],
    {},
    {"x": 1},
    {"kind": "x"},
]
MACHINE = re.compile(
    r"input|should|pydantic|[a-z]_type|valid (int|str|dec|bool)|\^|\\[|\$|\{[^}]|Error|<|>|contracts\.|class "
)
"""What only a machine says: patterns, names of classes and of types."""


def contracts() -> list[type[Contract]]:
    for module in pkgutil.iter_modules(logistics.contracts.__path__, "logistics.contracts."):
        importlib.import_module(module.name)

    def below(kind: type[Contract]) -> Iterator[type[Contract]]:
        for child in kind.__subclasses__():
            yield child
            yield from below(child)

    return sorted({kind for kind in below(Contract) if kind.__module__.startswith("logistics.")}, key=str)


def refusals() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every error of every field of every contract, for every wrong value."""
    for kind in contracts():
        for name, field in kind.model_fields.items():
            for value in WRONG:
                document = {field.alias or name: value, "unknown": 1}
                try:
                    kind.model_validate(document)
                except ValidationError as refused:
                    for error in refused.errors(include_url=False)[:9]:
                        yield f"{kind.__name__}.{name} {value!r:.40}", error


def test_every_refusal_of_every_field_of_every_contract_is_in_a_persons_words() -> None:
    seen = set()
    for where, error in refusals():
        seen.add(error["type"])
        said = words_of(error)
        assert not MACHINE.search(said), (where, said)
        assert "not what belongs here" not in said, (where, error["type"])
        assert re.match(r"is |must |lies |There |holds ", said), (where, said)
    assert len(seen) > 25


def test_the_words_are_of_errors_that_there_are() -> None:
    ours = {"date_from_datetime_parsing"}
    assert _WORDS.keys() - ours - {"json_invalid"} <= set(get_args(core_schema.ErrorType))
    assert not _OWN_WORDS & _WORDS.keys()


@pytest.mark.parametrize(
    ("change", "pointer", "said"),
    [
        ({"customer_id": 0}, "/customer_id", "must be 1 or more; 0 was given"),
        ({"customer_id": "7"}, "/customer_id", "must be a whole number without quotes, such as 10"),
        (
            {"priority": "expres"},
            "/priority",
            "must be one of 'standard', 'express' or 'critical'; other text was given",
        ),
        ({"items": []}, "/items", "must have 1 or more entries; it has 0"),
        ({"auto_process": "yes"}, "/auto_process", "must be true or false; other text was given"),
        ({"origin": None}, "/origin", "must be an object with named fields, such as {}; null was given"),
        ({"pickup_date": "2026-02-30"}, "/pickup_date", "must be a day of the calendar, such as 2026-12-24"),
        ({"custmer_id": 1}, "/custmer_id", "There is no such field; did you mean customer_id?"),
    ],
)
def test_a_refusal_says_what_was_given_and_what_would_be_right(
    change: dict[str, Any], pointer: str, said: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        OrderCreate.model_validate(change)
    faults = {fault.pointer: fault.message for fault in (fault_of(e, OrderCreate) for e in refused.value.errors())}
    assert faults[pointer] == said or faults[pointer].startswith(f"{said};"), faults[pointer]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("1_000", "must be a number in plain digits, such as 85.5"),
        ("1000000", "must be more than 0 and at most 100000, with 3 or fewer digits behind the point"),
        ("0.0001", "must be more than 0 and at most 100000, with 3 or fewer digits behind the point"),
        (0, "must be more than 0; 0 was given"),
    ],
)
def test_a_weight_is_refused_with_what_would_be_right(written: Any, said: str) -> None:
    with pytest.raises(ValidationError) as refused:
        TypeAdapter(Kg).validate_python(written)
    assert [words_of(error) for error in refused.value.errors()] == [said]


def test_a_number_of_too_many_digits_is_refused_in_words() -> None:
    crate = {"description": "Crate", "length_mm": 1, "width_mm": 1, "height_mm": 1, "quantity": 1}
    with pytest.raises(ValidationError) as refused:
        OrderCreate.model_validate({"items": [crate | {"weight_kg": 12345678.1234}]})
    said = {fault_of(error).pointer: words_of(error) for error in refused.value.errors()}
    assert said["/items/0/weight_kg"].startswith("must be "), said
    assert said["/items/0/weight_kg"].endswith("12345678.1234 was given"), said


@pytest.mark.parametrize("field", ["password", "role", "email", "name", "customer_id", "unknown"])
def test_what_was_sent_as_text_is_not_repeated(field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        UserCreate.model_validate({field: "hush\n"})
    assert "hush" not in json.dumps([words_of(error) for error in refused.value.errors()])


def test_statuses_are_told_by_their_values() -> None:
    with pytest.raises(ValidationError) as refused:
        NotificationPatch.model_validate({"status": None})
    assert [words_of(error) for error in refused.value.errors()] == [
        "must be one of 'sent', 'queued' or 'failed'; null was given"
    ]


def test_more_faults_than_anybody_reads_are_counted() -> None:
    class Many(BaseModel):
        numbers: list[int]

    with pytest.raises(ValidationError) as refused:
        TypeAdapter(Many).validate_python({"numbers": ["x"] * 60})
    refusal = invalid_request(refused.value.errors(), Many)
    assert (len(refusal.errors), refusal.facts) == (50, {"errors_left_out": 10})
    assert refusal.message.startswith("60 fields are wrong: /numbers/0: must be a whole number")
