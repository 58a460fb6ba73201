"""Signing in through a real OpenID Connect provider, in a process of its own."""

import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from authlib.integrations.httpx_client import AsyncOAuth2Client
from fastapi import FastAPI

from logistics.identity.oidc import METADATA_LIFETIME, OidcSignIn
from logistics.kit.clock import utc_now
from logistics.orders.app import create_app
from logistics.orders.settings import OrdersSettings
from tests.integration.identity.people import add_user
from tests.support.identity import a_key, client_of
from tests.support.outside import outside_server

PEOPLE = {
    "dana": {"email": "dana@example.com", "email_verified": True},
    "unverified": {"email": "dana@example.com", "email_verified": False},
    "silent": {"email": "dana@example.com"},
    "unknown": {"email": "nobody@example.com", "email_verified": True},
    "disabled": {"email": "lee@example.com", "email_verified": True},
    # The sign of kelvin, which becomes a k when it is made small.
    "look-alike": {"email": "lu\u212ae@example.com", "email_verified": True},
}


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """The provider's address; whoever comes there says by a form who they are."""
    people = [f"--user-claims={json.dumps({'sub': sub} | claims)}" for sub, claims in PEOPLE.items()]
    with outside_server("oidc_provider_mock", *people, ready_at="/.well-known/openid-configuration") as address:
        yield address


@pytest.fixture
async def app(orders_database_url: str, tmp_path: Path, provider: str) -> AsyncIterator[FastAPI]:
    settings = OrdersSettings(
        database_url=orders_database_url,
        layouts_dir=tmp_path,
        oidc_issuer=provider,
        oidc_client_id="logistics",
        oidc_client_secret="a client's secret",
    )
    app = create_app(settings, utc_now)
    async with app.router.lifespan_context(app):
        async with client_of(app, await a_key(orders_database_url, "admin")) as admin:
            await add_user(admin)
            lee = await add_user(admin, email="lee@example.com")
            await admin.patch(f"/users/{lee['id']}", json={"active": False})
            await add_user(admin, email="luke@example.com")
        yield app


async def go_to_provider(browser: httpx2.AsyncClient) -> str:
    """The address there that our service sends the browser to."""
    sent = await browser.get("/oidc/login")
    assert sent.status_code == 303
    return sent.headers["location"]


async def say_who(address: str, sub: str) -> str:
    """Fill in the provider's form; the path at our service that it sends the browser back to."""
    async with httpx2.AsyncClient(trust_env=False) as http:
        back = await http.post(address, data={"sub": sub})
    assert back.status_code in (302, 303), back.text
    parts = urlsplit(back.headers["location"])
    return f"{parts.path}?{parts.query}"


async def test_a_user_the_provider_vouches_for_is_signed_in(stranger: httpx2.AsyncClient) -> None:
    address = await go_to_provider(stranger)
    asked = parse_qs(urlsplit(address).query)
    assert (asked["response_type"], asked["code_challenge_method"]) == (["code"], ["S256"])
    assert asked["redirect_uri"] == ["http://localhost/oidc/callback"]
    arrived = await stranger.get(await say_who(address, "dana"))
    assert (arrived.status_code, arrived.headers["location"]) == (303, "/")
    assert (await stranger.get("/sessions/current")).json()["name"] == "Dana Petersen"


async def test_the_provider_is_asked_once_in_a_while_who_it_is(
    app: FastAPI, stranger: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    real = OidcSignIn._read

    async def counted(self: OidcSignIn, client: AsyncOAuth2Client, url: str) -> dict[str, Any]:
        asked.append(url)
        return await real(self, client, url)

    monkeypatch.setattr(OidcSignIn, "_read", counted)
    now = utc_now()
    app.state.oidc._now = lambda: now
    for _ in range(3):
        await go_to_provider(stranger)
    assert len(asked) == 1
    now += METADATA_LIFETIME
    await go_to_provider(stranger)
    assert len(asked) == 2


@pytest.mark.parametrize("sub", ["unverified", "silent", "unknown", "disabled", "look-alike"])
async def test_nobody_else_is_let_in_and_no_user_is_made(
    stranger: httpx2.AsyncClient, app: FastAPI, orders_database_url: str, sub: str
) -> None:
    arrived = await stranger.get(await say_who(await go_to_provider(stranger), sub))
    assert (arrived.status_code, arrived.headers["location"]) == (303, "/#refused=sign-in-failed")
    assert "lm_session" not in arrived.headers["set-cookie"]
    async with client_of(app, await a_key(orders_database_url, "admin")) as admin:
        assert len((await admin.get("/users")).json()["data"]) == 3


async def test_an_answer_for_another_browser_is_refused(app: FastAPI, stranger: httpx2.AsyncClient) -> None:
    path = await say_who(await go_to_provider(stranger), "dana")
    async with client_of(app) as victim:
        without = await victim.get(path)
        await go_to_provider(victim)
        with_its_own = await victim.get(path)
    for arrived in (without, with_its_own):
        assert arrived.headers["location"] == "/#refused=sign-in-failed"


async def test_an_answer_is_good_once(stranger: httpx2.AsyncClient) -> None:
    path = await say_who(await go_to_provider(stranger), "dana")
    cookies = dict(stranger.cookies)
    assert (await stranger.get(path)).headers["location"] == "/"
    stranger.cookies.clear()
    again = await stranger.get(path, headers={"Cookie": f"lm_oidc={cookies['lm_oidc']}"})
    assert again.headers["location"] == "/#refused=sign-in-failed"


@pytest.mark.parametrize("came_back", ["", "?state={state}", "?code=x", "?code=x&state=", "?error=access_denied"])
async def test_an_answer_without_a_code_for_this_attempt_is_refused(
    stranger: httpx2.AsyncClient, came_back: str
) -> None:
    asked = parse_qs(urlsplit(await go_to_provider(stranger)).query)
    arrived = await stranger.get("/oidc/callback" + came_back.format(state=asked["state"][0]))
    assert arrived.headers["location"] == "/#refused=sign-in-failed"


def test_a_provider_elsewhere_is_reached_by_https_only(tmp_path: Path) -> None:
    provider = {"oidc_client_id": "logistics", "oidc_client_secret": "a client's secret"}
    with pytest.raises(ValueError, match="https"):
        OrdersSettings(database_url="x", layouts_dir=tmp_path, oidc_issuer="http://id.example.com", **provider)


async def test_behind_the_gateway_the_browser_comes_back_through_it(stranger: httpx2.AsyncClient) -> None:
    sent = await stranger.get("/oidc/login", headers={"X-Forwarded-Host": "logistics.example.com"})
    asked = parse_qs(urlsplit(sent.headers["location"]).query)
    assert asked["redirect_uri"] == ["http://logistics.example.com/api/orders/oidc/callback"]


async def test_a_provider_that_is_down_is_said(orders_database_url: str, tmp_path: Path) -> None:
    settings = OrdersSettings(
        database_url=orders_database_url,
        layouts_dir=tmp_path,
        oidc_issuer="http://127.0.0.1:1",
        oidc_client_id="logistics",
        oidc_client_secret="a client's secret",
    )
    app = create_app(settings)
    async with app.router.lifespan_context(app), client_of(app) as browser:
        answer = await browser.get("/oidc/login")
    assert (answer.status_code, answer.json()["code"]) == (503, "oidc-unavailable")
    assert "secret" not in answer.text
