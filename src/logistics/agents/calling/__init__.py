"""Asking an agent, wherever it runs. Whoever imports this loads no model and no packing engine."""

from typing import Protocol

from logistics.contracts.agents import AgentAnswer, AgentName, Task
from logistics.kit.errors import Unavailable

SECRET_HEADER = "X-Agent-Secret"
"""Carries what only the processes of one system know."""


class AgentUnavailable(Unavailable):
    """An agent does not answer."""


class AgentCaller(Protocol):
    """Hands a task to an agent and waits for what becomes of it."""

    async def ask(self, agent: AgentName, task: Task) -> AgentAnswer:
        """The agent's answer; one attempt. The task's own run token says with what right.

        Raises:
            AgentUnavailable: It does not answer, or not in our words.
            LogisticsError: It refuses the task itself.
        """

    async def close(self) -> None:
        """Close what was opened to reach them."""
