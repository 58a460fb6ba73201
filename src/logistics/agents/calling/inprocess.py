"""Asking agents that live in the same process: the same code as behind HTTP, without HTTP."""

from collections.abc import Awaitable, Callable, Mapping

from logistics.agents.calling import AgentUnavailable
from logistics.contracts.agents import AgentAnswer, AgentName, Invocation, Task

Answering = Callable[[Invocation, str | None], Awaitable[AgentAnswer]]
"""What an agent's host offers: an invocation and the credential it comes with in, an answer out."""


class InProcessAgents:
    """Agents by name. The mapping may be filled after this is built, since agents ask each other."""

    def __init__(self, agents: Mapping[AgentName, Answering]) -> None:
        self._agents = agents

    async def ask(self, agent: AgentName, task: Task) -> AgentAnswer:
        """The agent's answer.

        Raises:
            AgentUnavailable: There is no such agent here.
            LogisticsError: It refuses the task itself.
        """
        if agent not in self._agents:
            raise AgentUnavailable(f"The {agent} agent does not run here.", agent=agent)
        return await self._agents[agent](Invocation(task=task), task.run.token)

    async def close(self) -> None:
        """Nothing was opened."""
