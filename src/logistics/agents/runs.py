"""A run: the one order an agent works on, in whose name, and what it has done so far."""

from dataclasses import dataclass, field

from logistics.contracts.agents import AgentName, Task
from logistics.contracts.runs import RunStep, Usage
from logistics.kit.errors import Conflict, Forbidden


class NotThisOrder(Forbidden):
    """This run works on another order."""


class TooEarly(Conflict):
    """Another step comes first."""


class LimitReached(Conflict):
    """The agent used all it may use."""


class Unfinished(Conflict):
    """The agent stopped before its work was done."""


@dataclass(slots=True)
class Run:
    """Built for each request and never shared. Without a task it is a conversation: it may read, not act.

    `credential` is whose authority a conversation has. `agents_used` is what other agents used that this one asked.
    """

    agent: AgentName
    task: Task | None
    credential: str | None = field(default=None, repr=False)
    steps: list[RunStep] = field(default_factory=list)
    agents_used: Usage = field(default_factory=Usage)

    @property
    def order_id(self) -> int | None:
        """The order this run may touch."""
        return self.task.order_id if self.task else None

    @property
    def token(self) -> str | None:
        """The authority of the run; a model never sees it."""
        return self.task.run.token if self.task else self.credential

    def require(self, order_id: int) -> None:
        """Refuse an order that is not this run's, whoever asked for it.

        Raises:
            NotThisOrder: A model named another order, or there is none to work on.
        """
        if self.order_id is None:
            raise NotThisOrder("No order was handed to this agent; nothing can be read or changed.")
        if order_id != self.order_id:
            raise NotThisOrder(f"This run works on order {self.order_id} only.", order_id=self.order_id)

    def used(self, other: Usage) -> None:
        """Count what another agent used."""
        own = self.agents_used
        self.agents_used = Usage(
            turns=own.turns + other.turns,
            tool_calls=own.tool_calls + other.tool_calls,
            tokens=own.tokens + other.tokens,
        )
