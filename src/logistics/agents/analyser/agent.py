"""The analyser agent, built for one request."""

from strands import Agent
from strands.models import Model
from strands.types.tools import AgentTool

from logistics.agents.building import build_agent
from logistics.agents.guard import Guard


def analyser_agent(model: Model, tools: list[AgentTool], guard: Guard, *, concludes: bool) -> Agent:
    """Weighs, measures and packs one order, and saves the layout."""
    return build_agent("analyser", model, tools, guard, concludes=concludes)
