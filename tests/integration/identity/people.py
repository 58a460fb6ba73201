"""What people do to sign in."""

from typing import Any

import httpx2

PASSWORD = "correct horse battery staple"
DANA = {"email": "Dana@example.com", "name": "Dana Petersen", "role": "dispatcher", "password": PASSWORD}


async def add_user(admin: httpx2.AsyncClient, **changes: Any) -> dict[str, Any]:
    """Dana the dispatcher, or somebody like her."""
    added = await admin.post("/users", json=DANA | changes)
    assert added.status_code == 201, added.text
    user: dict[str, Any] = added.json()
    return user


async def add_customer(admin: httpx2.AsyncClient, name: str = "Alster") -> int:
    """A customer's id."""
    added = await admin.post("/customers", json={"name": name, "email": f"desk@{name.lower()}.example"})
    assert added.status_code == 201, added.text
    return int(added.json()["id"])


async def sign_in(http: httpx2.AsyncClient, **changes: str) -> httpx2.Response:
    """With Dana's password; the client keeps the cookie and what changes need."""
    answer = await http.post("/sessions", json={"email": "dana@example.com", "password": PASSWORD} | changes)
    if answer.status_code == 204:
        me = await http.get("/sessions/current")
        http.headers["X-CSRF-Token"] = me.json()["csrf_token"]
    return answer
