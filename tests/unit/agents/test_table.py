"""The table says what each agent is, and what stands elsewhere says the same."""

from typing import get_args, get_type_hints

import pytest

from logistics.agents.calling.http import TIMEOUT_S
from logistics.agents.settings import AgentSettings
from logistics.agents.table import AGENTS, AgentKind, load, prompt_of
from logistics.agents.tools import milestone_of
from logistics.contracts.agents import AgentName
from logistics.contracts.runs import Milestone
from logistics.fulfilment.settings import WorkerSettings
from logistics.local.supervisor.ports import WELL_KNOWN

KINDS = pytest.mark.parametrize("kind", AGENTS.values(), ids=AGENTS)


def toolbox_class(kind: AgentKind) -> type:
    room = __import__(load(kind.tools).__module__, fromlist=["*"])
    (found,) = [value for name, value in vars(room).items() if name == f"{kind.name.title()}Tools"]
    return found


def test_every_agent_of_the_contract_is_in_the_table() -> None:
    assert tuple(AGENTS) == get_args(AgentName)


@KINDS
def test_an_agents_tools_end_with_the_answer_that_the_table_names(kind: AgentKind) -> None:
    assert get_type_hints(toolbox_class(kind).result)["return"] is kind.answer


@KINDS
def test_a_prompt_names_every_tool_of_its_agent(kind: AgentKind) -> None:
    tools = [name for name, value in vars(toolbox_class(kind)).items() if hasattr(value, "tool_spec")]
    assert tools
    assert [name for name in tools if f"`{name}`" not in prompt_of(kind)] == []


def test_each_milestone_is_that_of_one_tool() -> None:
    tools = [value for kind in AGENTS.values() for value in vars(toolbox_class(kind)).values()]
    assert sorted(filter(None, map(milestone_of, tools))) == sorted(get_args(Milestone))


def test_agents_listen_where_everybody_looks_for_them() -> None:
    ports = {name: kind.port for name, kind in AGENTS.items()}
    own = AgentSettings(layouts_dir="x", api_key="k").agent_urls()
    workers = WorkerSettings(database_url="x", api_key="k", outbox_dir="x").agent_urls()
    assert own | workers == {name: f"http://127.0.0.1:{port}" for name, port in ports.items()}
    assert [WELL_KNOWN[name] for name in ("orchestrator", "analyser", "transport-agent")] == [*ports.values()]


def test_whoever_asks_waits_longer_than_any_agent_may_take() -> None:
    asked = [AGENTS["analyser"].limits.seconds, AGENTS["transport"].limits.seconds]
    assert max(asked) < AGENTS["orchestrator"].limits.seconds < TIMEOUT_S
