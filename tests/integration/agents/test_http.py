"""Agents behind HTTP: the runtime's contract, what bad bodies get, and the two ways of asking side by side."""

import asyncio
import subprocess
import sys
from pathlib import Path

import httpx2
import pytest

from logistics.agents.app import serve_host
from logistics.agents.calling import AgentCaller, AgentUnavailable
from logistics.agents.calling.http import HttpAgents
from logistics.agents.calling.inprocess import InProcessAgents
from logistics.contracts.agents import AnalyseOrder, LoadAnalysis, ProcessOrder, RunRef
from logistics.kit.errors import Invalid
from tests.support.agent_world import AGENTS, AgentWorld
from tests.support.builders.reads import a_vehicle, an_order
from tests.support.fakes.orders import PERSON, FakeOrders
from tests.support.fakes.transport import FakeTransport

SECRET = "known to the processes of one system"


@pytest.fixture
def world(tmp_path: Path) -> AgentWorld:
    return AgentWorld(tmp_path, FakeOrders(an_order()), FakeTransport(a_vehicle()))


def app_of(world: AgentWorld, agent: str, **settings):
    return serve_host(world.hosts[agent], world.neighbours, world.settings.model_copy(update=settings))


def client_of(app, **headers: str) -> httpx2.AsyncClient:
    """A program on this machine that sends JSON."""
    headers = {"Content-Type": "application/json"} | {name.replace("_", "-"): text for name, text in headers.items()}
    transport = httpx2.ASGITransport(app=app)
    return httpx2.AsyncClient(transport=transport, base_url="http://localhost:8082", headers=headers)


@pytest.fixture
async def analyser(world):
    async with client_of(app_of(world, "analyser"), Authorization=f"Bearer {PERSON}") as client:
        yield client


class _ByHost(httpx2.AsyncBaseTransport):
    """Sends each agent's requests to that agent's app."""

    def __init__(self, world: AgentWorld) -> None:
        self._apps = {agent: httpx2.ASGITransport(app=app_of(world, agent, secret=SECRET)) for agent in AGENTS}

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        return await self._apps[request.url.host.removesuffix(".localhost")].handle_async_request(request)


@pytest.fixture(params=["inprocess", "http"])
async def caller(request, world):
    if request.param == "inprocess":
        agents: AgentCaller = InProcessAgents({agent: world.hosts[agent].answer for agent in AGENTS})
    else:
        urls = {agent: f"http://{agent}.localhost" for agent in AGENTS}
        agents = HttpAgents(urls, secret=SECRET, transport=_ByHost(world))
    yield agents
    await agents.close()


def ref(world: AgentWorld) -> RunRef:
    run = world.orders.begin(123)
    return RunRef(run_id=run.id, token=run.token)


async def test_an_answer_comes_back_typed_whichever_way_is_asked(world, caller):
    answer = await caller.ask("analyser", AnalyseOrder(order_id=123, run=ref(world)))

    assert isinstance(answer.result, LoadAnalysis)
    assert answer.result.layout is not None
    assert answer.usage.tool_calls == 4


async def test_a_failure_is_an_answer_whichever_way_is_asked(world, caller):
    world.orders.down = True

    answer = await caller.ask("analyser", AnalyseOrder(order_id=123, run=ref(world)))

    assert answer.result is None
    assert (answer.failure.code, answer.failure.retry) == ("service-unavailable", True)


async def test_a_task_of_another_agent_is_refused_whichever_way_is_asked(world, caller):
    with pytest.raises(Invalid) as refused:
        await caller.ask("analyser", ProcessOrder(order_id=123, run=ref(world)))

    assert refused.value.code == "wrong-request"
    assert refused.value.message == "The analyser agent takes analyse_order, not process_order."


@pytest.mark.parametrize(
    "answer",
    [
        httpx2.Response(500, text="Traceback ..."),
        httpx2.Response(502, text="<html>"),
        httpx2.Response(200, text="{}{"),
        httpx2.Response(200, json={"result": {"kind": "something else"}}),
        httpx2.Response(404, text="nothing here"),
    ],
)
async def test_an_agent_that_answers_nonsense_counts_as_unavailable(world, answer):
    agents = HttpAgents({"analyser": "http://analyser"}, transport=httpx2.MockTransport(lambda request: answer))

    with pytest.raises(AgentUnavailable):
        await agents.ask("analyser", AnalyseOrder(order_id=123, run=ref(world)))
    await agents.close()


