"""Placing orders: what is taken, what is refused, and how."""

from datetime import date
from typing import Any

import httpx2
import pytest

from tests.support.builders.bodies import a_crate, a_customer, a_product, an_order


@pytest.fixture
async def shop(http: httpx2.AsyncClient) -> httpx2.AsyncClient:
    """The service with one customer and one product."""
    made = await http.post("/customers", json=a_customer())
    assert made.status_code == 201, made.text
    made = await http.post("/products", json=a_product())
    assert made.status_code == 201, made.text
    return http


async def test_an_order_is_stored_with_its_products_sizes_and_its_job(shop: httpx2.AsyncClient) -> None:
    placed = await shop.post("/orders", json=an_order(items=[{"sku": "WM-7KG", "quantity": 2}, a_crate()]))
    assert placed.status_code == 201, placed.text
    order = placed.json()
    assert order["status"] == "pending"
    assert order["number"] == f"ORD-{date.today().year}-{order['id']:06d}"
    assert order["totals"] == {"pieces": 5, "weight_kg": "392.5", "volume_m3": "2.215368"}
    assert order["items"][0]["max_load_on_top_kg"] == "70"
    assert order["origin"]["lat"] == pytest.approx(53.55, abs=0.1)
    events = (await shop.get(f"/orders/{order['id']}/events")).json()["data"]
    assert [event["type"] for event in events] == ["order_created"]


@pytest.mark.parametrize(
    ("change", "status", "pointer"),
    [
        ({"colour": "red"}, 422, "/colour"),
        ({"customer_id": 99}, 422, "/customer_id"),
        ({"pickup_date": "2020-01-01"}, 422, "/pickup_date"),
        ({"pickup_date": "9999-12-31"}, 422, "/pickup_date"),
        ({"pickup_date": "soon"}, 422, "/pickup_date"),
        ({"items": []}, 422, "/items"),
        ({"items": [a_crate(quantity=2001)]}, 422, "/items"),
        ({"items": [a_crate(length_mm=0)]}, 422, "/items/0/length_mm"),
        ({"items": [a_crate(length_mm=-5)]}, 422, "/items/0/length_mm"),
        ({"items": [a_crate(length_mm=10**9)]}, 422, "/items/0/length_mm"),
        ({"items": [a_crate(length_mm=1.5)]}, 422, "/items/0/length_mm"),
        ({"items": [a_crate(weight_kg="NaN")]}, 422, "/items/0/weight_kg"),
        ({"items": [a_crate(weight_kg="0.0001")]}, 422, "/items/0/weight_kg"),
        ({"items": [a_crate(description="bad \0 text")]}, 422, "/items/0/description"),
        ({"items": [{"sku": "NOPE", "quantity": 1}]}, 422, "/items/0/sku"),
        ({"items": [{"sku": "WM-7KG", "quantity": 1, "length_mm": 5}]}, 422, "/items/0/length_mm"),
        ({"items": [a_crate(max_layers=0)]}, 422, "/items/0/max_layers"),
        ({"items": [a_crate(stack_code=" ")]}, 422, "/items/0/stack_code"),
        ({"items": [a_crate(carries_codes=["a", 5])]}, 422, "/items/0/carries_codes/1"),
        ({"items": [a_crate(tags="food")]}, 422, "/items/0/tags"),
        ({"items": [a_crate(), a_crate(tags=["x"], incompatible_tags=["X"])]}, 422, "/items/1/incompatible_tags/0"),
        ({"items": [a_crate(min_temperature_c=2)]}, 422, "/items/0/max_temperature_c"),
        ({"items": [a_crate(min_temperature_c=8, max_temperature_c=2)]}, 422, "/items/0/min_temperature_c"),
        ({"items": [a_crate(min_temperature_c=2.5, max_temperature_c=8)]}, 422, "/items/0/min_temperature_c"),
        ({"items": [a_crate(stop=1)]}, 422, "/items/0/stop"),
        ({"origin": {"city": "Hambrug", "country_code": "DE"}}, 422, "/origin/city"),
        ({"origin": {"city": "Hamburg", "country_code": "QQ"}}, 422, "/origin/city"),
        ({"origin": {"city": "Hamburg", "country_code": "DE", "lat": 53.5}}, 422, "/origin/lon"),
        ({"origin": {"city": "Hamburg", "country_code": "DE", "lat": 48.14, "lon": 11.58}}, 422, "/origin/lat"),
        ({"origin": {"city": "Springfield", "country_code": "US"}}, 422, "/origin/city"),
        ({"origin": {"city": "Hamburg", "region": "Bayern", "country_code": "DE"}}, 422, "/origin/region"),
        ({"origin": {"city": "Ham\u2028burg", "country_code": "DE"}}, 422, "/origin/city"),
        ({"reference": "PO-1\u202e"}, 422, "/reference"),
        ({"destination": None}, 422, "/destination"),
    ],
)
async def test_what_is_wrong_is_named_and_nothing_is_stored(
    shop: httpx2.AsyncClient, change: dict[str, Any], status: int, pointer: str
) -> None:
    refused = await shop.post("/orders", json=an_order(**change))
    assert refused.status_code == status, refused.text
    assert refused.headers["content-type"] == "application/problem+json"
    problem = refused.json()
    assert pointer in [error["pointer"] for error in problem["errors"]]
    assert (await shop.get("/orders")).json()["data"] == []


