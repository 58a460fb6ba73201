"""What administrators do with users, and what it does to those users."""

import asyncio

import httpx2
import pytest
from fastapi import FastAPI

from tests.integration.identity.people import DANA, add_customer, add_user, sign_in
from tests.support.identity import client_of


async def test_an_address_belongs_to_one_user_in_any_letter_case(admin: httpx2.AsyncClient) -> None:
    await add_user(admin)
    taken = await admin.post("/users", json=DANA | {"email": "DANA@EXAMPLE.COM"})
    assert (taken.status_code, taken.json()["code"]) == (409, "user-email-taken")
    found = (await admin.get("/users", params={"email": "dana@EXAMPLE.com"})).json()["data"]
    assert [user["email"] for user in found] == ["Dana@example.com"]


async def test_of_many_who_add_the_same_user_at_once_one_does(admin: httpx2.AsyncClient) -> None:
    answers = await asyncio.gather(*(admin.post("/users", json=DANA) for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409, 409]


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"role": "king"}, "/role"),
        ({"email": "nobody"}, "/email"),
        ({"password": "too short"}, "/password"),
        ({"role": "customer"}, "/customer_id"),
        ({"customer_id": 1}, "/customer_id"),
        ({"role": "customer", "customer_id": 99}, "/customer_id"),
    ],
)
async def test_a_user_that_cannot_be_is_refused_without_repeating_the_password(
    admin: httpx2.AsyncClient, change: dict[str, object], pointer: str
) -> None:
    refused = await admin.post("/users", json=DANA | change)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, pointer)
    assert (DANA | change)["password"] not in refused.text


@pytest.mark.parametrize("change", [{"password": "a new and better one"}, {"active": False}])
async def test_a_new_password_or_being_disabled_ends_every_session_and_link(
    admin: httpx2.AsyncClient, stranger: httpx2.AsyncClient, change: dict[str, object]
) -> None:
    dana = await add_user(admin)
    await sign_in(stranger)
    link = (await admin.post(f"/users/{dana['id']}/sign-in-link")).json()["link"]
    assert (await admin.patch(f"/users/{dana['id']}", json=change)).status_code == 200
    assert (await stranger.get("/orders")).status_code == 401
    assert (await stranger.post("/sessions", json={"link": link})).status_code == 401


async def test_another_role_counts_from_the_next_request(
    admin: httpx2.AsyncClient, stranger: httpx2.AsyncClient
) -> None:
    dana = await add_user(admin)
    await sign_in(stranger)
    assert (await stranger.get("/customers")).status_code == 200
    await admin.patch(f"/users/{dana['id']}", json={"role": "loader"})
    refused = await stranger.get("/customers")
    assert (refused.status_code, refused.json()["permissions"]) == (403, ["customers:read"])


async def test_a_customers_user_may_change_sides(admin: httpx2.AsyncClient) -> None:
    dana = await add_user(admin)
    path = f"/users/{dana['id']}"
    customer = await add_customer(admin)
    refused = await admin.patch(path, json={"role": "customer"})
    assert refused.json()["errors"][0]["code"] == "required"
    assert (await admin.patch(path, json={"role": "customer", "customer_id": customer})).status_code == 200
    assert (await admin.patch(path, json={"role": "viewer"})).status_code == 422
    assert (await admin.patch(path, json={"role": "viewer", "customer_id": None})).status_code == 200


@pytest.mark.parametrize("change", [{"role": "viewer"}, {"active": False}])
async def test_the_last_administrator_stays(admin: httpx2.AsyncClient, change: dict[str, object]) -> None:
    first = await add_user(admin, role="admin")
    refused = await admin.patch(f"/users/{first['id']}", json=change)
    assert (refused.status_code, refused.json()["code"]) == (409, "last-admin")
    await add_user(admin, role="admin", email="lee@example.com")
    assert (await admin.patch(f"/users/{first['id']}", json=change)).status_code == 200


async def test_two_administrators_cannot_both_resign_at_once(admin: httpx2.AsyncClient) -> None:
    users = [await add_user(admin, role="admin", email=f"{name}@example.com") for name in ("dana", "lee")]
    answers = await asyncio.gather(*(admin.patch(f"/users/{u['id']}", json={"active": False}) for u in users))
    assert sorted(answer.status_code for answer in answers) == [200, 409]


async def test_a_change_on_top_of_anothers_is_refused(admin: httpx2.AsyncClient) -> None:
    dana = await add_user(admin)
    path, first = f"/users/{dana['id']}", {"If-Match": '"1"'}
    assert (await admin.patch(path, json={"name": "D."}, headers=first)).json()["version"] == 2
    late = await admin.patch(path, json={"name": "Dana"}, headers=first)
    assert (late.status_code, late.json()["code"]) == (412, "user-changed")


async def test_only_administrators_administer(admin: httpx2.AsyncClient, app: FastAPI) -> None:
    dana = await add_user(admin)
    async with client_of(app) as http:
        await sign_in(http)
        for method, path, body in (
            ("GET", "/users", None),
            ("POST", "/users", DANA | {"email": "me@example.com", "role": "admin"}),
            ("PATCH", f"/users/{dana['id']}", {"role": "admin"}),
            ("POST", f"/users/{dana['id']}/sign-in-link", None),
            ("POST", "/keys", {"name": "mine", "grants": ["admin"]}),
            ("GET", "/audit", None),
        ):
            refused = await http.request(method, path, json=body)
            assert (refused.status_code, refused.json()["code"]) == (403, "not-allowed"), path


@pytest.mark.parametrize("address", ["/users?email=a%00b", "/customers?email=a%00b", "/products?sku=a%00b"])
async def test_what_cannot_be_stored_cannot_be_looked_for(admin: httpx2.AsyncClient, address: str) -> None:
    assert (await admin.get(address)).status_code == 422
