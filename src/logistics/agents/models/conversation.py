"""A conversation as the rules read it: what was asked, and every tool call with what came of it."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Self

from strands.types.content import ContentBlock, Message
from strands.types.tools import ToolResult

from logistics.agents.answers import parsed

_ORDER = re.compile(r"\border ([0-9]+)")


@dataclass(frozen=True, slots=True)
class Done:
    """A finished tool call. `error` is its code, and then `answer` is empty."""

    tool: str
    arguments: dict[str, Any]
    answer: dict[str, Any]
    error: str | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Conversation:
    """All a planner may look at, so that the same conversation always goes on the same way."""

    request: str
    done: tuple[Done, ...]
    concludes: bool

    @classmethod
    def of(cls, messages: Sequence[Message], *, concludes: bool) -> Self:
        """Read the messages of an agent; `concludes` when it ends with a `Conclusion` instead of words."""
        blocks = [block for message in messages for block in message["content"]]
        uses = {block["toolUse"]["toolUseId"]: block["toolUse"] for block in blocks if "toolUse" in block}
        results = [block["toolResult"] for block in blocks if "toolResult" in block]
        done = tuple(
            _done(uses[result["toolUseId"]]["name"], uses[result["toolUseId"]]["input"], result) for result in results
        )
        return cls(_first_text(blocks), done, concludes)

    @property
    def order_id(self) -> int | None:
        """The order the request names."""
        found = _ORDER.search(self.request)
        return int(found.group(1)) if found else None

    def all(self, tool: str) -> list[Done]:
        """Every call of a tool so far."""
        return [done for done in self.done if done.tool == tool]

    def last(self, tool: str) -> Done | None:
        """The latest call of a tool."""
        return next(reversed(self.all(tool)), None)


@dataclass(frozen=True, slots=True)
class Call:
    """Call a tool next."""

    tool: str
    arguments: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Say:
    """Say this to the person who asked, and end."""

    text: str


Move = tuple[Call, ...] | Say
"""Calls that are made one after the other without thinking in between, or the last words."""

Planner = Callable[[Conversation], Move]
"""Decides the next move from the conversation alone, so that a run can begin again anywhere."""


def conclude(because: str) -> Move:
    """End the work on a task."""
    return (Call("Conclusion", {"because": because[:500]}),)


def _done(tool: str, arguments: Any, result: ToolResult) -> Done:
    answer = parsed("".join(content.get("text", "") for content in result["content"]))
    if result["status"] == "success":
        return Done(tool, arguments, answer)
    error = answer.get("error") or {"code": "tool-error", "detail": str(answer.get("summary", ""))}
    return Done(tool, arguments, {}, error["code"], error["detail"])


def _first_text(blocks: Sequence[ContentBlock]) -> str:
    return next((block["text"] for block in blocks if "text" in block), "")
