"""A service behind the gateway."""

from collections.abc import AsyncIterator, Sequence

import httpx2

from logistics.gateway.headers import Headers
from logistics.kit.errors import Unavailable
from logistics.kit.turns import NEVER_SENT, READS, InTurn

TIMEOUT = httpx2.Timeout(120, connect=2)
"""Reading may take long: a stream is silent for 15 s between heartbeats, an agent's answer longer."""


class ServiceGone(Unavailable):
    """No process of the service answers."""


class AnswerLost(Unavailable):
    """The connection broke before the answer came."""


class Upstream:
    """The processes of one service.

    Args:
        name: How people call the service.
        origins: Where its processes listen, for instance `http://127.0.0.1:8000`.
        connections: By which all services are reached.
    """

    def __init__(self, name: str, origins: Sequence[str], connections: httpx2.AsyncBaseTransport) -> None:
        self._name = name
        self._processes = InTurn(origins, connections)

    async def send(
        self, method: str, target: bytes, headers: Headers, body: AsyncIterator[bytes] | None
    ) -> httpx2.Response:
        """The answer of one process, its body still to be read; close it afterwards.

        Args:
            target: Path and query. It never becomes a part of an address: where the request goes is ours to say.
            body: Read at most once, so a process that took any of it has taken the request.

        Raises:
            ServiceGone: None of them could be reached.
            AnswerLost: One was reached and may have done the work.
        """
        extensions = {"timeout": TIMEOUT.as_dict(), "target": target}
        request = httpx2.Request(method, "http://service", headers=headers, content=body, extensions=extensions)
        try:
            return await self._processes.handle_async_request(request)
        except httpx2.TransportError as error:
            if isinstance(error, NEVER_SENT) or (method in READS and body is None):
                raise ServiceGone(
                    f"The {self._name} does not answer; it may be starting. Try again in a moment."
                ) from error
            raise AnswerLost(f"The {self._name} broke off; look before you send it again.") from error
