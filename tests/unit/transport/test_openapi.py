"""The OpenAPI document: complete enough to build a client from."""

from pathlib import Path

import pytest

from logistics.transport.app import create_app
from logistics.transport.settings import TransportSettings


@pytest.fixture(scope="module")
def operations() -> dict[str, dict]:
    settings = TransportSettings(database_url="postgresql://", api_key="none", layouts_dir=Path("layouts"))
    paths = create_app(settings).openapi()["paths"]
    return {f"{method.upper()} {path}": operation for path, way in paths.items() for method, operation in way.items()}


def test_every_endpoint_of_the_contract_is_there(operations: dict[str, dict]) -> None:
    assert {name for name in operations if "/api/" in name} == {
        "GET /api/vehicles",
        "POST /api/vehicles",
        "GET /api/vehicles/available",
        "GET /api/vehicles/{vehicle_id}",
        "PATCH /api/vehicles/{vehicle_id}",
        "GET /api/vehicles/{vehicle_id}/blocks",
        "POST /api/vehicles/{vehicle_id}/blocks",
        "DELETE /api/vehicles/{vehicle_id}/blocks/{block_id}",
        "POST /api/bookings/calculate-price",
        "GET /api/bookings",
        "POST /api/bookings",
        "POST /api/bookings/settle",
        "GET /api/bookings/{booking_id}",
        "PATCH /api/bookings/{booking_id}/status",
    }


def test_every_operation_says_what_it_does_and_how_it_fails(operations: dict[str, dict]) -> None:
    for name, operation in operations.items():
        assert operation["summary"], name
        if "/api/" in name:
            assert operation["description"], name
            assert {"401", "403", "422"} <= operation["responses"].keys(), name


def test_every_body_has_an_example(operations: dict[str, dict]) -> None:
    for name, operation in operations.items():
        if "requestBody" in operation:
            assert operation["requestBody"]["content"]["application/json"]["examples"], name
