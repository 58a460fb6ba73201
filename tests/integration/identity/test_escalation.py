"""Administering users or keys is no way to more rights than one has."""

from typing import Any

import httpx2
import pytest
from fastapi import FastAPI

from tests.integration.identity.people import DANA, add_user
from tests.support.identity import a_key, client_of

BEYOND = (403, "beyond-your-own")


def said(answer: httpx2.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


@pytest.mark.parametrize("grants", [["admin"], ["users:admin"], ["orders:write"], ["keys:admin", "runs:start"]])
async def test_a_key_gives_out_no_key_with_more(app: FastAPI, orders_database_url: str, grants: list[str]) -> None:
    async with client_of(app, await a_key(orders_database_url, "keys:admin")) as clerk:
        assert said(await clerk.post("/keys", json={"name": "more", "grants": grants})) == BEYOND
        assert (await clerk.post("/keys", json={"name": "same", "grants": ["keys:admin"]})).status_code == 201
        assert said(await clerk.post("/users", json=DANA)) == (403, "not-allowed")


async def test_a_key_does_not_revoke_one_that_may_do_more(
    app: FastAPI, admin: httpx2.AsyncClient, orders_database_url: str
) -> None:
    async with client_of(app, await a_key(orders_database_url, "keys:admin")) as clerk:
        keys = {key["name"]: key["id"] for key in (await clerk.get("/keys")).json()["data"]}
        assert said(await clerk.delete(f"/keys/{keys['admin']}")) == BEYOND
        assert (await admin.get("/orders")).status_code == 200
        assert (await clerk.delete(f"/keys/{keys['keys:admin']}")).status_code == 204


async def test_who_administers_users_makes_none_who_may_do_more(app: FastAPI, orders_database_url: str) -> None:
    async with client_of(app, await a_key(orders_database_url, "users:admin", "viewer")) as clerk:
        for role in ("admin", "dispatcher"):
            assert said(await clerk.post("/users", json=DANA | {"role": role})) == BEYOND
        made = await clerk.post("/users", json=DANA | {"role": "viewer"})
        assert made.status_code == 201
        path = f"/users/{made.json()['id']}"
        assert said(await clerk.patch(path, json={"role": "admin"})) == BEYOND
        assert (await clerk.patch(path, json={"role": "loader"})).status_code == 200


@pytest.mark.parametrize(
    "change", [{"name": "x"}, {"password": "a password I know well"}, {"active": False}, {"role": "viewer"}, None]
)
async def test_who_administers_users_does_not_touch_one_who_may_do_more(
    app: FastAPI, admin: httpx2.AsyncClient, orders_database_url: str, change: dict[str, Any] | None
) -> None:
    chief = await add_user(admin, role="admin")
    await add_user(admin, role="admin", email="lee@example.com")
    path = f"/users/{chief['id']}"
    async with client_of(app, await a_key(orders_database_url, "users:admin", "viewer")) as clerk:
        if change is None:
            assert said(await clerk.post(f"{path}/sign-in-link")) == BEYOND
        else:
            assert said(await clerk.patch(path, json=change)) == BEYOND


async def test_a_disabled_user_is_not_enabled_by_somebody_who_may_do_less(
    app: FastAPI, admin: httpx2.AsyncClient, orders_database_url: str
) -> None:
    await add_user(admin, role="admin", email="lee@example.com")
    chief = await add_user(admin, role="admin")
    await admin.patch(f"/users/{chief['id']}", json={"active": False})
    async with client_of(app, await a_key(orders_database_url, "users:admin")) as clerk:
        assert said(await clerk.patch(f"/users/{chief['id']}", json={"active": True})) == BEYOND
