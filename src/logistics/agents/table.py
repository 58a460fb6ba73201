"""What each agent is: one table. Its room, `agents/<name>/`, holds its prompt and tools, and nobody else knows it.

The table names modules and loads none, so that an agent's process loads its own room only: two of three need no
packing engine, and whoever just wants to know a port needs no model.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pkgutil import resolve_name
from typing import Any

from logistics.contracts.agents import (
    AgentName,
    AnalyseOrder,
    BookingConfirmation,
    BookTransport,
    LoadAnalysis,
    OrderOutcome,
    ProcessOrder,
)

TaskKind = type[ProcessOrder] | type[AnalyseOrder] | type[BookTransport]
Result = OrderOutcome | LoadAnalysis | BookingConfirmation


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Hard bounds of one invocation: calls of the model, calls of tools, wall clock, tokens in and out."""

    turns: int
    tool_calls: int
    seconds: float
    tokens: int = 200_000


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentKind:
    """One agent.

    Args:
        port: Where it listens on a machine of its own.
        task: What programs ask of it; it takes no other.
        answer: What a task ends with.
        wish: Words with which a person asks for that task; a question about an order does not start it.
        tools: `module:function` that opens its `tools.Workshop`.
        rules: `module:function`, the `Planner` it thinks with where no model is named.
        prompt: The file that a model is told before any request.
    """

    name: AgentName
    does: str
    port: int
    task: TaskKind
    answer: type[Result]
    wish: re.Pattern[str] = field(repr=False)
    limits: Limits
    tools: str
    rules: str
    prompt: str


def _wish(words: str) -> re.Pattern[str]:
    return re.compile(rf"\b({words})\b", re.IGNORECASE)


_KINDS = (
    AgentKind(
        name="orchestrator",
        does="Carries one order from placed to booked: has it packed and booked, and writes down what came of it.",
        port=8081,
        task=ProcessOrder,
        answer=OrderOutcome,
        wish=_wish("process|handle|plan|book"),
        # Three plans take 11 tool calls; the rest is room for a model that corrects itself.
        limits=Limits(turns=20, tool_calls=20, seconds=110),
        tools="orchestrator.tools:open_workshop",
        rules="models.planners.orchestrator:next_move",
        prompt="orchestrator/prompt.md",
    ),
    # An agent that others ask stops first, so that whoever asked still has time to say why.
    AgentKind(
        name="analyser",
        does="Weighs, measures and packs one order, and saves the layout.",
        port=8082,
        task=AnalyseOrder,
        answer=LoadAnalysis,
        wish=_wish("analy[sz]e|pack|plan|load"),
        limits=Limits(turns=12, tool_calls=12, seconds=50),
        tools="analyser.tools:open_workshop",
        rules="models.planners.analyser:next_move",
        prompt="analyser/prompt.md",
    ),
    AgentKind(
        name="transport",
        does="Finds, prices and books the vehicles of a load that is already packed.",
        port=8083,
        task=BookTransport,
        answer=BookingConfirmation,
        wish=_wish("book(ed|ings?)?"),
        # A layout may have many loads, each with its price.
        limits=Limits(turns=20, tool_calls=60, seconds=50),
        tools="transport.tools:open_workshop",
        rules="models.planners.transport:next_move",
        prompt="transport/prompt.md",
    ),
)

AGENTS: dict[AgentName, AgentKind] = {kind.name: kind for kind in _KINDS}


def load(reference: str) -> Callable[..., Any]:
    """The function behind a reference of the table."""
    function: Callable[..., Any] = resolve_name(f"{__package__}.{reference}")
    return function


@cache
def prompt_of(kind: AgentKind) -> str:
    """What an agent is told before it sees any request."""
    return files(__package__).joinpath(kind.prompt).read_text(encoding="utf-8")
