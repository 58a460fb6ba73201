"""The transport agent, built for one request."""

from strands import Agent
from strands.models import Model
from strands.types.tools import AgentTool

from logistics.agents.building import build_agent
from logistics.agents.guard import Guard


def transport_agent(model: Model, tools: list[AgentTool], guard: Guard, *, concludes: bool) -> Agent:
    """Finds, prices and books the vehicles of a load that is already packed."""
    return build_agent("transport", model, tools, guard, concludes=concludes)
