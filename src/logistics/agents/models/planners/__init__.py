"""The rules: one planner per agent, each a pure function of the conversation."""

from logistics.agents.models.conversation import Planner
from logistics.agents.models.planners import analyser, orchestrator, transport
from logistics.contracts.agents import AgentName

_PLANNERS: dict[AgentName, Planner] = {
    "orchestrator": orchestrator.next_move,
    "analyser": analyser.next_move,
    "transport": transport.next_move,
}


def planner_of(agent: AgentName) -> Planner:
    """The rules of an agent."""
    return _PLANNERS[agent]
