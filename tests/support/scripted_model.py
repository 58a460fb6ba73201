"""ScriptedModel: plays tool calls that a test wrote, whatever it is told. The hostile model of our tests."""

import json
from collections.abc import AsyncIterator, Sequence
from typing import Any

from strands.models import Model

Turn = Sequence[tuple[str, dict[str, Any]]] | str | Exception
"""Tool calls made together, words that end the conversation, or an error of the provider."""


class ScriptedModel(Model):
    """Plays the turns in order and repeats the last one for ever. `seen` keeps every conversation it was shown."""

    def __init__(self, *turns: Turn, tokens_per_turn: int = 10) -> None:
        self._turns = turns
        self._tokens = tokens_per_turn
        self._next = 0
        self.seen: list[Any] = []

    def update_config(self, **model_config: Any) -> None:
        pass

    def get_config(self) -> dict[str, Any]:
        return {"model_id": "scripted", "context_window_limit": 1_000_000}

    async def structured_output(self, *args: Any, **kwargs: Any) -> AsyncIterator[dict[str, Any]]:
        raise NotImplementedError
        yield {}

    async def stream(self, messages: Any, *args: Any, **kwargs: Any) -> AsyncIterator[Any]:
        self.seen.append(json.loads(json.dumps(messages)))
        turn = self._turns[min(self._next, len(self._turns) - 1)]
        self._next += 1
        if isinstance(turn, Exception):
            raise turn
        yield {"messageStart": {"role": "assistant"}}
        for event in self._words(turn) if isinstance(turn, str) else self._calls(turn):
            yield event
        yield {"messageStop": {"stopReason": "end_turn" if isinstance(turn, str) else "tool_use"}}
        usage = {"inputTokens": self._tokens, "outputTokens": 0, "totalTokens": self._tokens}
        yield {"metadata": {"usage": usage, "metrics": {"latencyMs": 0}}}

    def shown(self) -> str:
        """Everything the model was shown, as text."""
        return json.dumps(self.seen)

    def _words(self, text: str) -> list[dict[str, Any]]:
        return [
            {"contentBlockStart": {"start": {}}},
            {"contentBlockDelta": {"delta": {"text": text}}},
            {"contentBlockStop": {}},
        ]

    def _calls(self, calls: Sequence[tuple[str, dict[str, Any]]]) -> list[dict[str, Any]]:
        events: list[dict[str, Any]] = []
        for index, (name, arguments) in enumerate(calls):
            use = {"name": name, "toolUseId": f"scripted-{self._next}-{index}"}
            events += [
                {"contentBlockStart": {"start": {"toolUse": use}}},
                {"contentBlockDelta": {"delta": {"toolUse": {"input": json.dumps(arguments)}}}},
                {"contentBlockStop": {}},
            ]
        return events


def conclusion(because: str = "Done.") -> Turn:
    """The turn that ends the work on a task."""
    return [("Conclusion", {"because": because})]
