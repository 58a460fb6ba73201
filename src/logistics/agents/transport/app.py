"""The transport agent, wired."""

from strands.models import Model

from logistics.agents.callers import Callers
from logistics.agents.host import AgentHost
from logistics.agents.limits import LIMITS
from logistics.agents.neighbours import Neighbours
from logistics.agents.settings import AgentSettings
from logistics.agents.transport.agent import transport_agent
from logistics.agents.transport.tools import TransportTools


def create_host(settings: AgentSettings, neighbours: Neighbours, model: Model) -> AgentHost:
    """The transport agent behind its invocations."""
    return AgentHost(
        "transport",
        model=model,
        model_name=settings.model,
        limits=LIMITS["transport"],
        orders=neighbours.orders,
        callers=Callers(neighbours),
        toolbox=lambda run: TransportTools(run, neighbours),
        build=transport_agent,
    )
