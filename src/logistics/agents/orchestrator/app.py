"""The orchestrator, wired."""

from strands.models import Model

from logistics.agents.callers import Callers
from logistics.agents.host import AgentHost
from logistics.agents.limits import LIMITS
from logistics.agents.neighbours import Neighbours
from logistics.agents.orchestrator.agent import orchestrator_agent
from logistics.agents.orchestrator.tools import OrchestratorTools
from logistics.agents.settings import AgentSettings


def create_host(settings: AgentSettings, neighbours: Neighbours, model: Model) -> AgentHost:
    """The orchestrator behind its invocations."""
    return AgentHost(
        "orchestrator",
        model=model,
        model_name=settings.model,
        limits=LIMITS["orchestrator"],
        orders=neighbours.orders,
        callers=Callers(neighbours),
        toolbox=lambda run: OrchestratorTools(run, neighbours),
        build=orchestrator_agent,
    )
