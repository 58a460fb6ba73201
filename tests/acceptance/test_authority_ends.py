"""In a running system an administrator is disabled, and everything they held is dead within seconds, everywhere."""

import asyncio
import time
from contextlib import aclosing
from typing import Any

import httpx2
import psycopg

from tests.support.system import System

PASSWORD = "correct horse battery staple"
WITHIN_S = 5


def bearing(credential: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {credential}"}


async def a_chief(system: System, email: str) -> tuple[int, httpx2.AsyncClient]:
    """An administrator who is signed in, and their browser."""
    async with system.http() as admin:
        body = {"email": email, "name": "Chief", "role": "admin", "password": PASSWORD}
        user = (await admin.post("/api/orders/users", json=body)).json()
    browser = httpx2.AsyncClient(base_url=system.origin, transport=httpx2.AsyncHTTPTransport(trust_env=False))
    await browser.post("/api/orders/sessions", json={"email": email, "password": PASSWORD})
    me = (await browser.get("/api/orders/sessions/current")).json()
    browser.headers["X-CSRF-Token"] = me["csrf_token"]
    return user["id"], browser


async def until_refused(http: httpx2.AsyncClient, path: str, credential: str) -> None:
    """Return when both processes behind the path refuse to change and to tell anything."""
    give_up_at, refusals = time.monotonic() + WITHIN_S, 0
    while refusals < 4:
        for method in ("GET", "POST"):
            answer = await http.request(method, path, headers=bearing(credential), json={})
            refusals = refusals + 1 if answer.status_code == 401 else 0
        assert time.monotonic() < give_up_at, f"{path}: {answer.status_code} {answer.text}"
        await asyncio.sleep(0.1)


async def test_whatever_a_disabled_administrator_held_is_dead_within_seconds(mistreated: System) -> None:
    chief, browser = await a_chief(mistreated, "chief@example.com")
    async with aclosing(browser), mistreated.stranger() as http, mistreated.http() as admin:
        token = (await browser.post("/api/orders/tokens")).json()["token"]
        made = (await browser.post("/api/orders/keys", json={"name": "k", "grants": ["admin"]})).json()
        for path in ("/api/orders/orders", "/api/transport/vehicles"):
            for credential in (token, made["key"]):
                assert (await http.get(path, headers=bearing(credential))).status_code == 200

        async def follow(**how: Any) -> None:
            async with http.stream("GET", "/api/orders/events", **how) as stream:
                assert stream.status_code == 200
                async for _ in stream.aiter_bytes():
                    pass

        streams = [asyncio.create_task(follow(headers=bearing(held))) for held in (token, made["key"])]
        await asyncio.sleep(1)
        assert not any(stream.done() for stream in streams)
        assert (await admin.patch(f"/api/orders/users/{chief}", json={"active": False})).status_code == 200
        assert (await admin.delete(f"/api/orders/keys/{made['id']}")).status_code == 204
        # At once where it is about who may do what, and through either process.
        for credential in (token, made["key"]):
            for _ in range(2):
                for path, body in (("keys", {"name": "x", "grants": ["admin"]}), ("users", {})):
                    refused = await http.post(f"/api/orders/{path}", json=body, headers=bearing(credential))
                    assert refused.status_code == 401, refused.text
            enabled = await http.patch(
                f"/api/orders/users/{chief}", json={"active": True}, headers=bearing(credential)
            )
            assert enabled.status_code == 401
        await asyncio.wait_for(asyncio.gather(*streams), WITHIN_S)
        for path in ("/api/orders/orders", "/api/transport/vehicles"):
            for credential in (token, made["key"]):
                await until_refused(http, path, credential)
        assert (await browser.get("/api/orders/orders")).status_code == 401


async def test_a_program_on_this_machine_is_not_believed_about_whom_it_speaks_for(mistreated: System) -> None:
    """Only the gateway is: it knows what was agreed at the start."""
    port = mistreated.record.ports["order-0"]
    async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as http:
        for headers in (
            {"X-Forwarded-For": "198.51.100.7"},
            {"X-Forwarded-For": "198.51.100.7", "X-Proxy-Secret": "x"},
        ):
            refused = await http.post(
                "/sessions", json={"email": "guess@example.com", "password": "x"}, headers=headers
            )
            assert refused.status_code == 401
    with psycopg.connect(mistreated.database_url("order_db")) as connection:
        query = "SELECT DISTINCT data->>'address' FROM audit WHERE type = 'sign_in_failed'"
        assert connection.execute(query).fetchall() == [("127.0.0.1",)]
