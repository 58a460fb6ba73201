"""The three agents in one process over fake services: what most tests of agents stand on."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from strands.models import Model

from logistics.agents.analyser.packers import Packers
from logistics.agents.calling.inprocess import Answering, InProcessAgents
from logistics.agents.host import AgentHost, create_host
from logistics.agents.models.building import build_model
from logistics.agents.neighbours import Neighbours
from logistics.agents.settings import AgentSettings
from logistics.agents.table import AGENTS, load
from logistics.contracts.agents import AgentAnswer, AgentName, BookTransport, Invocation, RunRef
from logistics.contracts.layout_ref import LayoutRef
from logistics.layouts.store import DirectoryLayouts
from tests.support.fakes.orders import PERSON, FakeOrders
from tests.support.fakes.transport import FakeTransport


@cache
def shared_packers() -> Packers:
    """Packing processes for all tests of this process: starting one takes seconds."""
    return Packers()


class AgentWorld:
    """Agents that know each other. `models` replaces the rules of an agent by a model of the test's."""

    def __init__(
        self,
        layouts_dir: Path,
        orders: FakeOrders,
        transport: FakeTransport,
        models: Mapping[AgentName, Model] | None = None,
    ) -> None:
        self.orders = orders
        self.transport = transport
        transport.tell = orders.hear
        self.layouts = DirectoryLayouts(layouts_dir)
        self.settings = AgentSettings(layouts_dir=layouts_dir, api_key="own-key")
        self.hosts: dict[AgentName, AgentHost] = {}
        answering: dict[AgentName, Answering] = {}
        self.neighbours = Neighbours(
            orders=orders.client(),
            transport=transport.client(),
            layouts=self.layouts,
            agents=InProcessAgents(answering),
            identity=orders.identity(),
            keys=orders.signer.published(),
        )
        for agent in AGENTS:
            model = (models or {}).get(agent) or build_model(self.settings, agent)
            desk = {"packers": shared_packers()} if agent == "analyser" else {}
            workshop = load(AGENTS[agent].tools)(self.settings, self.neighbours, **desk)
            self.hosts[agent] = create_host(agent, self.settings, self.neighbours, model, workshop)
            answering[agent] = self.hosts[agent].answer

    async def work(self, agent: AgentName, order_id: int = 123, layout: LayoutRef | None = None) -> AgentAnswer:
        """Let an agent do its own kind of task, as a program asks for it."""
        run = self.orders.begin(order_id, agent)
        task = AGENTS[agent].task(order_id=order_id, run=RunRef(run_id=run.id, token=run.token))
        if isinstance(task, BookTransport):
            task = task.model_copy(update={"layout": layout})
        return await self.hosts[agent].answer(Invocation(task=task), run.token)

    async def say(self, agent: AgentName, prompt: str, credential: str | None = PERSON) -> AgentAnswer:
        """Ask an agent in words, as a person does."""
        return await self.hosts[agent].answer(Invocation(prompt=prompt), credential)
