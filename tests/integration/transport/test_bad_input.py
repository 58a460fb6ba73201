"""Whatever is sent, the answer is a problem document and never 500."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.integration.transport.world import World
from tests.support.builders.bodies import HAMBURG, PRAGUE, a_vehicle

QUESTION = {
    "vehicle_id": 1,
    "origin": HAMBURG,
    "destination": PRAGUE,
    "date": "2026-12-24",
    "weight_kg": "1",
    "volume_m3": "1",
}
BOOKING = {
    "order_ids": [1],
    "layout_key": "order-1.json",
    "layout_version": "1",
    "layout_sha256": "0" * 64,
    "loads": [{"quote_id": 1, "load_index": 0}],
}
BLOCK = {"period": {"from": "2026-12-24", "to": "2026-12-25"}, "reason": "Brakes"}
POSTS = {
    "/vehicles": a_vehicle(),
    "/vehicles/1/blocks": BLOCK,
    "/bookings/calculate-price": QUESTION,
    "/bookings": BOOKING,
}
ODD: list[Any] = [
    None,
    "",
    "\0",
    "a\0b",
    "\ud800",
    "é" * 3000,
    -1,
    0,
    2**53,
    2**63,
    10**400,
    1e308,
    float("nan"),
    float("inf"),
    "NaN",
    "1e999999",
    "0.0000000000000000001",
    True,
    [],
    {},
    [[[]]],
    {"\ud800": 1},
    "0001-01-01",
    "9999-12-31",
    "2026-02-30",
]


def _variants(body: dict[str, Any]) -> list[dict[str, Any]]:
    found = [body | {name: odd} for name in [*body, "unknown", "\ud800"] for odd in ODD]
    for name, value in body.items():
        if isinstance(value, dict):
            found += [body | {name: inner} for inner in _variants(value)]
    return found


@pytest.mark.parametrize("path", POSTS)
async def test_odd_values_in_a_body_are_never_a_fault_of_ours(world: World, path: str) -> None:
    await world.vehicle(registration="B 1")
    for body in _variants(POSTS[path]):
        answer = await world.http.post(path, content=json.dumps(body), headers={"Content-Type": "application/json"})
        assert answer.status_code in (201, 400, 404, 409, 413, 422), (body, answer.text)
        if answer.status_code >= 400:
            assert answer.json()["code"] != "http-error", (body, answer.text)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'"text"',
        b"\xff\xfe",
        b'{"a": 1' + b"0" * 5000 + b"}",
        b"[" * 50_000,
    ],
)
async def test_bodies_that_are_no_json_object_are_refused(world: World, content: bytes) -> None:
    for path in POSTS:
        answer = await world.http.post(path, content=content, headers={"Content-Type": "application/json"})
        assert answer.status_code in (400, 413, 422), answer.text
        assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "name", ["date", "days", "min_length_mm", "min_payload_kg", "refrigerated", "limit", "cursor"]
)
async def test_odd_values_in_a_query_are_refused(world: World, name: str) -> None:
    for odd in ("", "\0", "-1", "0", "x" * 500, "9" * 5000, "NaN", "1e9999", "aTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk"):
        answer = await world.http.get("/vehicles/available", params={"date": "2026-12-24"} | {name: odd})
        assert answer.status_code in (200, 422), (odd, answer.text)


async def test_the_end_of_the_calendar_is_no_fault_of_ours(world: World) -> None:
    for day, days in (("9999-12-31", 1), ("9999-12-30", 2), ("0001-01-01", 366)):
        answer = await world.http.get("/vehicles/available", params={"date": day, "days": days})
        assert answer.status_code == (200 if day < "9999" else 422)
    van = await world.vehicle()
    answer = await world.http.post(
        "/bookings/calculate-price", json=QUESTION | {"vehicle_id": van.id, "date": "9999-12-31"}
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "date-out-of-range")


@pytest.mark.parametrize(
    "moment",
    [
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-23:00",
        "2026-12-01T00:00:00+23:59",
        "2026-12-01T00:00:00",
        "x",
    ],
)
async def test_odd_moments_are_no_fault_of_ours(world: World, moment: str) -> None:
    answer = await world.http.get("/bookings", params={"changed_after": moment})
    assert answer.status_code in (200, 422)


@pytest.mark.parametrize("path", ["/vehicles", "/bookings"])
async def test_ids_that_cannot_be_are_refused(world: World, path: str) -> None:
    for odd, status in (("0", 422), (2**53, 422), ("-1", 404), ("9" * 5000, 404), ("x", 404), ("7", 404)):
        assert (await world.http.get(f"{path}/{odd}")).status_code == status


async def test_a_credential_that_is_not_ours_is_refused_everywhere(world: World) -> None:
    for method, path in (("GET", "/vehicles"), ("POST", "/bookings"), ("GET", "/bookings/1"), ("GET", "/vehicles/1")):
        answer = await world.http.request(method, path, headers={"Authorization": "Bearer made-up"}, json=BOOKING)
        assert (answer.status_code, answer.json()["code"]) == (401, "credential-not-accepted")


async def test_health_readiness_and_metrics_are_answered(world: World) -> None:
    assert (await world.http.get("http://transport/healthz")).json() == {"status": "ok"}
    assert (await world.http.get("http://transport/readyz")).status_code == 200
    metrics = (await world.http.get("http://transport/metrics")).text
    assert 'http_requests_total{method="GET",route="/readyz",status="200"} 1.0' in metrics


async def test_without_its_database_the_service_is_alive_and_not_ready(tmp_path: Path) -> None:
    async with World.running("postgresql://nobody@127.0.0.1:1/none", tmp_path) as world:
        assert (await world.http.get("http://transport/healthz")).status_code == 200
        answer = await world.http.get("http://transport/readyz")
        assert (answer.status_code, answer.json()["code"]) == (503, "not-ready")


def test_an_api_process_loads_neither_engine_nor_agents() -> None:
    code = (
        "import sys; from logistics.transport.app import create_app; import logistics.layouts.proof;"
        " print([m for m in ('numba', 'strands', 'boto3', 'sqlalchemy') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=dict(os.environ), check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"
