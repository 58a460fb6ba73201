"""RulesModel: a model without a model. It plans the next tool call by rules, the same way every time, offline."""

import json
from collections.abc import AsyncGenerator, AsyncIterable
from typing import Any, TypeVar

from pydantic import BaseModel
from strands.models import Model
from strands.types.content import Messages
from strands.types.streaming import StreamEvent
from strands.types.tools import ToolSpec

from logistics.agents.answers import Conclusion
from logistics.agents.models.conversation import Conversation, Planner, Say

Output = TypeVar("Output", bound=BaseModel)


class RulesModel(Model):
    """Speaks a planner's moves as a model would stream them. It has no state; all requests share it."""

    def __init__(self, planner: Planner) -> None:
        self._planner = planner

    def update_config(self, **model_config: Any) -> None:
        """Nothing can be changed."""

    def get_config(self) -> dict[str, Any]:
        """The limit is told only because Strands asks for one."""
        return {"model_id": "rules", "context_window_limit": 1_000_000}

    async def count_tokens(self, *args: Any, **kwargs: Any) -> int:
        """Rules cost no tokens."""
        return 0

    async def stream(
        self, messages: Messages, tool_specs: list[ToolSpec] | None = None, *args: Any, **kwargs: Any
    ) -> AsyncIterable[StreamEvent]:
        """The planner's next move, in the events of a model."""
        concludes = any(spec["name"] == Conclusion.__name__ for spec in tool_specs or [])
        move = self._planner(Conversation.of(messages, concludes=concludes))
        yield {"messageStart": {"role": "assistant"}}
        if isinstance(move, Say):
            yield {"contentBlockStart": {"start": {}}}
            yield {"contentBlockDelta": {"delta": {"text": move.text}}}
            yield {"contentBlockStop": {}}
        else:
            for index, call in enumerate(move):
                # Ids must differ within a conversation, and each move makes it longer.
                use_id = f"move-{len(messages)}-{index}"
                yield {"contentBlockStart": {"start": {"toolUse": {"name": call.tool, "toolUseId": use_id}}}}
                yield {"contentBlockDelta": {"delta": {"toolUse": {"input": json.dumps(call.arguments)}}}}
                yield {"contentBlockStop": {}}
        yield {"messageStop": {"stopReason": "end_turn" if isinstance(move, Say) else "tool_use"}}
        usage = {"inputTokens": 0, "outputTokens": 0, "totalTokens": 0}
        yield {"metadata": {"usage": usage, "metrics": {"latencyMs": 0}}}  # type: ignore[typeddict-item]

    async def structured_output(
        self, output_model: type[Output], prompt: Messages, system_prompt: str | None = None, **kwargs: Any
    ) -> AsyncGenerator[dict[str, Output | Any], None]:
        """Strands' older way to a typed answer; our agents end with a tool call instead."""
        raise NotImplementedError("The rules answer through the Conclusion tool.")
        yield {}
