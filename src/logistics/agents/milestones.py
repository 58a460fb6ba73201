"""Tools that people follow an order by say so themselves, where they are written."""

from collections.abc import Callable
from typing import TypeVar

from strands.types.tools import AgentTool

from logistics.contracts.runs import Milestone

Tool = TypeVar("Tool", bound=Callable[..., object])


def milestone(kind: Milestone) -> Callable[[Tool], Tool]:
    """Have a call that succeeds be this event of the order. Stands below `@tool`."""

    def mark(function: Tool) -> Tool:
        setattr(function, "milestone", kind)  # noqa: B010
        return function

    return mark


def milestone_of(tool: AgentTool | None) -> Milestone | None:
    """The event that a call of a tool is, if it is one. A tool has the attributes of its function."""
    return getattr(tool, "milestone", None)
