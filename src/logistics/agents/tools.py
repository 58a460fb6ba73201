"""What an agent's tools are: a toolbox for each run, and the workshop that makes them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from strands.types.tools import AgentTool

from logistics.agents.runs import Run
from logistics.agents.table import Result
from logistics.contracts.runs import Milestone

Tool = TypeVar("Tool", bound=Callable[..., object])


class Toolbox(Protocol):
    """The tools of one agent in one run, and the facts they gathered."""

    def all(self) -> list[AgentTool]:
        """Every tool, for the agent."""

    def result(self, because: str) -> Result:
        """The typed answer, from the facts; only the sentence is the model's. Raises Unfinished."""


@dataclass(frozen=True, slots=True)
class Workshop:
    """Where an agent's tools come from.

    `warm_up` does once, and blocking, what the first request would otherwise wait for.
    """

    toolbox: Callable[[Run], Toolbox]
    warm_up: Callable[[], None] = lambda: None


def milestone(kind: Milestone) -> Callable[[Tool], Tool]:
    """Have a call that succeeds be this event of the order, so that people can follow it. Stands below `@tool`."""

    def mark(function: Tool) -> Tool:
        setattr(function, "milestone", kind)  # noqa: B010
        return function

    return mark


def milestone_of(tool: AgentTool | None) -> Milestone | None:
    """The event that a call of a tool is, if it is one. A tool has the attributes of its function."""
    return getattr(tool, "milestone", None)
