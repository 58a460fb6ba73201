"""Asking agents by HTTP: `POST <url>/invocations`."""

from collections.abc import Mapping

import httpx2
import orjson
from pydantic import ValidationError

from logistics.agents.calling import SECRET_HEADER, AgentUnavailable
from logistics.contracts.agents import AgentAnswer, AgentName, Invocation, Task
from logistics.contracts.base import answered
from logistics.kit import logs
from logistics.kit.errors import LogisticsError
from logistics.kit.turns import in_turn
from logistics.web.problems import error_from

TIMEOUT_S = 120
"""Longer than any agent may take (`agents.table`), so that an agent's own limit answers first."""


class HttpAgents:
    """Agents behind URLs. Share it; close it at the end.

    Args:
        secret: What the agents of this system ask of whoever reaches their ports.
    """

    def __init__(
        self,
        urls: Mapping[AgentName, str],
        *,
        secret: str | None = None,
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        self._urls = urls
        self._secret = {SECRET_HEADER: secret} if secret else {}
        patience = httpx2.Timeout(TIMEOUT_S, connect=5)
        self._http = {
            agent: httpx2.AsyncClient(base_url="http://agent", timeout=patience, transport=in_turn(url, transport))
            for agent, url in urls.items()
        }

    async def ask(self, agent: AgentName, task: Task) -> AgentAnswer:
        """The agent's answer; one attempt, because a second one would start its work again, and its job comes again.

        Raises:
            AgentUnavailable: It does not answer, or not in our words.
            LogisticsError: It refuses the task itself.
        """
        response = await self._post(agent, task)
        if response.status_code >= 400:
            raise _refusal(agent, response)
        try:
            return answered(AgentAnswer, response.content)
        except ValidationError as error:
            raise AgentUnavailable(f"What the {agent} agent answers is no answer.", agent=agent) from error

    async def close(self) -> None:
        """Close the connections."""
        for http in self._http.values():
            await http.aclose()

    async def _post(self, agent: AgentName, task: Task) -> httpx2.Response:
        headers = {
            "Authorization": f"Bearer {task.run.token}",
            "Content-Type": "application/json",
            "X-Request-ID": logs.request_id() or "",
            **self._secret,
        }
        body = Invocation(task=task).model_dump_json().encode()
        try:
            return await self._http[agent].post("invocations", content=body, headers=headers)
        except httpx2.TransportError as error:
            detail = f"The {agent} agent at {self._urls[agent]} does not answer ({type(error).__name__})."
            raise AgentUnavailable(detail, agent=agent) from error


def _refusal(agent: AgentName, response: httpx2.Response) -> LogisticsError:
    """The problem an agent refuses a task with; anything else is an agent that is not there."""
    try:
        document = orjson.loads(response.content)
    except orjson.JSONDecodeError:
        document = None
    if response.status_code >= 500 or not isinstance(document, dict):
        return AgentUnavailable(f"The {agent} agent answers {response.status_code}.", agent=agent)
    return error_from(response.status_code, document)
