"""People get in and out of a running system by the link it prints, the page's requests, and the command line."""

import json
import re
import stat
import subprocess
import sys

import httpx2

from tests.acceptance.desk import Desk

PASSWORD = "correct horse battery staple"


def logistics(desk: Desk, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """A command, typed on the machine the system runs on."""
    command = [sys.executable, "-m", "logistics.cli", *arguments, "--data-dir", str(desk.system.data_dir.root)]
    return subprocess.run(command, input=stdin, capture_output=True, text=True, timeout=120)


async def sign_in(http: httpx2.AsyncClient, **body: str) -> None:
    answer = await http.post("/api/orders/sessions", json=body)
    assert answer.status_code == 204, answer.text
    me = (await http.get("/api/orders/sessions/current")).json()
    http.headers["X-CSRF-Token"] = me["csrf_token"]


async def test_the_link_that_up_prints_lets_the_administrator_in_once(desk: Desk) -> None:
    printed = (desk.system.data_dir.root / "up.log").read_text()
    (link,) = re.findall(r"#link=(\S+)", printed)
    async with desk.system.stranger() as http:
        assert (await http.get("/api/orders/orders")).status_code == 401
        await sign_in(http, link=link)
        assert "users:admin" in (await http.get("/api/orders/sessions/current")).json()["permissions"]
        assert (await http.get("/api/orders/orders")).status_code == 200
        # The Transport API takes a token, not the cookie.
        assert (await http.get("/api/transport/vehicles")).status_code == 401
        token = (await http.post("/api/orders/tokens")).json()["token"]
        vehicles = await http.get("/api/transport/vehicles", headers={"Authorization": f"Bearer {token}"})
        assert vehicles.status_code == 200
        assert (await http.delete("/api/orders/sessions/current")).status_code == 204
        assert (await http.post("/api/orders/sessions", json={"link": link})).status_code == 401


async def test_a_user_is_made_given_a_password_and_kept_out_from_the_command_line(desk: Desk) -> None:
    email = f"dana-{desk.customer_id}@example.com"
    made = logistics(desk, "user", "create", email, "--role", "dispatcher", "--name", "Dana", "--json")
    assert (made.returncode, json.loads(made.stdout)["role"]) == (0, "dispatcher")
    weak = logistics(desk, "user", "password", email, stdin="short\n")
    assert (weak.returncode, "password" in weak.stderr, "Traceback" in weak.stderr) == (1, True, False)
    assert logistics(desk, "user", "password", email, stdin=f"{PASSWORD}\n").returncode == 0
    async with desk.system.stranger() as http:
        await sign_in(http, email=email, password=PASSWORD)
        assert (await http.get("/api/orders/users")).status_code == 403
        assert logistics(desk, "user", "role", email, "admin").returncode == 0
        assert (await http.get("/api/orders/users")).status_code == 200
        assert logistics(desk, "user", "disable", email).returncode == 0
        assert (await http.get("/api/orders/orders")).status_code == 401
    assert logistics(desk, "user", "enable", email).returncode == 0
    link = json.loads(logistics(desk, "user", "link", email, "--json").stdout)["url"]
    assert link.startswith(f"{desk.system.origin}/#link=")
    assert email in logistics(desk, "user", "list").stdout


async def test_a_key_is_made_used_and_revoked_from_the_command_line(desk: Desk) -> None:
    key = logistics(desk, "key", "create", "Shop", "--grant", "orders:read").stdout.strip()
    async with desk.system.stranger() as http:
        http.headers["Authorization"] = f"Bearer {key}"
        assert (await http.get("/api/orders/orders")).status_code == 200
        assert (await http.post("/api/orders/orders", json={})).status_code == 403
    keys = json.loads(logistics(desk, "key", "list", "--json").stdout)
    (shop,) = [listed for listed in keys if key.startswith(f"lm_{listed['prefix']}_")]
    assert logistics(desk, "key", "revoke", str(shop["id"])).returncode == 0
    wrong = logistics(desk, "key", "create", "Shop", "--grant", "everything")
    assert (wrong.returncode, "There is no such grant" in wrong.stderr) == (1, True)


async def test_each_process_has_a_key_of_its_own_that_only_its_owner_reads(desk: Desk) -> None:
    root = desk.system.data_dir
    files = {path.stem: path for path in [root.admin_key, *root.keys.iterdir()]}
    assert files.keys() == {"admin", "agents", "transport-api", "worker"}
    assert {stat.S_IMODE(path.stat().st_mode) for path in files.values()} == {0o600}
    assert len({path.read_text() for path in files.values()}) == len(files)


async def test_a_customer_follows_an_order_by_its_link(desk: Desk) -> None:
    order = await desk.place()
    async with desk.system.stranger() as http:
        made = await http.post(
            f"/api/orders/orders/{order.id}/tracking-link",
            headers={"Authorization": f"Bearer {desk.system.admin_key}"},
        )
        page, _, token = made.json()["url"].partition("#")
        assert "track.js" in (await http.get(page)).text
        shown = (await http.get("/api/orders/tracking", headers={"Tracking-Token": token})).json()
    assert (shown["number"], set(shown)) == (
        order.number,
        {"number", "status", "message", "pickup_date", "created_at", "updated_at"},
    )
