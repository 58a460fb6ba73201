"""Stands between a model and its tools: counts, stops, hides exception text, and writes down every call."""

from datetime import timedelta
from typing import Any

from strands.hooks import AfterToolCallEvent, BeforeModelCallEvent, BeforeToolCallEvent, HookProvider, HookRegistry
from strands.types.tools import ToolResult

from logistics.agents.answers import UNEXPECTED, Conclusion, error_of, error_text, parsed
from logistics.agents.runs import LimitReached, Run
from logistics.agents.table import Limits
from logistics.agents.tools import milestone_of
from logistics.contracts.runs import RunStep
from logistics.kit import logs
from logistics.kit.clock import utc_now
from logistics.kit.errors import LogisticsError, TooMany, Unavailable

log = logs.get(__name__)

LONGEST_SHOWN = 300
"""Characters of a text argument or a result that a step keeps."""


class Guard(HookProvider):
    """The hooks of one agent in one run."""

    def __init__(self, run: Run, limits: Limits) -> None:
        self._run = run
        self._limits = limits
        self._stop: LogisticsError | None = None
        self.tool_calls = 0

    def register_hooks(self, registry: HookRegistry, **kwargs: Any) -> None:
        """Called by the agent that is being built."""
        registry.add_callback(BeforeModelCallEvent, self._before_model)
        registry.add_callback(BeforeToolCallEvent, self._before_tool)
        registry.add_callback(AfterToolCallEvent, self._after_tool)

    def _before_model(self, event: BeforeModelCallEvent) -> None:
        """A run that cannot go on ends here: thinking longer would not help."""
        if self._stop:
            raise self._stop

    def _before_tool(self, event: BeforeToolCallEvent) -> None:
        if event.tool_use["name"] == Conclusion.__name__:
            return
        self.tool_calls += 1
        if self.tool_calls > self._limits.tool_calls:
            self._stop = LimitReached(f"The agent called its tools more than {self._limits.tool_calls} times.")
        if self._stop:
            event.cancel_tool = error_text(self._stop.code, self._stop.message)

    def _after_tool(self, event: AfterToolCallEvent) -> None:
        if event.tool_use["name"] == Conclusion.__name__ or event.cancel_message:
            return
        code = None
        if event.selected_tool is None or event.exception is not None:
            code, detail = self._judge(event)
            event.result = _error_result(event.result, code, detail)
        self._run.steps.append(_step(self._run, event, code))

    def _judge(self, event: AfterToolCallEvent) -> tuple[str, str]:
        """Code and sentence of a call that failed; a neighbour that does not answer ends the run."""
        if event.selected_tool is None or event.exception is None:
            return "no-such-tool", "There is no tool of that name."
        if isinstance(event.exception, Unavailable | TooMany):
            self._stop = event.exception
        code, detail = error_of(event.exception)
        if (code, detail) == UNEXPECTED:
            log.error("tool.crashed", agent=self._run.agent, tool=event.tool_use["name"], exc_info=event.exception)
        return code, detail


def _error_result(result: ToolResult, code: str, detail: str) -> ToolResult:
    return {"toolUseId": result["toolUseId"], "status": "error", "content": [{"text": error_text(code, detail)}]}


def _step(run: Run, event: AfterToolCallEvent, code: str | None) -> RunStep:
    answer = parsed(event.result["content"][0].get("text", ""))
    said = answer["error"]["detail"] if code and "error" in answer else answer.get("summary", "")
    arguments = event.tool_use["input"]
    seconds = event.duration or 0
    return RunStep(
        agent=run.agent,
        tool=event.tool_use["name"][:100],
        arguments=_shortened(arguments) if isinstance(arguments, dict) else {},
        result=str(said)[:LONGEST_SHOWN],
        ms=round(seconds * 1000),
        error=code,
        started_at=utc_now() - timedelta(seconds=seconds),
        milestone=None if code else milestone_of(event.selected_tool),
    )


def _shortened(arguments: dict[str, Any]) -> dict[str, Any]:
    """Arguments as a step keeps them: whatever a model made up is kept short."""
    return {str(name)[:50]: _short(value) for name, value in list(arguments.items())[:10]}


def _short(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, list) and all(isinstance(entry, int) for entry in value):
        return value[:50]
    return str(value)[:LONGEST_SHOWN]