RULES = {
    **{"max_layers": 2, "stack_code": "Pallet", "carries_codes": ["Pallet"], "tags": ["food"]},
    **{"incompatible_tags": ["paint", "fuel"], "min_temperature_c": -18, "max_temperature_c": 4},
}
NO_RULES = {
    **dict.fromkeys(("max_layers", "stack_code", "carries_codes", "min_temperature_c", "max_temperature_c")),
    **{"tags": [], "incompatible_tags": []},
}


async def test_the_rules_of_a_product_are_those_of_its_order_lines(shop: httpx2.AsyncClient) -> None:
    dairy = {"sku": "DAIRY", "label": "Dairy", "length_mm": 400, "width_mm": 300, "height_mm": 200, "weight_kg": "8"}
    made = (await shop.post("/products", json=dairy | RULES)).json()
    assert made.items() >= RULES.items()
    lines = [{"sku": "DAIRY", "quantity": 1}, a_crate(**RULES), {"sku": "WM-7KG", "quantity": 1}]
    placed = (await shop.post("/orders", json=an_order(items=lines))).json()
    ruled, described, plain = placed["items"]
    assert ruled.items() >= RULES.items()
    assert described.items() >= RULES.items()
    assert plain.items() >= NO_RULES.items()
    freed = await shop.patch(f"/products/{made['id']}", json=NO_RULES)
    assert freed.json().items() >= NO_RULES.items()
    assert (await shop.get(f"/orders/{placed['id']}")).json()["items"][0].items() >= RULES.items()


async def test_tags_are_one_whatever_their_capitals(shop: httpx2.AsyncClient) -> None:
    placed = await shop.post("/orders", json=an_order(items=[a_crate(tags=["Food"], incompatible_tags=["PAINT"])]))
    assert (placed.json()["items"][0]["tags"], placed.json()["items"][0]["incompatible_tags"]) == (
        ["food"],
        ["paint"],
    )


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"min_temperature_c": 2}, "/max_temperature_c", "product-invalid"),
        ({"tags": ["paint"], "incompatible_tags": ["paint"]}, "/incompatible_tags/0", "product-invalid"),
        ({"tags": None}, "/tags", "field-required"),
        ({"max_layers": 0}, "/max_layers", "invalid-request"),
    ],
)
async def test_a_product_that_contradicts_itself_is_refused(
    shop: httpx2.AsyncClient, change: dict[str, Any], pointer: str, code: str
) -> None:
    refused = await shop.patch("/products/1", json=change)
    assert (refused.status_code, refused.json()["code"]) == (422, code)
    assert refused.json()["errors"][0]["pointer"] == pointer
    assert (await shop.get("/products/1")).json().items() >= NO_RULES.items()


async def test_a_new_product_must_agree_with_itself(shop: httpx2.AsyncClient) -> None:
    ice = {"sku": "ICE", "label": "Ice", "length_mm": 400, "width_mm": 300, "height_mm": 200, "weight_kg": "8"}
    refused = await shop.post("/products", json=ice | {"min_temperature_c": -18, "max_temperature_c": -25})
    assert (refused.status_code, refused.json()["code"]) == (422, "product-invalid")


