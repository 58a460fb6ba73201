"""The transport agent, wired."""

from logistics.agents.host import AgentHost
from logistics.agents.limits import LIMITS
from logistics.agents.models.building import build_model
from logistics.agents.neighbours import Neighbours
from logistics.agents.settings import AgentSettings
from logistics.agents.transport.agent import transport_agent
from logistics.agents.transport.tools import TransportTools


def create_host(settings: AgentSettings, neighbours: Neighbours) -> AgentHost:
    """The transport agent behind its invocations."""
    return AgentHost(
        "transport",
        model=build_model(settings, "transport"),
        model_name=settings.model,
        limits=LIMITS["transport"],
        orders=neighbours.orders,
        toolbox=lambda run: TransportTools(run, neighbours),
        build=transport_agent,
    )
