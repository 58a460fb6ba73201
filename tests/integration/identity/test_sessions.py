"""Signing in, staying signed in, and everything that ends it."""

import asyncio

import httpx2
import psycopg
import pytest
from fastapi import FastAPI

from tests.integration.identity.conftest import Now
from tests.integration.identity.people import PASSWORD, add_user, sign_in
from tests.support.identity import client_of


@pytest.fixture
async def dana(admin: httpx2.AsyncClient, stranger: httpx2.AsyncClient) -> httpx2.AsyncClient:
    """Somebody who is signed in."""
    await add_user(admin)
    assert (await sign_in(stranger)).status_code == 204
    return stranger


async def test_a_person_signs_in_works_and_signs_out(dana: httpx2.AsyncClient) -> None:
    me = (await dana.get("/sessions/current")).json()
    assert (me["kind"], me["name"]) == ("user", "Dana Petersen")
    assert "orders:write" in me["permissions"]
    assert "users:admin" not in me["permissions"]
    assert (await dana.get("/orders")).status_code == 200
    assert (await dana.delete("/sessions/current")).status_code == 204
    assert (await dana.get("/orders")).json()["code"] == "credential-missing"


async def test_the_cookie_cannot_be_read_by_scripts_and_travels_encrypted_off_this_machine(
    admin: httpx2.AsyncClient, app: FastAPI
) -> None:
    await add_user(admin)
    body = {"email": "dana@example.com", "password": PASSWORD}
    cookies = {}
    for host in ("127.0.0.1:8080", "localhost", "[::1]:8080", "logistics.example.com", "10.0.0.7"):
        async with client_of(app) as http:
            answer = await http.post("/sessions", json=body, headers={"Host": host})
            cookies[host] = answer.headers["set-cookie"]
    assert all(
        "HttpOnly" in cookie and "SameSite=lax" in cookie and "Path=/" in cookie for cookie in cookies.values()
    )
    assert [host for host, cookie in cookies.items() if "Secure" in cookie] == ["logistics.example.com", "10.0.0.7"]


async def test_only_a_hash_of_the_session_is_stored(dana: httpx2.AsyncClient, orders_database_url: str) -> None:
    session = dana.cookies["lm_session"]
    with psycopg.connect(orders_database_url) as connection:
        row = connection.execute("SELECT token_hash FROM sessions").fetchone()
    assert row is not None
    assert session.encode() not in row[0]
    assert len(row[0]) == 32


async def test_a_change_needs_the_csrf_token_and_reading_does_not(dana: httpx2.AsyncClient) -> None:
    good = dana.headers.pop("X-CSRF-Token")
    customer = {"name": "Alster", "email": "desk@alster.example"}
    for headers in ({}, {"X-CSRF-Token": "wrong"}, {"X-CSRF-Token": good + "x"}):
        refused = await dana.post("/customers", json=customer, headers=headers)
        assert (refused.status_code, refused.json()["code"]) == (403, "csrf-token-missing")
    assert (await dana.get("/customers")).json()["data"] == []
    assert (await dana.post("/customers", json=customer, headers={"X-CSRF-Token": good})).status_code == 201


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}]
)
async def test_another_site_may_not_act_for_a_person_or_sign_them_in(
    dana: httpx2.AsyncClient, headers: dict[str, str]
) -> None:
    for path, body in (
        ("/customers", {"name": "Alster", "email": "desk@alster.example"}),
        ("/sessions", {"email": "dana@example.com", "password": PASSWORD}),
    ):
        refused = await dana.post(path, json=body, headers=headers)
        assert (refused.status_code, refused.json()["code"]) == (403, "cross-site")


async def test_our_own_page_may_behind_a_gateway_too(dana: httpx2.AsyncClient) -> None:
    customer = {"name": "Alster", "email": "desk@alster.example"}
    headers = {"Origin": "https://logistics.example.com", "X-Forwarded-Host": "logistics.example.com"}
    assert (await dana.post("/customers", json=customer, headers=headers)).status_code == 201


async def test_a_session_ends_after_twelve_idle_hours(dana: httpx2.AsyncClient, now: Now) -> None:
    for _ in range(3):
        now.later(hours=11)
        assert (await dana.get("/orders")).status_code == 200
    now.later(hours=12)
    ended = await dana.get("/orders")
    assert (ended.status_code, ended.json()["code"]) == (401, "credential-not-accepted")


async def test_a_session_ends_after_seven_days_however_busy(dana: httpx2.AsyncClient, now: Now) -> None:
    for _ in range(15):
        now.later(hours=11)
        assert (await dana.get("/orders")).status_code == 200
    now.later(hours=11)
    assert (await dana.get("/orders")).status_code == 401


