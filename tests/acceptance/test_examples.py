"""What `examples/` asks of a running system is answered: with the order as it stands there, on another day."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from logistics.contracts.orders import OrderStatus
from tests.acceptance.desk import Desk, a_day_of_its_own

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture
def order() -> dict[str, Any]:
    """The order, with a pickup day on which the fleet is free, and a reference of its own."""
    day = a_day_of_its_own()
    kept: dict[str, Any] = json.loads((EXAMPLES / "order.json").read_text())
    return kept | {"pickup_date": f"{day}", "reference": f"PO-{day}"}


def said_by(desk: Desk, command: list[str], order: dict[str, Any]) -> str:
    """What an example prints when it is given the order, with the address and the key it asks for."""
    environment = {
        "PATH": os.environ["PATH"],
        "LOGISTICS_URL": desk.system.origin,
        "LOGISTICS_API_KEY": desk.system.admin_key,
    }
    done = subprocess.run(
        command, input=json.dumps(order), env=environment, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


async def test_the_order_is_what_the_command_line_takes(desk: Desk, order: dict[str, Any], tmp_path: Path) -> None:
    file = tmp_path / "order.json"
    file.write_text(json.dumps(order))
    placed = json.loads(desk.system.command("order", "create", "-f", str(file), "--wait", "--json"))
    assert placed["status"] == OrderStatus.BOOKED


async def test_the_order_is_what_the_api_takes(desk: Desk, order: dict[str, Any]) -> None:
    async with desk.system.http() as http:
        answer = await http.post("/api/orders/orders", json=order)
    assert answer.status_code == 201, answer.text


async def test_asking_from_python_books_the_order(desk: Desk, order: dict[str, Any]) -> None:
    said = said_by(desk, [sys.executable, str(EXAMPLES / "ask.py")], order)
    assert " is booked\n" in said
    assert "vehicle " in said


async def test_asking_with_curl_shows_the_order_and_vehicles(desk: Desk, order: dict[str, Any]) -> None:
    said = said_by(desk, [str(EXAMPLES / "ask.sh")], order)
    answers: list[dict[str, Any]] = [json.loads(line) for line in said.splitlines()]
    assert answers[0]["reference"] == order["reference"]
    assert len(answers[1]["data"]) == 3
