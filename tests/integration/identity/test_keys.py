"""Programs and their keys, and the tokens they are exchanged for."""

import httpx2
import psycopg
import pytest
from fastapi import FastAPI

from logistics.access.published_keys import PublishedKeys
from logistics.access.tokens import Tokens
from logistics.identity import authentication
from tests.integration.identity.conftest import Now
from tests.integration.identity.people import add_customer
from tests.support.identity import client_of


async def new_key(admin: httpx2.AsyncClient, **changes: object) -> dict[str, object]:
    made = await admin.post("/keys", json={"name": "Shop", "grants": ["orders:read"]} | changes)
    assert made.status_code == 201, made.text
    key: dict[str, object] = made.json()
    return key


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys are looked up each time."""
    monkeypatch.setattr(authentication, "_BELIEVED_S", -1.0)


async def test_a_key_does_what_it_was_given_for_and_no_more(admin: httpx2.AsyncClient, app: FastAPI) -> None:
    key = await new_key(admin)
    async with client_of(app, str(key["key"])) as shop:
        assert (await shop.get("/orders")).status_code == 200
        assert (await shop.post("/orders", json={})).status_code == 403
        assert (await shop.get("/sessions/current")).json()["permissions"] == ["orders:read"]


async def test_the_secret_is_shown_once_and_stored_hashed(
    admin: httpx2.AsyncClient, orders_database_url: str
) -> None:
    key = await new_key(admin)
    prefix, secret = str(key["key"]).removeprefix("lm_").split("_", 1)
    assert key["prefix"] == prefix
    assert secret not in (await admin.get("/keys")).text
    with psycopg.connect(orders_database_url) as connection:
        for row in connection.execute("SELECT api_keys::text FROM api_keys").fetchall():
            assert secret not in row[0]


@pytest.mark.usefixtures("impatient")
async def test_a_revoked_or_expired_key_is_refused(admin: httpx2.AsyncClient, app: FastAPI, now: Now) -> None:
    revoked, expiring = await new_key(admin), await new_key(admin, expires_at="2026-12-02T09:00:00Z")
    async with client_of(app, str(revoked["key"])) as one, client_of(app, str(expiring["key"])) as other:
        assert (await one.get("/orders")).status_code == (await other.get("/orders")).status_code == 200
        assert (await admin.delete(f"/keys/{revoked['id']}")).status_code == 204
        assert (await admin.delete(f"/keys/{revoked['id']}")).status_code == 204
        refused = await one.get("/orders")
        assert (refused.status_code, refused.json()["code"]) == (401, "credential-not-accepted")
        now.later(days=1)
        assert (await other.get("/orders")).status_code == 401


@pytest.mark.parametrize("text", ["lm_", "lm_x_y", "lm_aaaaaaaaaa_" + "b" * 43, "lm_" + "é" * 20])
async def test_what_looks_like_a_key_and_is_none_is_refused(app: FastAPI, text: str) -> None:
    async with client_of(app) as http:
        answer = await http.get("/orders", headers={"Authorization": f"Bearer {text}".encode()})
    assert (answer.status_code, answer.json()["code"]) == (401, "credential-not-accepted")


async def test_a_prefix_with_another_secret_is_refused(admin: httpx2.AsyncClient, app: FastAPI) -> None:
    key, other = str((await new_key(admin))["key"]), str((await new_key(admin))["key"])
    forged = key[:14] + other[14:]
    async with client_of(app, forged) as http:
        assert (await http.get("/orders")).status_code == 401


@pytest.mark.usefixtures("impatient")
async def test_use_is_noted_once_a_minute(admin: httpx2.AsyncClient, app: FastAPI, now: Now) -> None:
    key, noted = await new_key(admin), []
    assert key["last_used_at"] is None
    async with client_of(app, str(key["key"])) as shop:
        for seconds in (0, 30, 31):
            now.later(seconds=seconds)
            await shop.get("/orders")
            noted.append((await admin.get("/keys")).json()["data"][0]["last_used_at"])
    assert noted[0] == noted[1] == "2026-12-01T09:00:00Z"
    assert noted[2] == "2026-12-01T09:01:01Z"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"grants": ["orders:everything"]}, "unknown_grant"),
        ({"expires_at": "2026-01-01T00:00:00Z"}, "in_the_past"),
        ({"grants": ["customer"]}, "with_grant"),
        ({"customer_id": 1}, "with_grant"),
        ({"grants": ["customer"], "customer_id": 99}, "unknown_customer"),
        ({"grants": ["customer", "admin"], "customer_id": 1}, "not_with_customer"),
    ],
)
async def test_a_key_that_cannot_be_is_refused(
    admin: httpx2.AsyncClient, change: dict[str, object], code: str
) -> None:
    refused = await admin.post("/keys", json={"name": "Shop", "grants": ["orders:read"]} | change)
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, code)


@pytest.mark.parametrize(
    ("grant", "said"), [("Dispatchr", "did you mean dispatcher?"), ("s3cret", "Known are the roles admin, ")]
)
async def test_an_unknown_grant_is_refused_with_what_would_be_right(
    admin: httpx2.AsyncClient, grant: str, said: str
) -> None:
    refused = await admin.post("/keys", json={"name": "Shop", "grants": [grant]})
    assert said in refused.json()["errors"][0]["message"]
    assert grant not in refused.text


async def test_a_key_is_exchanged_for_a_token_that_holds_ten_minutes(
    admin: httpx2.AsyncClient, app: FastAPI, now: Now
) -> None:
    customer = await add_customer(admin)
    key = await new_key(admin, grants=["customer"], customer_id=customer)
    async with client_of(app, str(key["key"])) as shop:
        exchanged = (await shop.post("/tokens")).json()
    assert exchanged["expires_at"] == "2026-12-01T09:10:00Z"
    async with PublishedKeys("http://o", httpx2.ASGITransport(app)) as keys:
        principal = await Tokens(keys).principal_of(exchanged["token"], now())
    assert (principal.subject, principal.name) == (f"key:{key['id']}", "Shop")
    assert (principal.grants, principal.customer_id) == (frozenset({"customer"}), customer)
    async with client_of(app, exchanged["token"]) as http:
        assert (await http.get("/orders")).status_code == 200
        refused = await http.post("/tokens")
        assert (refused.status_code, refused.json()["code"]) == (403, "token-not-exchangeable")
        now.later(minutes=10, seconds=31)
        assert (await http.get("/orders")).status_code == 401


async def test_a_key_has_no_session_to_end(admin: httpx2.AsyncClient) -> None:
    for path in ("/sessions/current", "/sessions"):
        refused = await admin.delete(path)
        assert (refused.status_code, refused.json()["code"]) == (409, "no-session-to-end")
