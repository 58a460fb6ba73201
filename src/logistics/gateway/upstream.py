"""A service behind the gateway: its processes take turns, and the next one steps in for one that is gone."""

from collections.abc import AsyncIterator, Sequence
from itertools import count

import httpx2

from logistics.gateway.headers import Headers
from logistics.kit.errors import Unavailable

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
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
        transport: The connections, which all services share.
    """

    def __init__(self, name: str, origins: Sequence[str], transport: httpx2.AsyncBaseTransport) -> None:
        self._name = name
        self._origins = [httpx2.URL(origin) for origin in origins]
        self._transport = transport
        self._turns = count()

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
        turn = next(self._turns)
        for offset in range(len(self._origins)):
            origin = self._origins[(turn + offset) % len(self._origins)]
            extensions = {"timeout": TIMEOUT.as_dict(), "target": target}
            request = httpx2.Request(method, origin, headers=headers, content=body, extensions=extensions)
            try:
                return await self._transport.handle_async_request(request)
            except (httpx2.ConnectError, httpx2.ConnectTimeout):
                continue
            except httpx2.TransportError as error:
                if method in SAFE and body is None:
                    continue
                raise AnswerLost(f"The {self._name} broke off; look before you send it again.") from error
        raise ServiceGone(f"The {self._name} does not answer; it may be starting. Try again in a moment.")