async def test_being_seen_is_written_down_once_a_minute(
    dana: httpx2.AsyncClient, now: Now, orders_database_url: str
) -> None:
    seen = []
    for seconds in (0, 30, 31):
        now.later(seconds=seconds)
        await dana.get("/orders")
        with psycopg.connect(orders_database_url) as connection:
            seen.append(connection.execute("SELECT last_seen_at FROM sessions").fetchone())
    assert seen[0] == seen[1] != seen[2]


async def test_signing_out_everywhere_ends_every_session(dana: httpx2.AsyncClient, app: FastAPI) -> None:
    async with client_of(app) as phone:
        assert (await sign_in(phone)).status_code == 204
        assert (await dana.delete("/sessions")).status_code == 204
        assert (await phone.get("/orders")).status_code == 401


async def test_a_stale_cookie_does_not_keep_anybody_from_signing_in(dana: httpx2.AsyncClient) -> None:
    dana.cookies.clear()
    dana.cookies.set("lm_session", "stale")
    assert (await sign_in(dana)).status_code == 204


@pytest.mark.parametrize(
    "wrong", [{"password": "wrong"}, {"email": "nobody@example.com"}, {"email": "dana@example.com.", "password": "x"}]
)
async def test_whatever_is_wrong_the_answer_is_the_same(
    admin: httpx2.AsyncClient, stranger: httpx2.AsyncClient, wrong: dict[str, str]
) -> None:
    await add_user(admin)
    refused = await sign_in(stranger, **wrong)
    assert (refused.status_code, refused.json()["code"]) == (401, "sign-in-failed")
    assert refused.json()["detail"] == "These are not the credentials of an active user"
    assert "set-cookie" not in refused.headers


async def test_a_disabled_user_and_one_without_a_password_cannot_sign_in(
    admin: httpx2.AsyncClient, stranger: httpx2.AsyncClient
) -> None:
    dana = await add_user(admin)
    lee = {"email": "lee@example.com", "name": "Lee", "role": "viewer"}
    assert (await admin.post("/users", json=lee)).json()["has_password"] is False
    await admin.patch(f"/users/{dana['id']}", json={"active": False})
    assert (await sign_in(stranger)).json()["code"] == "sign-in-failed"
    assert (await sign_in(stranger, email="lee@example.com")).json()["code"] == "sign-in-failed"


def browser_at(app: FastAPI, address: str) -> httpx2.AsyncClient:
    """A browser whose requests come from there."""
    transport = httpx2.ASGITransport(app=app, client=(address, 1))
    return httpx2.AsyncClient(transport=transport, base_url="http://localhost")


async def test_guessing_is_slowed_down_ever_more_where_it_comes_from_and_nowhere_else(
    admin: httpx2.AsyncClient, app: FastAPI, now: Now
) -> None:
    await add_user(admin)
    async with browser_at(app, "192.0.2.7") as mallory, browser_at(app, "192.0.2.8") as dana:
        statuses = [(await sign_in(mallory, password=f"guess {n}")).status_code for n in range(6)]
        assert statuses == [401] * 5 + [429]
        refused = await sign_in(mallory)
        assert (refused.status_code, refused.json()["code"]) == (429, "too-many-sign-ins")
        pauses = []
        for _ in range(12):
            pauses.append(int((await sign_in(mallory)).headers["retry-after"]))
            now.later(seconds=pauses[-1])
            assert (await sign_in(mallory, password="a guess")).status_code == 401
        assert pauses == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]
        assert (await sign_in(dana)).status_code == 204
        now.later(minutes=15)
        assert (await sign_in(mallory)).status_code == 204


async def test_guessing_from_everywhere_is_slowed_down_and_does_not_keep_out_a_browser_that_was_here_before(
    admin: httpx2.AsyncClient, app: FastAPI
) -> None:
    await add_user(admin)
    async with browser_at(app, "192.0.2.250") as dana, browser_at(app, "192.0.2.251") as stranger:
        assert (await sign_in(dana)).status_code == 204
        await dana.delete("/sessions/current")
        for n in range(21):
            async with browser_at(app, f"192.0.2.{n}") as mallory:
                answer = await sign_in(mallory, password="a guess")
        assert answer.status_code == 429
        assert (await sign_in(stranger)).status_code == 429
        # From where the guesses come, even.
        async with browser_at(app, "192.0.2.3") as beside:
            beside.cookies.set("lm_browser", dana.cookies["lm_browser"])
            assert (await sign_in(beside)).status_code == 204
        assert (await sign_in(dana)).status_code == 204


