"""Who gets anything from an agent's port: whatever else sends the very same task is refused, and nothing begins."""

import json
from datetime import timedelta
from pathlib import Path

import httpx2
import pytest

from logistics.access.tokens import RUN_LIFETIME
from logistics.agents.app import serve_host
from logistics.agents.calling.inprocess import InProcessAgents
from logistics.contracts.agents import AnalyseOrder, Invocation, RunRef
from logistics.kit.errors import LogisticsError, Unavailable
from tests.support.agent_world import AgentWorld
from tests.support.builders.reads import a_vehicle, an_order
from tests.support.fakes.orders import PERSON, FakeOrders
from tests.support.fakes.transport import FakeTransport
from tests.support.identity import Signer

SECRET = "known to the processes of one system"
JSON = {"Content-Type": "application/json"}


@pytest.fixture
def world(tmp_path: Path) -> AgentWorld:
    return AgentWorld(tmp_path, FakeOrders(an_order()), FakeTransport(a_vehicle()))


@pytest.fixture
def task(world: AgentWorld) -> AnalyseOrder:
    """What the worker would have the analyser do."""
    run = world.orders.begin(123)
    return AnalyseOrder(order_id=123, run=RunRef(run_id=run.id, token=run.token))


def body_of(task: AnalyseOrder) -> bytes:
    return Invocation(task=task).model_dump_json().encode()


def port_of(world: AgentWorld, **settings: str) -> httpx2.AsyncClient:
    """The analyser's port."""
    app = serve_host(world.hosts["analyser"], world.neighbours, world.settings.model_copy(update=settings))
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://127.0.0.1:8082")


async def asked(world: AgentWorld, body: bytes, headers: dict[str, str], **settings: str) -> tuple[int, str | None]:
    async with port_of(world, **settings) as port:
        answer = await port.post("/invocations", content=body, headers=headers)
    return answer.status_code, answer.json().get("code")


