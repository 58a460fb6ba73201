"""What `logistics up` makes sure of before anybody asks: its programs' keys, and somebody who can administer."""

import httpx2
import pytest

from logistics.identity.bootstrap import admins_link, enrol_keys
from logistics.identity.secrets import KeyText
from logistics.kit.clock import utc_now
from logistics.local.supervisor.keys import GRANTS
from tests.integration.identity.conftest import Now
from tests.integration.identity.people import DANA, add_user

EMAIL = "admin@localhost"


async def test_keys_that_are_held_are_known_and_stay_the_same(orders_database_url: str) -> None:
    held = {name: KeyText.new() for name in GRANTS}
    assert await enrol_keys(orders_database_url, held, GRANTS) == held
    assert await enrol_keys(orders_database_url, held, GRANTS) == held


async def test_a_revoked_key_is_replaced_and_not_revived(admin: httpx2.AsyncClient, orders_database_url: str) -> None:
    held = {name: KeyText.new() for name in GRANTS}
    await enrol_keys(orders_database_url, held, GRANTS)
    (worker,) = [key for key in (await admin.get("/keys")).json()["data"] if key["prefix"] == held["worker"].prefix]
    await admin.delete(f"/keys/{worker['id']}")
    renewed = await enrol_keys(orders_database_url, held, GRANTS)
    assert {name for name in GRANTS if renewed[name] != held[name]} == {"worker"}
    states = {key["prefix"]: key["revoked_at"] for key in (await admin.get("/keys")).json()["data"]}
    assert states[held["worker"].prefix] is not None
    assert states[renewed["worker"].prefix] is None


async def test_a_prefix_that_is_taken_by_another_secret_is_not_taken_over(
    admin: httpx2.AsyncClient, orders_database_url: str
) -> None:
    known = KeyText.new()
    await enrol_keys(orders_database_url, {"worker": known}, GRANTS)
    forged = {"worker": KeyText(known.prefix, KeyText.new().secret)}
    assert await enrol_keys(orders_database_url, forged, GRANTS) != forged


async def test_the_first_administrator_is_made_once_and_let_in_by_a_link(
    stranger: httpx2.AsyncClient, admin: httpx2.AsyncClient, orders_database_url: str, now: Now
) -> None:
    now.moment = utc_now()
    for _ in range(2):
        link = await admins_link(orders_database_url, EMAIL)
        assert (await stranger.post("/sessions", json={"link": link, "replace": True})).status_code == 204
    users = (await admin.get("/users")).json()["data"]
    assert [(user["email"], user["role"]) for user in users] == [(EMAIL, "admin")]


@pytest.mark.parametrize("change", [{"active": False}, {"role": "viewer"}])
async def test_nobody_is_made_an_administrator_behind_the_others_backs(
    admin: httpx2.AsyncClient, orders_database_url: str, change: dict[str, object]
) -> None:
    await admins_link(orders_database_url, EMAIL)
    await add_user(admin, role="admin")
    (first,) = (await admin.get("/users", params={"email": EMAIL})).json()["data"]
    await admin.patch(f"/users/{first['id']}", json=change)
    assert await admins_link(orders_database_url, EMAIL) is None
    assert await admins_link(orders_database_url, "somebody@example.com") is None
    assert await admins_link(orders_database_url, str(DANA["email"]).lower()) is not None
