"""Every change says who made it, what it was before and after, and in which request; and none can be unsaid."""

import httpx2
import psycopg
import pytest
from fastapi import FastAPI

from tests.integration.identity.people import add_customer, add_user, sign_in
from tests.support.builders.bodies import a_crate, an_order
from tests.support.identity import client_of


async def trail(admin: httpx2.AsyncClient) -> list[dict[str, object]]:
    """Oldest first."""
    entries: list[dict[str, object]] = (await admin.get("/audit")).json()["data"]
    return entries[::-1]


async def test_who_may_do_what_leaves_a_trail(admin: httpx2.AsyncClient, stranger: httpx2.AsyncClient) -> None:
    dana = await add_user(admin)
    await sign_in(stranger, password="a wrong one")
    await sign_in(stranger)
    path = f"/users/{dana['id']}"
    await admin.patch(path, json={"role": "loader"}, headers={"X-Request-ID": "the-change"})
    await admin.patch(path, json={"password": "another good password"})
    await admin.post(f"{path}/sign-in-link")
    key = (await admin.post("/keys", json={"name": "Shop", "grants": ["orders:read"]})).json()
    await admin.delete(f"/keys/{key['id']}")
    entries = (await trail(admin))[1:]
    subject = f"user:{dana['id']}"
    assert [(entry["type"], entry["actor"]["kind"], entry["subject"]) for entry in entries] == [
        ("user_created", "key", subject),
        ("sign_in_failed", "system", "session"),
        ("signed_in", "user", subject),
        ("user_changed", "key", subject),
        ("user_changed", "key", subject),
        ("sign_in_link_created", "key", subject),
        ("key_created", "key", f"key:{key['id']}"),
        ("key_revoked", "key", f"key:{key['id']}"),
    ]
    assert (entries[3]["data"], entries[3]["request_id"]) == ({"role": ["dispatcher", "loader"]}, "the-change")
    assert entries[4]["data"] == {"password": "changed"}
    assert "another good password" not in str(entries)


async def test_an_order_tells_who_changed_what_in_which_request(
    admin: httpx2.AsyncClient, stranger: httpx2.AsyncClient
) -> None:
    customer = await add_customer(admin)
    await add_user(admin)
    await sign_in(stranger)
    body = an_order(customer_id=customer, pickup_date="2026-12-24", items=[a_crate(), a_crate(quantity=1)])
    await stranger.post("/orders", json=body, headers={"X-Request-ID": "placing"})
    change = {"reference": "PO-1", "items": [a_crate(), a_crate(quantity=2)]}
    await stranger.patch("/orders/1", json=change, headers={"X-Request-ID": "changing"})
    created, changed = (await admin.get("/orders/1/events")).json()["data"]
    assert (created["type"], created["request_id"]) == ("order_created", "placing")
    assert (changed["type"], changed["request_id"]) == ("order_changed", "changing")
    assert changed["actor"] == {"kind": "user", "name": "Dana Petersen"}
    assert changed["data"]["reference"] == [None, "PO-1"]
    before, after = changed["data"]["items"]
    assert [(line["line"], line["quantity"]) for line in before] == [(2, 1)]
    assert [(line["line"], line["quantity"]) for line in after] == [(2, 2)]


async def test_a_run_is_named_in_what_its_agents_do(admin: httpx2.AsyncClient, app: FastAPI) -> None:
    customer = await add_customer(admin)
    await admin.post("/orders", json=an_order(customer_id=customer, pickup_date="2026-12-24"))
    wanted = {"order_id": 1, "agent": "orchestrator", "model": "rules"}
    run = (await admin.post("/runs", json=wanted)).json()
    async with client_of(app, run["token"]) as agent:
        body = {"status": "needs_attention", "status_reason": "No vehicle."}
        assert (await agent.patch("/orders/1", json=body)).status_code == 200
    last = (await admin.get("/orders/1/events")).json()["data"][-1]
    assert last["actor"] == {"kind": "run", "name": f"run {run['id']} (orchestrator)"}
    assert last["data"]["status"] == ["processing", "needs_attention"]


async def test_a_run_cannot_prolong_its_own_authority(admin: httpx2.AsyncClient, app: FastAPI) -> None:
    customer = await add_customer(admin)
    await admin.post("/orders", json=an_order(customer_id=customer, pickup_date="2026-12-24"))
    wanted = {"order_id": 1, "agent": "orchestrator", "model": "rules"}
    run = (await admin.post("/runs", json=wanted)).json()
    async with client_of(app, run["token"]) as agent:
        assert (await agent.post("/runs", json=wanted)).json()["code"] == "not-allowed"
        assert (await agent.post("/tokens")).json()["code"] == "token-not-exchangeable"


@pytest.mark.parametrize("table", ["audit", "events"])
async def test_the_database_refuses_to_rewrite_history(
    admin: httpx2.AsyncClient, orders_database_url: str, table: str
) -> None:
    await add_user(admin)
    with psycopg.connect(orders_database_url) as connection:
        for statement in (f"UPDATE {table} SET type = 'x'", f"DELETE FROM {table}", f"TRUNCATE {table}"):
            with pytest.raises(psycopg.errors.RaiseException, match="only ever added"), connection.transaction():
                connection.execute(statement)
