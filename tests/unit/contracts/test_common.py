"""What clients may write: whole numbers, days, moments, names and facts, as the contracts take them."""

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from logistics.contracts.moments import Day, Moment
from logistics.contracts.money import CurrenciesDiffer, Money
from logistics.contracts.numbers import Id, Kg
from logistics.contracts.texts import Facts, Line


def refuses(kind: Any, value: object) -> bool:
    try:
        TypeAdapter(kind).validate_python(value)
    except ValidationError:
        return True
    return False


@pytest.mark.parametrize("value", ["5", True, 1.5, 0, 2**53])
def test_a_whole_number_is_not_read_out_of_anything_else(value: object) -> None:
    assert refuses(Id, value)
    assert not refuses(Id, 5.0)


@pytest.mark.parametrize("value", [0, "0", "1766534400", 1766534400.5])
def test_seconds_since_1970_are_no_day_and_no_moment(value: object) -> None:
    assert refuses(Day, value)
    assert refuses(Moment, value)


def test_a_moment_names_its_zone() -> None:
    assert refuses(Moment, "2026-12-24T10:00:00")
    assert TypeAdapter(Moment).validate_python("2026-12-24T10:00:00+01:00").isoformat() == "2026-12-24T09:00:00+00:00"


@pytest.mark.parametrize("value", ["", " ", "\f", "\x85", "a\0b"])
def test_a_name_is_not_blank_and_can_be_stored(value: str) -> None:
    assert refuses(Line, value)


@pytest.mark.parametrize("value", ["\0", "\ud800", float("nan"), ["\0"], {"deep": {"\0": 1}}])
def test_facts_that_cannot_be_stored_are_refused(value: object) -> None:
    assert refuses(Facts, {"said": value})
    assert not refuses(Facts, {"said": "\\u0000 is how it is written"})


def test_the_schema_says_what_is_taken() -> None:
    schema = TypeAdapter(Kg).json_schema()
    assert [choice["type"] for choice in schema["anyOf"]] == ["number", "string"]
    assert TypeAdapter(Id).json_schema()["maximum"] == 2**53 - 1


def test_amounts_are_added_up_within_one_currency() -> None:
    prices = [Money(amount="615.62", currency="EUR"), Money(amount="917.98", currency="EUR")]
    assert Money.sum(prices) == Money(amount="1533.60", currency="EUR")


def test_amounts_of_two_currencies_are_never_added_up() -> None:
    with pytest.raises(CurrenciesDiffer, match="EUR and JPY"):
        Money.sum([Money(amount="615.62", currency="JPY"), Money(amount="917.98", currency="EUR")])


@pytest.mark.parametrize(
    ("amount", "currency", "read"),
    [
        ("615", "JPY", "615 JPY"),
        ("615.00", "JPY", "615 JPY"),
        ("615.62", "JPY", "615.62 JPY"),
        ("5", "EUR", "5.00 EUR"),
    ],
)
def test_an_amount_is_written_with_the_digits_of_its_currency(amount: str, currency: str, read: str) -> None:
    assert str(Money(amount=amount, currency=currency)) == read
