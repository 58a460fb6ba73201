"""Who asks an agent, and with what right: a run's token for its task, a person's credential for a sentence.

Each invocation comes with a credential. It is None only where a platform has let the caller in, which the settings
say (`AgentSettings.access`): a task then goes by its own token, and a sentence by the agents' key.
"""

import hmac

from logistics.access.principal import NotAllowed
from logistics.access.tokens import Tokens
from logistics.agents.neighbours import Neighbours
from logistics.clients.orders import OrdersClient
from logistics.contracts.agents import Task
from logistics.contracts.identity import SessionRead
from logistics.kit.clock import Clock, utc_now
from logistics.kit.errors import Forbidden

MAY_PROCESS = "orders:write"
"""What `POST /orders/{order_id}/process` takes as well."""


class NotTheRunsToken(Forbidden):
    """The credential is not the token of the task's run."""


class Callers:
    """Tells whether an agent may do what it is asked to."""

    def __init__(self, neighbours: Neighbours, now: Clock = utc_now) -> None:
        self._tokens = Tokens(neighbours.keys)
        self._identity = neighbours.identity
        self._orders = neighbours.orders
        self._now = now

    async def require_run(self, task: Task, credential: str | None) -> None:
        """Refuse a task that does not come with the token of its own run.

        Raises:
            NotTheRunsToken: It is another one's.
            CredentialNotAccepted: The Order API did not sign it, or it has expired.
            KeysUnavailable: The Order API has not told yet what it signs with.
        """
        run = task.run
        if credential is not None and not hmac.compare_digest(credential.encode(), run.token.encode()):
            raise NotTheRunsToken("Send the token that stands in the task: `Authorization: Bearer <run.token>`.")
        said = await self._tokens.principal_of(run.token, self._now())
        if (said.kind, said.run_id, said.order_id) != ("run", run.run_id, task.order_id):
            detail = f"This is no token for run {run.run_id} on order {task.order_id}."
            raise NotTheRunsToken(detail, run_id=run.run_id, order_id=task.order_id)

    async def who_asks(self, credential: str | None) -> SessionRead | None:
        """The person or program behind a sentence, asked anew each time, so that nobody revoked is heard.

        Raises:
            Unauthenticated: Nobody has this credential.
            NotAllowed: It is a run's, which is for its task.
        """
        if credential is None:
            return None
        who = await self._identity.acting_with(credential).who_am_i()
        if who.kind == "run":
            raise NotAllowed("A run's token is for the task of the run; ask with a key or a token of your own.")
        return who

    def orders_for(self, credential: str | None) -> OrdersClient:
        """The Order API as far as whoever asks sees it."""
        return self._orders if credential is None else self._orders.acting_with(credential)


def require_may_process(who: SessionRead | None) -> None:
    """Refuse somebody who may not have orders processed.

    Raises:
        NotAllowed: Naming what would be needed.
    """
    if who is not None and MAY_PROCESS not in who.permissions:
        raise NotAllowed(f"To have an order worked on needs the permission {MAY_PROCESS}.", permissions=[MAY_PROCESS])