def by(task: AnalyseOrder, **more: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {task.run.token}", "X-Agent-Secret": SECRET, **JSON, **more}


async def test_the_worker_is_answered(world: AgentWorld, task: AnalyseOrder) -> None:
    assert await asked(world, body_of(task), by(task), secret=SECRET) == (200, None)


async def test_a_page_that_the_dispatcher_has_open_gets_nothing(world: AgentWorld) -> None:
    prompt = b'{"prompt": "Process order 123"}'
    page = {"Content-Type": "text/plain", "Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    for settings in ({}, {"secret": SECRET}):
        status, _ = await asked(world, prompt, page, **settings)
        assert status == 403
    assert world.orders.calls == []


@pytest.mark.parametrize(
    ("more", "status", "code"),
    [
        ({"X-Agent-Secret": ""}, 403, "caller-not-known"),
        ({"X-Agent-Secret": "guessed"}, 403, "caller-not-known"),
        ({"X-Agent-Secret": "\xfc"}, 403, "caller-not-known"),
        ({"Host": "evil.example:8082"}, 400, "host-not-ours"),
        ({"Origin": "http://127.0.0.1:8082"}, 403, "from-web-page"),
        ({"Origin": "null"}, 403, "from-web-page"),
        ({"Sec-Fetch-Site": "none"}, 403, "from-web-page"),
        ({"Content-Type": "text/plain"}, 400, "body-not-json"),
        ({"Content-Type": "text/plain;application/json"}, 400, "body-not-json"),
        ({"Content-Type": "application/x-www-form-urlencoded"}, 400, "body-not-json"),
        ({"Authorization": "Basic bTpt"}, 401, "credential-not-accepted"),
        ({"Authorization": "Bearer lm_\xfc_x"}, 401, "credential-not-accepted"),
        ({"Authorization": "Bearer made-up"}, 403, "not-the-runs-token"),
    ],
)
async def test_what_the_worker_would_never_send_is_refused(
    world: AgentWorld, task: AnalyseOrder, more: dict[str, str], status: int, code: str
) -> None:
    headers = {name: value.encode("latin-1") for name, value in by(task, **more).items()}
    assert await asked(world, body_of(task), headers, secret=SECRET) == (status, code)
    assert world.orders.calls == []


async def test_nothing_is_done_for_nobody(world: AgentWorld, task: AnalyseOrder) -> None:
    for body in (body_of(task), b'{"prompt": "hello"}', b"{"):
        assert await asked(world, body, JSON) == (401, "credential-missing")
    assert world.orders.calls == []


async def test_every_way_in_but_ping_is_guarded(world: AgentWorld) -> None:
    async with port_of(world, secret=SECRET) as port:
        assert (await port.get("/ping")).json()["status"] == "Healthy"
        for method, path in [
            ("POST", "/ping"),
            ("GET", "/invocations"),
            ("GET", "/ws"),
            ("GET", "/"),
            ("GET", "//ping"),
        ]:
            assert (await port.request(method, path)).status_code == 403, path


async def no_run(world: AgentWorld, token: str, **changes: object) -> str:
    """The code of what a task with this token is refused with, the same whichever way it is sent."""
    task = AnalyseOrder(order_id=123, run=RunRef(run_id=1, token=token)).model_copy(update=changes)
    agents = InProcessAgents({"analyser": world.hosts["analyser"].answer})
    with pytest.raises(LogisticsError) as refused:
        await agents.ask("analyser", task)
    _, code = await asked(world, body_of(task), by(task))
    assert code == refused.value.code
    assert not set(world.orders.calls) - {"GET /.well-known/jwks.json"}
    return refused.value.code


async def test_a_task_goes_by_the_token_of_its_own_run_only(world: AgentWorld, task: AnalyseOrder) -> None:
    now = world.orders.runs[1].started_at
    of_another_order = world.orders.signer.run_token(1, 124, now)
    of_another_run = world.orders.signer.run_token(2, 123, now)
    of_no_run = world.orders.signer.token(now, "admin")
    assert await no_run(world, of_another_order) == "not-the-runs-token"
    assert await no_run(world, of_another_run) == "not-the-runs-token"
    assert await no_run(world, of_no_run) == "not-the-runs-token"
    assert await no_run(world, task.run.token, order_id=124) == "not-the-runs-token"
    assert await no_run(world, world.orders.signer.run_token(1, 123, now - RUN_LIFETIME - timedelta(minutes=1))) == (
        "credential-not-accepted"
    )
    assert await no_run(world, Signer().run_token(1, 123, now)) == "credential-not-accepted"
    assert await no_run(world, task.run.token[:-9] + "AAAAAAAAA") == "credential-not-accepted"
    assert await no_run(world, PERSON) == "credential-not-accepted"


async def test_while_nobody_knows_who_signs_tokens_a_task_waits(world: AgentWorld, task: AnalyseOrder) -> None:
    world.orders.signer.down = True
    agents = InProcessAgents({"analyser": world.hosts["analyser"].answer})
    with pytest.raises(Unavailable):
        await agents.ask("analyser", task)
    assert await asked(world, body_of(task), by(task)) == (503, "keys-unavailable")


async def test_on_agentcore_the_platform_has_let_the_caller_in(world: AgentWorld, task: AnalyseOrder) -> None:
    there = {"access": "agentcore", "secret": SECRET}
    assert await asked(world, body_of(task), {"Host": "runtime.internal"}, **there) == (200, None)
    prompt = json.dumps({"prompt": "hello"}).encode()
    assert await asked(world, prompt, {"Authorization": "Bearer of the platform"}, **there) == (200, None)


async def test_on_agentcore_a_task_still_goes_by_its_runs_token(world: AgentWorld, task: AnalyseOrder) -> None:
    forged = task.model_copy(update={"run": RunRef(run_id=1, token="forged")})
    assert await asked(world, body_of(forged), JSON, access="agentcore") == (401, "credential-not-accepted")
