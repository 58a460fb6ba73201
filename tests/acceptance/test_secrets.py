"""Secrets are planted wherever somebody could type or send one; no log and no answer repeats any."""

import json
from typing import Any

import httpx2
import psycopg

from tests.acceptance.desk import Desk

PASSWORD = "planted-password-4711"
GUESS = "planted-guess-4711"


def refused(answer: httpx2.Response) -> str:
    """What the answer says, once it is clear that it refuses."""
    assert answer.status_code >= 400, answer.text
    return answer.text + str(answer.headers)


async def plant(http: httpx2.AsyncClient, key: str) -> tuple[set[str], list[str]]:
    """Secrets that are now known to the system or were sent to it, and every refusal on the way."""
    admin = {"Authorization": f"Bearer {key}"}
    user = {"email": "planted@example.com", "name": "Planted", "role": "admin", "password": PASSWORD}
    user_id = (await http.post("/api/orders/users", json=user, headers=admin)).json()["id"]
    link = (await http.post(f"/api/orders/users/{user_id}/sign-in-link", headers=admin)).json()["link"]
    made = (await http.post("/api/orders/keys", json={"name": "p", "grants": ["viewer"]}, headers=admin)).json()[
        "key"
    ]
    token = (await http.post("/api/orders/tokens", headers=admin)).json()["token"]
    await http.post("/api/orders/sessions", json={"email": user["email"], "password": PASSWORD})
    session, csrf = http.cookies["lm_session"], (await http.get("/api/orders/sessions/current")).json()["csrf_token"]
    tracking = (await http.post("/api/orders/orders/1/tracking-link", headers=admin)).json()["url"].partition("#")[2]
    secrets = {PASSWORD, GUESS, link, made, token, session, csrf, tracking}
    return secrets, await refusals(http, admin, secrets)


async def refusals(http: httpx2.AsyncClient, admin: dict[str, str], secrets: set[str]) -> list[str]:
    """Every secret sent where it does not belong."""
    said = []
    for secret in secrets:
        bodies: list[tuple[str, dict[str, Any]]] = [
            ("sessions", {"email": secret + "@example.com", "password": secret}),
            ("sessions", {"link": secret + "x"}),
            ("sessions", {"email": "x@example.com", "password": [secret]}),
            ("users", {"email": secret, "name": secret, "role": secret, "password": secret[:3]}),
            ("users", {"password": secret, "unknown": secret}),
            ("keys", {"name": [secret], "grants": secret}),
        ]
        for path, body in bodies:
            said.append(refused(await http.post(f"/api/orders/{path}", json=body, headers=admin)))
        wrong = {"Authorization": f"Bearer {secret}x"}
        for path in ("orders/orders", "transport/vehicles"):
            said.append(refused(await http.get(f"/api/{path}", headers=wrong)))
            said.append(refused(await http.get(f"/api/{path}", headers={"Authorization": f"Basic {secret}"})))
        said.append(refused(await http.post("/api/orders/users", content=f'{{"password": "{secret}', headers=admin)))
    return said


def kept(desk: Desk) -> set[str]:
    """Secrets that the system made for itself."""
    data_dir = desk.system.data_dir
    keys = {path.read_text().strip() for path in [data_dir.admin_key, *data_dir.keys.iterdir()]}
    passwords = set(json.loads((data_dir.root / "postgres-passwords.json").read_text()).values())
    with psycopg.connect(desk.system.database_url("order_db")) as connection:
        signing = {row[0] for row in connection.execute("SELECT jwk->>'d' FROM signing_keys").fetchall()}
    return keys | passwords | signing


async def test_no_log_and_no_refusal_repeats_a_secret(desk: Desk) -> None:
    async with desk.system.stranger() as http:
        planted, said = await plant(http, desk.system.admin_key)
    own = kept(desk)
    logs = {path.name: path.read_text(errors="replace") for path in desk.system.data_dir.logs.iterdir()}
    assert len(own) > 6
    assert logs
    for secret in own | planted:
        assert [name for name, text in logs.items() if secret in text] == []
        assert [answer for answer in said if secret in answer] == []
