"""What is too much to look into is refused before anybody does, with an answer that is small."""

import json
import time
from typing import Any

import httpx2
import pytest

from logistics.access.rates import RateSettings
from logistics.kit.errors import MOST_ERRORS
from logistics.web.bodies import (
    MAX_CONTAINERS,
    MAX_DEPTH,
    MAX_DIGITS,
    MAX_FIELDS,
    MAX_NAMES,
    MAX_STRANGERS_BODY_BYTES,
    MAX_VALUES,
    BodyTooComplex,
    MalformedJson,
    parsed,
    weight_of,
)
from tests.unit.web.test_service import a_service

SMALL = 64 * 1024
SOON_S = 5
"""Generous: it takes hundredths of a second on a machine with nothing else to do."""


async def answer_to(
    content: bytes, path: str = "/things", rates: RateSettings | None = None, times: int = 1
) -> httpx2.Response:
    """The last of the answers to the same request."""
    headers = {"Content-Type": "application/json", "Authorization": "admin"}
    transport = httpx2.ASGITransport(a_service(rates))
    async with httpx2.AsyncClient(transport=transport, base_url="http://service") as http:
        for _ in range(times):
            answer = await http.post(path, content=content, headers=headers)
    return answer


def crowded(fields: int) -> dict[str, int]:
    return {f"f{number}": 1 for number in range(fields)}


CROWDS: dict[str, Any] = {
    "unknown fields": crowded(170_000),
    "faulty lines": {"items": [crowded(90)] * 1500},
    "values": {"name": [0] * 900_000},
    "objects": {"name": [{}] * 400_000},
    "deep": {"name": "x"},
}


@pytest.mark.parametrize("path", ["/things", "/opinions"])
@pytest.mark.parametrize("kind", CROWDS)
async def test_a_crowd_of_faults_is_refused_soon_and_briefly(kind: str, path: str) -> None:
    content = json.dumps(CROWDS[kind], separators=(",", ":")).encode()
    if kind == "deep":
        content = b'{"name":' + b"[" * 15_000 + b"]" * 15_000 + b"}"
    began_at = time.perf_counter()
    answer = await answer_to(content, path)
    assert time.perf_counter() - began_at < SOON_S
    assert (answer.status_code, answer.json()["code"]) in {(413, "body-too-complex"), (413, "body-too-large")}
    assert len(answer.content) < SMALL


def test_bounds_are_looked_at_soon() -> None:
    for body in (
        b'"' + (b"9" * MAX_DIGITS + b" ") * 20_000 + b'"',
        b'"' + b"9." * 49 + b"x" * 1_900_000 + b'"',
        b'"' + b"9" * 1_900_000 + b'"',
        b'["' + b'\\"' * 900_000 + b'", ' + b"9" * MAX_DIGITS + b', "' + b"9" * 100_000 + b'"]',
    ):
        began_at = time.perf_counter()
        parsed(body)
        assert time.perf_counter() - began_at < SOON_S


async def test_a_stranger_sends_little() -> None:
    content = json.dumps({"name": "x" * MAX_STRANGERS_BODY_BYTES}).encode()
    refused = await answer_to(content, "/opinions")
    assert (refused.status_code, refused.json()["limit_bytes"]) == (413, MAX_STRANGERS_BODY_BYTES)
    assert (await answer_to(content)).status_code == 200


async def test_the_first_faults_are_named_and_the_others_counted() -> None:
    answer = await answer_to(json.dumps({"name": "x"} | crowded(MAX_FIELDS - 1)).encode(), "/strict")
    assert answer.status_code == 422
    assert len(answer.json()["errors"]) == MOST_ERRORS
    assert answer.json()["errors_left_out"] == MAX_FIELDS - 1 - MOST_ERRORS


async def test_what_somebody_sent_is_not_sent_back_in_full() -> None:
    answer = await answer_to(json.dumps({"name": "x", "y" * 1_000_000: 1}).encode(), "/strict")
    assert answer.status_code == 422
    assert len(answer.content) < SMALL


async def test_a_large_body_counts_as_many_requests() -> None:
    large = json.dumps({"name": "x" * 1_900_000}).encode()
    few = RateSettings(rate_per_principal=20)
    assert (await answer_to(large, rates=few)).status_code == 200
    refused = await answer_to(large, rates=few, times=2)
    assert (refused.status_code, refused.json()["code"]) == (429, "too-many-requests")
    assert (await answer_to(b'{"name": "x"}', rates=few, times=50)).status_code == 200


def test_an_everyday_body_weighs_nothing() -> None:
    assert weight_of(json.dumps({"items": [{"sku": "WM-7KG", "quantity": 1}] * 40}).encode()) == 0
    assert weight_of(b'{"a":1,' * MAX_NAMES) == 500


@pytest.mark.parametrize(
    "body",
    [
        b"[" + b"0," * MAX_VALUES + b"0]",
        b"[" + b"[]," * MAX_CONTAINERS + b"0]",
        b"{" + b'"a":1,' * MAX_NAMES + b'"a":1}',
        json.dumps(crowded(MAX_FIELDS + 1)).encode(),
        b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1),
        b"[" * MAX_CONTAINERS,
        b'{"quantity": ' + b"9" * (MAX_DIGITS + 1) + b"}",
        b'{"note": "\\"", "quantity": [1, ' + b"9" * (MAX_DIGITS + 1) + b"]}",
    ],
    ids=[
        "values",
        "lists",
        "repeated names",
        "fields",
        "deep",
        "deeper than the parser goes",
        "number",
        "among texts",
    ],
)
def test_each_bound_of_a_shape_holds(body: bytes) -> None:
    with pytest.raises(BodyTooComplex):
        parsed(body)


@pytest.mark.parametrize("body", [b"{", b"\xff\xfe\x00", b'"\xff"', b"nonsense"])
def test_what_cannot_be_read_is_malformed(body: bytes) -> None:
    with pytest.raises(MalformedJson):
        parsed(body)


def test_the_largest_honest_order_is_read() -> None:
    line = {f"field{number}": ["a tag"] * 20 if number < 3 else number for number in range(19)}
    order = {"items": [line | {"description": "Crate, fragile: on top"}] * 2000}
    assert parsed(json.dumps(order).encode()) == order
    assert parsed(b"[" * MAX_DEPTH + b"]" * MAX_DEPTH) is not None
