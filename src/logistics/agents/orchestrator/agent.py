"""The orchestrator agent, built for one request."""

from strands import Agent
from strands.models import Model
from strands.types.tools import AgentTool

from logistics.agents.building import build_agent
from logistics.agents.guard import Guard


def orchestrator_agent(model: Model, tools: list[AgentTool], guard: Guard, *, concludes: bool) -> Agent:
    """Coordinates one order: has it packed, has it booked, writes down what came of it and tells the customer."""
    return build_agent("orchestrator", model, tools, guard, concludes=concludes)
