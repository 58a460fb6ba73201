"""The analyser, wired."""

from strands.models import Model

from logistics.agents.analyser.agent import analyser_agent
from logistics.agents.analyser.desk import PackingDesk
from logistics.agents.analyser.packers import Packers
from logistics.agents.analyser.tools import AnalyserTools
from logistics.agents.callers import Callers
from logistics.agents.host import AgentHost
from logistics.agents.limits import LIMITS
from logistics.agents.neighbours import Neighbours
from logistics.agents.settings import AgentSettings
from logistics.kit.clock import Clock, utc_now


def create_host(
    settings: AgentSettings,
    neighbours: Neighbours,
    model: Model,
    *,
    clock: Clock = utc_now,
    packers: Packers | None = None,
) -> AgentHost:
    """The analyser behind its invocations. The packing kernels are compiled before it says it is healthy."""
    packers = packers or Packers()
    desk = PackingDesk(packers)
    return AgentHost(
        "analyser",
        model=model,
        model_name=settings.model,
        limits=LIMITS["analyser"],
        orders=neighbours.orders,
        callers=Callers(neighbours),
        toolbox=lambda run: AnalyserTools(run, neighbours, desk, clock=clock, timezone=settings.timezone),
        build=analyser_agent,
        warm_up=packers.warm_up,
    )
