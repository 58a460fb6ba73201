"""What a request asks for: the sentence a task is put in, and the task behind a person's sentence."""

import re

from logistics.agents.table import AgentKind
from logistics.contracts.agents import AnalyseOrder, BookTransport, Invocation, ProcessOrder, Task
from logistics.kit.errors import Invalid

_ONE_ORDER = re.compile(r"\border\s*(?:number|no\.?|#)?\s*([0-9]{1,15})\b", re.IGNORECASE)
_SEVERAL = re.compile(r"\borders\s+#?[0-9]+\s*(?:,|and|to|-|&)\s*#?[0-9]+", re.IGNORECASE)


class WrongRequest(Invalid):
    """This agent does not take such a request."""


class SeveralOrders(Invalid):
    """Several orders in one request are not supported yet."""


def check_request(agent: AgentKind, invocation: Invocation) -> None:
    """Refuse what this agent cannot begin with.

    Raises:
        WrongRequest: Neither or both of prompt and task, or the task of another agent.
        SeveralOrders: A prompt names several orders.
    """
    if (invocation.prompt is None) == (invocation.task is None):
        raise WrongRequest("Send either a prompt or a task.")
    if invocation.task is not None and not isinstance(invocation.task, agent.task):
        wanted = agent.task.model_fields["kind"].default
        raise WrongRequest(f"The {agent.name} agent takes {wanted}, not {invocation.task.kind}.")
    if invocation.prompt is not None and not invocation.prompt.strip():
        raise WrongRequest("The prompt is empty.")
    if invocation.prompt is not None and (_SEVERAL.search(invocation.prompt) or len(_orders(invocation.prompt)) > 1):
        raise SeveralOrders("Name one order in each request.")


def order_to_work_on(agent: AgentKind, prompt: str) -> int | None:
    """The order that a person asks this agent to work on, if the sentence says so."""
    named = _orders(prompt)
    return named.pop() if named and agent.wish.search(prompt) else None


def opening(task: Task) -> str:
    """The first message of the conversation that carries out a task."""
    match task:
        case ProcessOrder():
            return f"Process order {task.order_id}."
        case AnalyseOrder():
            return f"Analyse order {task.order_id}."
        case BookTransport(layout=None):
            return f"Find what is booked for order {task.order_id}. There is no layout to book."
        case BookTransport():
            return f"Book the vehicles of the stored layout of order {task.order_id}."


def _orders(prompt: str) -> set[int]:
    return {int(number) for number in _ONE_ORDER.findall(prompt) if int(number) > 0}
