"""Putting a Strands agent together: fresh for each request, always asynchronous, bounded."""

from collections.abc import Sequence

from strands import Agent, ModelRetryStrategy
from strands.agent.conversation_manager import NullConversationManager
from strands.models import Model
from strands.tools.executors import SequentialToolExecutor
from strands.types.tools import AgentTool

from logistics.agents.answers import Conclusion
from logistics.agents.guard import Guard
from logistics.agents.table import AgentKind, prompt_of


def build_agent(kind: AgentKind, model: Model, tools: Sequence[AgentTool], guard: Guard, *, concludes: bool) -> Agent:
    """An agent for one request.

    Args:
        concludes: It works on a task and ends with a `Conclusion`; otherwise it answers a person in words.
    """
    return Agent(
        name=kind.name,
        description=kind.does,
        model=model,
        system_prompt=prompt_of(kind),
        tools=list(tools),
        structured_output_model=Conclusion if concludes else None,
        hooks=[guard],
        # Calls that a model makes together may depend on each other, and effects have an order.
        tool_executor=SequentialToolExecutor(),
        # The default waits for minutes; whoever asked has given up by then.
        retry_strategy=ModelRetryStrategy(max_attempts=3, initial_delay=1, max_delay=8),
        conversation_manager=NullConversationManager(),
        callback_handler=None,
    )