async def test_a_body_that_is_not_json_is_malformed(shop: httpx2.AsyncClient) -> None:
    refused = await shop.post("/orders", content=b'{"customer_id": 1,', headers={"content-type": "application/json"})
    assert (refused.status_code, refused.json()["code"]) == (400, "malformed-json")


async def test_a_body_of_20_mb_is_too_large(shop: httpx2.AsyncClient) -> None:
    refused = await shop.post("/orders", content=b"x" * 20_000_000)
    assert (refused.status_code, refused.json()["code"]) == (413, "body-too-large")


async def test_a_chunked_body_of_20_mb_is_too_large(shop: httpx2.AsyncClient) -> None:
    async def chunks() -> Any:
        for _ in range(20):
            yield b"x" * 1_000_000

    refused = await shop.post("/orders", content=chunks())
    assert (refused.status_code, refused.json()["code"]) == (413, "body-too-large")


async def test_an_unknown_order_is_not_found(shop: httpx2.AsyncClient) -> None:
    for path in ("/orders/7", "/orders/9007199254740991"):
        missing = await shop.get(path)
        assert (missing.status_code, missing.json()["code"]) == (404, "order-not-found")
    assert (await shop.get("/orders/99999999999999999999")).status_code == 422
    assert (await shop.get("/orders/seven")).status_code == 422


async def test_the_same_key_and_body_get_the_first_answer(shop: httpx2.AsyncClient) -> None:
    key = {"Idempotency-Key": "po-4711"}
    first = await shop.post("/orders", json=an_order(), headers=key)
    again = await shop.post("/orders", json=an_order(), headers=key)
    assert again.json() == first.json()
    assert again.headers["Idempotent-Replayed"] == "true"
    other = await shop.post("/orders", json=an_order(reference="PO-2"), headers=key)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency-key-reused")
    assert len((await shop.get("/orders")).json()["data"]) == 1


async def test_pages_hold_every_order_once(shop: httpx2.AsyncClient) -> None:
    for number in range(5):
        assert (await shop.post("/orders", json=an_order(reference=f"PO-{number}"))).status_code == 201
    seen, cursor = [], None
    while True:
        page = (await shop.get("/orders", params={"limit": 2} | ({"cursor": cursor} if cursor else {}))).json()
        seen += [order["id"] for order in page["data"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == [5, 4, 3, 2, 1]
    assert (await shop.get("/orders", params={"cursor": "x"})).status_code == 422
    assert (await shop.get("/orders", params={"limit": 201})).status_code == 422
    found = (await shop.get("/orders", params={"q": "po-3"})).json()["data"]
    assert [order["reference"] for order in found] == ["PO-3"]


async def test_two_customers_cannot_share_an_address_in_any_letter_case(shop: httpx2.AsyncClient) -> None:
    taken = await shop.post("/customers", json={"name": "Other", "email": "DESK@alster.example"})
    assert (taken.status_code, taken.json()["code"]) == (409, "email-taken")


async def test_openapi_is_complete(shop: httpx2.AsyncClient) -> None:
    document = (await shop.get("/openapi.json")).json()
    for path in document["paths"].values():
        for operation in path.values():
            assert operation["summary"]
            assert "HTTPValidationError" not in str(operation)


async def test_a_town_that_may_be_several_is_asked_about_and_its_region_decides(shop: httpx2.AsyncClient) -> None:
    springfield = {"city": "Springfield", "country_code": "US"}
    asked = await shop.post("/orders", json=an_order(origin=springfield, destination=springfield | {"region": "OH"}))
    problem = asked.json()
    assert (asked.status_code, problem["code"]) == (422, "ambiguous-place")
    assert {"pointer": "/origin/city", "city": "Springfield", "region": "Illinois", "country_code": "US"}.items() <= (
        problem["candidates"][2].items()
    )

    chosen = problem["candidates"][2]["region"]
    ends = {"origin": springfield | {"region": chosen}, "destination": springfield | {"postal_code": "45501"}}
    placed = await shop.post("/orders", json=an_order(**ends))
    assert placed.status_code == 201, placed.text
    assert placed.json()["origin"]["lat"] == pytest.approx(39.8, abs=0.05)
    assert placed.json()["destination"]["lat"] == pytest.approx(39.92, abs=0.05)