async def test_behind_the_gateway_each_address_is_counted_and_nobody_can_claim_another(
    admin: httpx2.AsyncClient, app: FastAPI, now: Now
) -> None:
    for n in range(3):
        await add_user(admin, email=f"user{n}@example.com")
    await add_user(admin)

    async def guesses(peer: str, count: int, told: str) -> list[int]:
        async with browser_at(app, peer) as http:
            http.headers["X-Forwarded-For"] = told
            return [
                (await sign_in(http, email=f"user{n}@example.com", password="x")).status_code for n in range(count)
            ]

    assert (await guesses("127.0.0.1", 60, "198.51.100.7"))[48:] == [401, 401] + [429] * 10
    assert await guesses("127.0.0.1", 1, "198.51.100.8") == [401]
    now.later(seconds=1)
    # A stranger who claims to be somebody else is still one stranger.
    claimed = [(await guesses("203.0.113.9", 1, f"198.51.100.{n}"))[0] for n in range(8)]
    assert claimed == [401] * 5 + [429] * 3


async def test_a_browser_is_no_longer_known_once_the_password_was_changed(
    admin: httpx2.AsyncClient, app: FastAPI, orders_database_url: str
) -> None:
    dana = await add_user(admin)
    async with client_of(app) as browser:
        await sign_in(browser)
    await admin.patch(f"/users/{dana['id']}", json={"password": PASSWORD * 2})
    with psycopg.connect(orders_database_url) as connection:
        assert connection.execute("SELECT count(*) FROM known_browsers").fetchone() == (0,)


async def test_guessing_all_at_once_gets_no_further(admin: httpx2.AsyncClient, stranger: httpx2.AsyncClient) -> None:
    await add_user(admin)
    answers = await asyncio.gather(*(sign_in(stranger, password=f"guess {n}") for n in range(20)))
    assert sorted(answer.status_code for answer in answers) == [401] * 5 + [429] * 15


async def test_a_few_slips_are_forgotten_once_it_is_right(
    admin: httpx2.AsyncClient, stranger: httpx2.AsyncClient
) -> None:
    await add_user(admin)
    for _ in range(3):
        statuses = [(await sign_in(stranger, password="a slip")).status_code for _ in range(4)]
        assert [*statuses, (await sign_in(stranger)).status_code] == [401] * 4 + [204]


async def test_a_link_lets_its_user_in_once_even_where_guessing_is_slowed_down(
    admin: httpx2.AsyncClient, stranger: httpx2.AsyncClient
) -> None:
    dana = await add_user(admin)
    for _ in range(6):
        await sign_in(stranger, password="a guess")
    link = (await admin.post(f"/users/{dana['id']}/sign-in-link")).json()["link"]
    assert (await stranger.post("/sessions", json={"link": link})).status_code == 204
    assert (await stranger.get("/sessions/current")).json()["name"] == "Dana Petersen"
    stranger.cookies.clear()
    again = await stranger.post("/sessions", json={"link": link})
    assert (again.status_code, again.json()["code"]) == (401, "sign-in-failed")


async def test_of_many_who_use_a_link_at_once_one_gets_in(
    admin: httpx2.AsyncClient, stranger: httpx2.AsyncClient
) -> None:
    dana = await add_user(admin)
    link = (await admin.post(f"/users/{dana['id']}/sign-in-link")).json()["link"]
    answers = await asyncio.gather(*(stranger.post("/sessions", json={"link": link}) for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [204, 401, 401, 401, 401]


async def test_a_link_expires_and_gives_way_to_the_next(
    admin: httpx2.AsyncClient, stranger: httpx2.AsyncClient, now: Now
) -> None:
    dana = await add_user(admin)
    first = (await admin.post(f"/users/{dana['id']}/sign-in-link")).json()["link"]
    second = (await admin.post(f"/users/{dana['id']}/sign-in-link")).json()["link"]
    assert (await stranger.post("/sessions", json={"link": first})).status_code == 401
    now.later(hours=24)
    assert (await stranger.post("/sessions", json={"link": second})).status_code == 401


async def test_a_link_does_not_take_the_place_of_whoever_is_signed_in_unless_asked_to(
    admin: httpx2.AsyncClient, dana: httpx2.AsyncClient, app: FastAPI
) -> None:
    lee = await add_user(admin, email="lee@example.com", name="Lee")
    link = (await admin.post(f"/users/{lee['id']}/sign-in-link")).json()["link"]
    former = dana.cookies["lm_session"]
    refused = await dana.post("/sessions", json={"link": link})
    assert (refused.status_code, refused.json()["code"]) == (409, "already-signed-in")
    assert (await dana.get("/sessions/current")).json()["name"] == "Dana Petersen"
    assert (await dana.post("/sessions", json={"link": link, "replace": True})).status_code == 204
    assert (await dana.get("/sessions/current")).json()["name"] == "Lee"
    async with client_of(app) as other:
        other.cookies.set("lm_session", former)
        assert (await other.get("/orders")).status_code == 401


async def test_half_a_sign_in_says_what_is_missing(stranger: httpx2.AsyncClient) -> None:
    for body in ({}, {"email": "dana@example.com"}, {"password": "x"}):
        refused = await stranger.post("/sessions", json=body)
        assert (refused.status_code, refused.json()["code"]) == (422, "sign-in-incomplete")
