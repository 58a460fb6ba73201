"""Tracking links: they show where an order is, to whoever has one, for a while, and nothing else."""

from datetime import UTC, datetime

import httpx2
import psycopg
import pytest
from fastapi import FastAPI

from tests.integration.identity.conftest import Now
from tests.integration.identity.people import add_customer
from tests.support.builders.bodies import an_order


@pytest.fixture
async def token(admin: httpx2.AsyncClient) -> str:
    """The secret of a link to order 1."""
    customer = await add_customer(admin)
    body = an_order(customer_id=customer, pickup_date="2026-12-24", reference="PO-1", notes="ring at gate 4")
    assert (await admin.post("/orders", json=body)).status_code == 201
    made = (await admin.post("/orders/1/tracking-link")).json()
    assert made["expires_at"] == "2026-12-31T09:00:00Z"
    page, _, token = made["url"].partition("#")
    assert page == "/track.html"
    return str(token)


async def track(stranger: httpx2.AsyncClient, token: str) -> httpx2.Response:
    return await stranger.get("/tracking", headers={"Tracking-Token": token})


async def test_a_link_shows_status_and_dates_and_nothing_else(
    stranger: httpx2.AsyncClient, admin: httpx2.AsyncClient, token: str
) -> None:
    await admin.post("/orders/1/cancel")
    shown = await track(stranger, token)
    assert shown.status_code == 200
    assert (shown.headers["cache-control"], shown.headers["referrer-policy"]) == ("no-store", "no-referrer")
    assert set(shown.json()) == {"number", "status", "message", "pickup_date", "created_at", "updated_at"}
    assert shown.json()["message"] == "Your order is cancelled; nothing will be picked up."
    assert (shown.json()["status"], shown.json()["pickup_date"]) == ("cancelled", "2026-12-24")


async def test_a_link_that_expired_was_changed_or_never_was_is_not_found(
    stranger: httpx2.AsyncClient, token: str, now: Now
) -> None:
    head, claims, signature = token.split(".")
    for forged in ("x", token[:-4] + "AAAA", f"{head}.{claims}.", f"{head}.{claims[:-2]}AA.{signature}", "a" * 2000):
        assert (await track(stranger, forged)).status_code in (404, 422), forged
    now.later(days=30, seconds=31)
    expired = await track(stranger, token)
    assert (expired.status_code, expired.json()["code"]) == (404, "tracking-link-not-found")


async def test_a_link_is_no_credential_and_a_credential_no_link(
    stranger: httpx2.AsyncClient, admin: httpx2.AsyncClient, token: str
) -> None:
    refused = await stranger.get("/orders/1", headers={"Authorization": f"Bearer {token}"})
    assert refused.status_code == 401
    access = (await admin.post("/tokens")).json()["token"]
    assert (await track(stranger, access)).status_code == 404


async def test_tokens_signed_with_the_same_key_are_not_taken_for_one_another(
    stranger: httpx2.AsyncClient, admin: httpx2.AsyncClient, token: str, app: FastAPI
) -> None:
    run = (await admin.post("/runs", json={"order_id": 1, "agent": "orchestrator", "model": "rules"})).json()["token"]
    later = datetime(2030, 1, 1, tzinfo=UTC)
    attempt = await app.state.signing_keys.sign({"aud": "oidc-attempt", "order": 1, "exp": later})
    for other in (run, attempt):
        assert (await track(stranger, other)).status_code == 404
    assert (await stranger.get("/orders/1", headers={"Authorization": f"Bearer {attempt}"})).status_code == 401


async def test_a_link_does_not_lead_to_a_later_order_that_got_the_same_number(
    stranger: httpx2.AsyncClient, token: str, now: Now, orders_database_url: str
) -> None:
    assert (await track(stranger, token)).status_code == 200
    now.later(hours=1)
    with psycopg.connect(orders_database_url) as connection:  # As after a restore, and another order placed since.
        connection.execute("UPDATE orders SET created_at = %s WHERE id = 1", [now()])
    refused = await track(stranger, token)
    assert (refused.status_code, refused.json()["code"]) == (404, "tracking-link-not-found")


async def test_nothing_of_the_link_is_stored(token: str, orders_database_url: str) -> None:
    with psycopg.connect(orders_database_url) as connection:
        rows = connection.execute("SELECT audit::text FROM audit").fetchall()
    assert any("tracking_link_created" in row[0] for row in rows)
    assert all(token[-40:] not in row[0] for row in rows)
