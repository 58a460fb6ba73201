"""A provider class of the framework, over real HTTP, against a server that speaks its protocol: do our tools, schemas
and limits survive it?"""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from logistics.agents.models.building import build_model
from logistics.agents.settings import AgentSettings
from tests.support.agent_world import AgentWorld
from tests.support.builders.reads import a_vehicle, an_order
from tests.support.fakes.orders import FakeOrders
from tests.support.fakes.transport import FakeTransport

STEPS = ("fetch_order", "calculate_load", "run_packing", "save_layout")


class FakeProvider:
    """Plays one tool call a turn, then a conclusion; `asked` keeps every request."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.refuses: int | None = None
        self.app = Starlette(routes=[Route("/v1/chat/completions", self._complete, methods=["POST"])])

    async def _complete(self, request: Request) -> Response:
        self.asked.append(await request.json())
        if self.refuses:
            return JSONResponse({"error": {"message": "key sk-secret is wrong"}}, self.refuses)
        turn = len(self.asked) - 1
        name, arguments = (
            (STEPS[turn], {"order_id": 123}) if turn < len(STEPS) else ("Conclusion", {"because": "Ok."})
        )
        return StreamingResponse(self._stream(name, arguments), media_type="text/event-stream")

    async def _stream(self, name: str, arguments: dict[str, Any]):
        call = {
            "index": 0,
            "id": f"call-{len(self.asked)}",
            "type": "function",
            "function": {"name": name, "arguments": json.dumps(arguments)},
        }
        yield self._chunk({"role": "assistant", "tool_calls": [call]}, None)
        yield self._chunk({}, "tool_calls")
        usage = {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110}
        yield f"data: {json.dumps({**self._head(), 'choices': [], 'usage': usage})}\n\ndata: [DONE]\n\n"

    def _chunk(self, delta: dict[str, Any], finish: str | None) -> str:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        return f"data: {json.dumps({**self._head(), 'choices': [choice]})}\n\n"

    def _head(self) -> dict[str, Any]:
        return {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "tiny"}


@pytest.fixture
async def provider():
    fake = FakeProvider()
    server = uvicorn.Server(uvicorn.Config(fake.app, port=0, log_config=None, lifespan="off"))
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    fake.url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/v1"
    yield fake
    server.should_exit = True
    await serving


@pytest.fixture
def world(tmp_path: Path, provider):
    settings = AgentSettings(layouts_dir=tmp_path, api_key="own-key", model=f"openai:tiny@{provider.url}")
    model = build_model(settings, "analyser")
    return AgentWorld(tmp_path, FakeOrders(an_order()), FakeTransport(a_vehicle()), {"analyser": model})


async def test_a_model_behind_a_real_provider_does_the_same_work(world, provider):
    answer = await world.work("analyser")

    assert answer.result.layout is not None
    assert world.orders.tools() == list(STEPS)
    assert answer.usage.tokens == 550


async def test_the_provider_is_sent_the_reviewed_prompt_and_exactly_the_tools(world, provider):
    await world.work("analyser")

    first = provider.asked[0]
    assert first["messages"][0]["role"] == "system"
    assert "You are the analyser" in json.dumps(first["messages"][0])
    assert {tool["function"]["name"] for tool in first["tools"]} == {*STEPS, "Conclusion"}
    assert "token-of-run" not in json.dumps(provider.asked)


@pytest.mark.parametrize(
    ("status", "code"), [(401, "model-not-usable"), (404, "model-not-usable"), (500, "model-unavailable")]
)
async def test_a_provider_that_refuses_is_a_failure_in_our_words(world, provider, status, code):
    provider.refuses = status

    answer = await world.work("analyser")

    assert answer.failure.code == code
    assert "sk-secret" not in answer.model_dump_json()
