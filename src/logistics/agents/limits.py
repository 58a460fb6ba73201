"""How much one invocation of an agent may take."""

from dataclasses import dataclass

from logistics.contracts.agents import AgentName
from logistics.kit.errors import Conflict


class LimitReached(Conflict):
    """The agent used all it may use."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Hard bounds of one invocation: calls of the model, calls of tools, wall clock, tokens in and out."""

    turns: int
    tool_calls: int
    seconds: float
    tokens: int


LIMITS: dict[AgentName, Limits] = {
    # Three plans take 11 tool calls; the rest is room for a model that corrects itself.
    "orchestrator": Limits(turns=20, tool_calls=20, seconds=110, tokens=200_000),
    "analyser": Limits(turns=12, tool_calls=12, seconds=50, tokens=200_000),
    # A layout may have many loads, each with its price.
    "transport": Limits(turns=20, tool_calls=60, seconds=50, tokens=200_000),
}
"""An agent that others ask stops first, so that whoever asked still has time to say why."""