async def test_an_agent_that_is_not_there_is_asked_once_and_counts_as_unavailable(world):
    attempts = []

    def refuse(request):
        attempts.append(request)
        raise httpx2.ConnectError("connection refused")

    agents = HttpAgents({"analyser": "http://analyser"}, transport=httpx2.MockTransport(refuse))
    with pytest.raises(AgentUnavailable, match="does not answer"):
        await agents.ask("analyser", AnalyseOrder(order_id=123, run=ref(world)))

    assert len(attempts) == 1
    await agents.close()


async def test_ping_says_healthy(analyser):
    answer = await analyser.get("/ping")

    assert (answer.status_code, answer.json()["status"]) == (200, "Healthy")


@pytest.mark.parametrize(
    ("body", "status", "code", "pointer"),
    [
        (b"", 400, "malformed-json", None),
        (b"{not json", 400, "malformed-json", None),
        (b"\xff\xfe", 400, "malformed-json", None),
        (b"[]", 422, "invalid-request", ""),
        (b"{}", 422, "wrong-request", None),
        (b'{"prompt": 7}', 422, "invalid-request", "/prompt"),
        (b'{"prompt": "  "}', 422, "wrong-request", None),
        (b'{"promt": "Analyze order 1"}', 422, "invalid-request", "/promt"),
        (b'{"task": {"kind": "make_coffee"}}', 422, "invalid-request", "/task"),
        (b'{"prompt": "Process orders 1, 2 and 3"}', 422, "several-orders", None),
        (b'{"prompt": "Analyze order 1 and order 2"}', 422, "several-orders", None),
        (b'{"prompt": "' + b"x" * 2001 + b'"}', 422, "invalid-request", "/prompt"),
        (b'{"prompt": "' + b"x" * 70_000 + b'"}', 413, "invocation-too-large", None),
    ],
)
async def test_a_bad_body_is_answered_with_a_problem(analyser, body, status, code, pointer):
    answer = await analyser.post("/invocations", content=body)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    if pointer is not None:
        assert answer.json()["errors"][0]["pointer"] == pointer


async def test_ten_orders_at_once_are_not_mixed_up_and_do_not_race_for_one_vehicle(tmp_path):
    orders = FakeOrders(*(an_order(order_id) for order_id in range(1, 11)))
    world = AgentWorld(tmp_path, orders, FakeTransport(*(a_vehicle(vehicle_id) for vehicle_id in range(1, 11))))

    answers = await asyncio.gather(*(world.work("orchestrator", order_id) for order_id in range(1, 11)))

    assert [answer.result.order_id for answer in answers] == list(range(1, 11))
    assert world.transport.count("POST /bookings") == 10
    for order_id in range(1, 11):
        (key,) = {booking.layout.key for booking in world.transport.held() if booking.order_ids == [order_id]}
        assert key == f"order-{order_id}.json"


def loaded_by(statement: str) -> set[str]:
    names = "('strands', 'boto3', 'numba', 'openai', 'bedrock_agentcore', 'logistics.packing.engine.problem')"
    script = f"import sys\n{statement}\nprint(*[m for m in {names} if m in sys.modules])"
    return set(
        subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True).stdout.split()
    )


def test_asking_agents_loads_no_model_and_no_packing_engine():
    statement = "import logistics.agents.calling.http, logistics.agents.calling.inprocess"

    assert loaded_by(statement) == set()


def test_no_agent_loads_the_packing_engine_for_the_analyser_packs_in_processes_of_its_own():
    statement = """
import logistics.agents.app
from logistics.agents.table import AGENTS, load
for agent in AGENTS.values():
    load(agent.tools), load(agent.rules)
"""

    assert loaded_by(statement) & {"numba", "openai", "logistics.packing.engine.problem"} == set()
