"""Whose order it is: a customer is named by id or by e-mail address, in a file and over HTTP alike."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI

from tests.integration.orders.test_placing import an_order
from tests.support.identity import a_key, client_of

ROOT = Path(__file__).parents[3]
PICKUP = (datetime.now(UTC).date() + timedelta(days=20)).isoformat()


def readme_order() -> Any:
    """The order file that the README places, on a day that is still to come."""
    (file,) = re.findall(r"order create -f (\S+)", (ROOT / "README.md").read_text())
    return json.loads((ROOT / file).read_text()) | {"pickup_date": PICKUP}


@pytest.fixture
async def shop(http: httpx2.AsyncClient) -> httpx2.AsyncClient:
    """The service with two customers."""
    for name, email in (("Alster", readme_order()["customer_email"]), ("Elbe", "desk@elbe.example.com")):
        made = await http.post("/customers", json={"name": name, "email": email})
        assert made.status_code == 201, made.text
    return http


async def test_the_order_file_of_the_readme_is_what_the_service_takes(shop: httpx2.AsyncClient) -> None:
    placed = await shop.post("/orders", json=readme_order())
    assert placed.status_code == 201, placed.text
    assert placed.json()["customer_id"] == 1


async def test_an_address_is_a_customers_whatever_its_case(shop: httpx2.AsyncClient) -> None:
    order = an_order(customer_email="Desk@Elbe.example.com")
    del order["customer_id"]
    placed = await shop.post("/orders", json=order)
    assert placed.status_code == 201, placed.text
    assert placed.json()["customer_id"] == 2


@pytest.mark.parametrize(
    "named",
    [
        {},
        {"customer_id": 1, "customer_email": "desk@elbe.example.com"},
        {"customer_id": None, "customer_email": None},
    ],
    ids=["neither", "both", "null"],
)
async def test_exactly_one_of_both_names_the_customer(shop: httpx2.AsyncClient, named: dict[str, Any]) -> None:
    order = {name: value for name, value in an_order().items() if name != "customer_id"} | named
    refused = await shop.post("/orders", json=order)
    assert refused.status_code == 422
    assert "by customer_id or customer_email" in refused.json()["errors"][0]["message"]


async def test_nobody_has_that_address(shop: httpx2.AsyncClient) -> None:
    refused = await shop.post("/orders", json=readme_order() | {"customer_email": "nobody@example.com"})
    assert [(fault["pointer"], fault["code"]) for fault in refused.json()["errors"]] == [
        ("/customer_email", "unknown_customer")
    ]


async def test_a_customer_does_not_learn_who_else_is_one(
    shop: httpx2.AsyncClient, app: FastAPI, orders_database_url: str
) -> None:
    key = await a_key(orders_database_url, "customer", customer_id=2)
    async with client_of(app, key) as elbe:
        answers = [
            (await elbe.post("/orders", json=readme_order() | {"customer_email": email})).json()["errors"]
            for email in (readme_order()["customer_email"], "nobody@example.com")
        ]
        assert answers[0] == answers[1]
        own = await elbe.post("/orders", json=readme_order() | {"customer_email": "desk@elbe.example.com"})
        assert own.status_code == 201, own.text
