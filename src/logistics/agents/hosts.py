"""The three agents by name."""

from strands.models import Model

from logistics.agents.host import AgentHost
from logistics.agents.neighbours import Neighbours
from logistics.agents.settings import AgentSettings
from logistics.contracts.agents import AgentName


def create_host(agent: AgentName, settings: AgentSettings, neighbours: Neighbours, model: Model) -> AgentHost:
    """The agent itself. Only its own rooms are loaded: two of three processes need no packing engine."""
    match agent:
        case "orchestrator":
            from logistics.agents.orchestrator.app import create_host as create_orchestrator

            return create_orchestrator(settings, neighbours, model)
        case "analyser":
            from logistics.agents.analyser.app import create_host as create_analyser

            return create_analyser(settings, neighbours, model)
        case "transport":
            from logistics.agents.transport.app import create_host as create_transport

            return create_transport(settings, neighbours, model)
