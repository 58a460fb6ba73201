"""Whoever loses a right loses it with everything that was given out in its name: tokens, streams, work under way."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx2
import psycopg
import pytest
from fastapi import FastAPI

from logistics.kit.clock import utc_now
from logistics.orders import stream
from tests.integration.identity.people import PASSWORD, add_customer, add_user, sign_in
from tests.support.builders.bodies import an_order
from tests.support.identity import a_key, client_of

End = Callable[[httpx2.AsyncClient, httpx2.AsyncClient, dict[str, Any]], Awaitable[object]]
PICKUP = utc_now().date() + timedelta(days=30)


@pytest.fixture
async def lee(admin: httpx2.AsyncClient, app: FastAPI) -> AsyncIterator[tuple[dict[str, Any], httpx2.AsyncClient]]:
    """A second administrator and their browser."""
    await add_user(admin, role="admin")
    user = await add_user(admin, role="admin", email="lee@example.com")
    async with client_of(app) as browser:
        assert (await sign_in(browser, email="lee@example.com")).status_code == 204
        yield user, browser


async def token_of(http: httpx2.AsyncClient) -> str:
    return str((await http.post("/tokens")).json()["token"])


ENDS: dict[str, End] = {
    "disabled": lambda admin, own, user: admin.patch(f"/users/{user['id']}", json={"active": False}),
    "another role": lambda admin, own, user: admin.patch(f"/users/{user['id']}", json={"role": "viewer"}),
    "another password": lambda admin, own, user: admin.patch(f"/users/{user['id']}", json={"password": PASSWORD * 2}),
    "signed out": lambda admin, own, user: own.delete("/sessions/current"),
    "signed out everywhere": lambda admin, own, user: own.delete("/sessions"),
}


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
async def test_a_token_of_somebody_who_lost_the_right_changes_nothing_any_more(
    admin: httpx2.AsyncClient, app: FastAPI, lee: tuple[dict[str, Any], httpx2.AsyncClient], end: End
) -> None:
    user, browser = lee
    token = await token_of(browser)
    async with client_of(app, token) as holder:
        assert (await holder.get("/users")).status_code == 200
        answer: Any = await end(admin, browser, user)
        assert answer.status_code in (200, 204), answer.text
        for method, path, body in (
            ("POST", "/keys", {"name": "mine", "grants": ["admin"]}),
            ("POST", "/users", {"email": "me@example.com", "name": "Me", "role": "admin"}),
            ("PATCH", f"/users/{user['id']}", {"active": True, "role": "admin"}),
            ("POST", f"/users/{user['id']}/sign-in-link", None),
        ):
            refused = await holder.request(method, path, json=body)
            assert (refused.status_code, refused.json()["code"]) == (401, "credential-not-accepted"), path


async def test_a_customers_user_who_is_moved_loses_the_former_customers_token(
    admin: httpx2.AsyncClient, app: FastAPI, stranger: httpx2.AsyncClient
) -> None:
    one, other = await add_customer(admin), await add_customer(admin, "Elbe")
    user = await add_user(admin, role="customer", customer_id=one)
    await sign_in(stranger)
    async with client_of(app, await token_of(stranger)) as holder:
        await admin.patch(f"/users/{user['id']}", json={"customer_id": other})
        assert (await holder.post("/orders", json=an_order(one, PICKUP))).status_code == 401


async def test_a_token_of_a_revoked_key_or_of_one_with_other_grants_changes_nothing_any_more(
    admin: httpx2.AsyncClient, app: FastAPI, orders_database_url: str
) -> None:
    keys = {name: await a_key(orders_database_url, "dispatcher") for name in ("revoked", "reduced")}
    holders = []
    for key in keys.values():
        async with client_of(app, key) as program:
            holders.append(await token_of(program))
    with psycopg.connect(orders_database_url) as connection:
        connection.execute(
            "UPDATE api_keys SET revoked_at = now() WHERE prefix = %s", [keys["revoked"].split("_")[1]]
        )
        connection.execute(
            "UPDATE api_keys SET grants = '{viewer}', version = 2 WHERE prefix = %s", [keys["reduced"].split("_")[1]]
        )
    for token in holders:
        async with client_of(app, token) as holder:
            refused = await holder.post("/customers", json={"name": "A", "email": "a@a.example"})
            assert refused.status_code == 401
    ended = (await admin.get("/endings")).json()["data"]
    assert len([basis for basis in ended if basis.startswith("key:")]) == 2


async def test_a_key_that_expires_takes_its_token_along(
    admin: httpx2.AsyncClient, app: FastAPI, stranger: httpx2.AsyncClient
) -> None:
    made = await admin.post(
        "/keys", json={"name": "Shop", "grants": ["viewer"], "expires_at": "2026-12-01T09:03:00Z"}
    )
    async with client_of(app, made.json()["key"]) as shop:
        assert (await shop.post("/tokens")).json()["expires_at"] == "2026-12-01T09:03:00Z"


@pytest.mark.parametrize("status", ["succeeded", "failed", "stopped"])
async def test_a_run_that_ended_has_no_authority(admin: httpx2.AsyncClient, app: FastAPI, status: str) -> None:
    customer = await add_customer(admin)
    order = (await admin.post("/orders", json=an_order(customer, PICKUP))).json()["id"]
    started = await admin.post("/runs", json={"order_id": order, "agent": "orchestrator", "model": "rules"})
    run = started.json()
    told = {"order_id": order, "status": "needs_attention", "reason": "x"}
    async with client_of(app, run["token"]) as agent:
        assert (await agent.get(f"/orders/{order}")).status_code == 200
        assert (await admin.patch(f"/runs/{run['id']}", json={"status": status})).status_code == 200
        for method, path, body in (
            ("PATCH", f"/orders/{order}", told),
            ("POST", f"/runs/{run['id']}/steps", {"steps": []}),
        ):
            assert (await agent.request(method, path, json=body)).status_code == 401
    assert f"run:{run['id']}" in (await admin.get("/endings")).json()["data"]


async def test_a_run_that_another_one_took_over_from_has_no_authority(
    admin: httpx2.AsyncClient, app: FastAPI
) -> None:
    customer = await add_customer(admin)
    order = (await admin.post("/orders", json=an_order(customer, PICKUP))).json()["id"]
    wanted = {"order_id": order, "agent": "orchestrator", "model": "rules"}
    first, second = [(await admin.post("/runs", json=wanted)).json() for _ in range(2)]
    steps = {
        "steps": [
            {
                "agent": "analyser",
                "tool": "run_packing",
                "arguments": {},
                "result": "ok",
                "ms": 1,
                "milestone": "load_analysed",
            }
        ]
    }
    for run, status in ((first, 401), (second, 201)):
        async with client_of(app, run["token"]) as agent:
            assert (await agent.post(f"/runs/{run['id']}/steps", json=steps)).status_code == status


async def test_a_body_that_is_held_back_does_not_keep_a_right_alive(
    admin: httpx2.AsyncClient, app: FastAPI, orders_database_url: str
) -> None:
    made = (await admin.post("/keys", json={"name": "Shop", "grants": ["customers:write"]})).json()
    admitted = asyncio.Event()

    async def held_back() -> AsyncIterator[bytes]:
        admitted.set()
        yield b'{"name": "Alster", '
        await asyncio.sleep(1.5)
        yield b'"email": "a@a.example"}'

    headers = {"Content-Type": "application/json", "Content-Length": "42"}
    async with client_of(app, made["key"]) as shop:
        sending = asyncio.create_task(shop.post("/customers", content=held_back(), headers=headers))
        await admitted.wait()
        await asyncio.sleep(0.3)
        assert (await admin.delete(f"/keys/{made['id']}")).status_code == 204
        assert (await sending).status_code == 401


async def test_an_administrator_who_is_being_disabled_cannot_finish_what_was_begun(
    admin: httpx2.AsyncClient, app: FastAPI, lee: tuple[dict[str, Any], httpx2.AsyncClient]
) -> None:
    """Both at once, many times over: whoever was disabled first has changed nothing afterwards."""
    user, browser = lee
    async with client_of(app, await token_of(browser)) as holder:
        made, disabled = await asyncio.gather(
            holder.post("/keys", json={"name": "mine", "grants": ["admin"]}),
            admin.patch(f"/users/{user['id']}", json={"active": False}),
        )
    trail = [entry["type"] for entry in (await admin.get("/audit")).json()["data"]]
    assert disabled.status_code == 200
    if made.status_code == 201:
        assert trail.index("key_created") > trail.index("user_changed")  # newest first
    else:
        assert made.status_code == 401


async def test_an_open_stream_ends_with_the_right(
    admin: httpx2.AsyncClient, app: FastAPI, lee: tuple[dict[str, Any], httpx2.AsyncClient]
) -> None:
    user, browser = lee
    me = (await browser.get("/sessions/current")).json()
    assert "events:read" in me["permissions"]
    seen = {}
    follow = stream._confirmation

    def remembered(standing: Any, caller: Any) -> Any:
        seen["may_read"] = follow(standing, caller)
        return seen["may_read"]

    stream._confirmation = remembered
    try:
        app.state.stopping.set()
        assert (await browser.get("/events")).status_code == 200
    finally:
        stream._confirmation = follow
    assert await seen["may_read"]()
    await admin.patch(f"/users/{user['id']}", json={"active": False})
    give_up_at = time.monotonic() + 5
    while await seen["may_read"]():
        assert time.monotonic() < give_up_at
        await asyncio.sleep(0.2)
