"""Everywhere people or programs give numbers, the same writing of them is taken: plain, in ASCII digits."""

import re
from typing import Any
from urllib.parse import quote

import pytest
from fastapi import FastAPI
from pydantic import TypeAdapter, ValidationError
from typer.testing import CliRunner

from logistics.agents.settings import AgentSettings
from logistics.cli.main import app as commands
from logistics.contracts.money import Amount
from logistics.contracts.numbers import AnyDecimal, Kg, KgOrNone, VolumeM3
from logistics.contracts.vehicles import Rate
from logistics.fulfilment.settings import WorkerSettings
from logistics.gateway.settings import GatewaySettings
from logistics.kit.settings import Settings, SettingsWrong, read_settings
from logistics.local.settings import UpSettings
from logistics.orders.settings import OrdersSettings
from logistics.transport.routes.bookings import QueryId
from logistics.transport.routes.vehicles import LeastMm
from logistics.transport.settings import TransportSettings
from logistics.web.pages import Limit
from logistics.web.requests import PathId
from tests.support.identity import client_of

ODD = [
    "1_0",
    " 10",
    "10 ",
    "+10",
    "1e1",
    "\u0661\u0660",
    "\uff11\uff10",
    "010",
    "10.",
    ".5",
    "0x10",
    "nan",
    "10\n",
    "",
]
"""What Python's own `int`, `float` and `Decimal` take, or nearly."""
PLAIN = ["0", "0.5", "0.500", "0.001", "0.0001", "1", "85.5", "999.999", "1000", "99999.999", "100000", "100000.000"]
BEYOND = [
    "100000.001",
    "1000000.0",
    "10000000",
    "10000000.00",
    "10000000.01",
    "12345678.9",
    "0.0000000001",
    "-1",
    "-0",
]

DECIMALS: dict[str, Any] = {
    "kg": Kg,
    "kg or none": KgOrNone,
    "volume": VolumeM3,
    "amount": Amount,
    "rate": Rate,
}


def takes(kind: Any, text: str) -> bool:
    try:
        TypeAdapter(kind).validate_python(text)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize("kind", DECIMALS.values(), ids=DECIMALS)
def test_the_schema_of_a_decimal_takes_exactly_what_the_service_takes(kind: Any) -> None:
    (pattern,) = (choice["pattern"] for choice in TypeAdapter(kind).json_schema()["anyOf"] if "pattern" in choice)
    for text in [*ODD, *PLAIN, *BEYOND]:
        assert takes(kind, text) == (re.search(pattern, text.replace("\n", "!")) is not None), text
    assert takes(kind, "10")
    assert not any(takes(kind, text) for text in ODD)


@pytest.mark.parametrize("text", ODD)
def test_a_decimal_in_a_document_is_plain(text: str) -> None:
    assert not takes(AnyDecimal, text)


def test_the_smallest_volume_is_written_without_an_exponent() -> None:
    tiny = TypeAdapter(VolumeM3).validate_python("0.000000001")
    assert TypeAdapter(VolumeM3).dump_json(tiny) == b'"0.000000001"'


@pytest.mark.parametrize("text", ODD)
async def test_a_number_in_a_query_or_a_path_is_plain(text: str) -> None:
    service = FastAPI()

    @service.get("/{thing}")
    async def asked(
        thing: PathId, limit: Limit = 50, order_id: QueryId = None, least: LeastMm = None
    ) -> list[int | None]:
        return [thing, limit, order_id, least]

    async with client_of(service) as http:
        assert (await http.get("/7", params={"limit": "10", "order_id": "3", "least": "9"})).json() == [7, 10, 3, 9]
        for name in ("limit", "order_id", "least"):
            assert (await http.get("/7", params={name: text})).status_code == 422, name
        if text:
            assert (await http.get("/" + quote(text))).status_code == 422


def is_refused(kind: type[Settings], variable: str, text: str) -> bool:
    """Whether that variable is refused, whatever else is missing."""
    try:
        read_settings(kind, {variable: text})
    except SettingsWrong as wrong:
        return f"{variable}: " in wrong.message
    return False


@pytest.mark.parametrize("text", ODD)
def test_a_number_in_the_environment_is_plain(text: str) -> None:
    numbers = [
        (kind, str(field.alias))
        for kind in (OrdersSettings, TransportSettings, WorkerSettings, AgentSettings, GatewaySettings, UpSettings)
        for field in kind.model_fields.values()
        if field.annotation in (int, float)
    ]
    assert len({variable for _, variable in numbers}) > 4
    for kind, variable in numbers:
        assert not is_refused(kind, variable, "10"), variable
        assert is_refused(kind, variable, text), (kind, variable)


@pytest.mark.parametrize("text", ODD)
@pytest.mark.parametrize(
    "command", [["order", "list", "--limit"], ["backup", "--keep"], ["pack", "--time-limit"], ["pack", "--support"]]
)
def test_a_number_on_the_command_line_is_plain(command: list[str], text: str) -> None:
    refused = CliRunner().invoke(commands, [*command[:-1], f"{command[-1]}={text}"], input="{}")
    assert refused.exit_code == 2, refused.output
    assert command[-1] in refused.output
