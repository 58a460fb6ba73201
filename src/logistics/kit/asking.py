"""How a client asks a neighbour: its processes in turn, and again what may be sent again.

Both are transports, so that whoever has other means to try again (the gateway has people, the caller of agents has
jobs) leaves this one away and asks by `turns` alone.
"""

import random
from typing import Any

import httpx2
from tenacity import RetryCallState, retry, stop_after_attempt, stop_after_delay

from logistics.kit.turns import NEVER_SENT, READS, can_be_read_again, in_turn

ATTEMPTS = 3
PATIENCE_S = 30
"""No attempt begins later than that: whoever waits for us has other limits."""
LONGEST_WAIT_S = 5
"""Longer than this we do not wait for a service that asks us to; our caller may."""


def asking(urls: str, connections: httpx2.AsyncBaseTransport | None = None) -> "SentAgain":
    """How a client asks the service whose base URLs these are, separated by commas.

    Raises:
        ValueError: There is none.
    """
    return SentAgain(in_turn(urls, connections))


def _sent_again(state: RetryCallState) -> bool:
    """Whether one more attempt is harmless and may help.

    It is for what never left, for what was refused before any work, and of what may have been worked on for reads
    and for changes that are the same when they are made twice.
    """
    request: httpx2.Request = state.args[1]
    assert state.outcome is not None
    error = state.outcome.exception()
    if not can_be_read_again(request) or not (error is None or isinstance(error, httpx2.TransportError)):
        return False
    if error is None:
        return 0 < _asked_to_wait_s(state.outcome.result()) <= LONGEST_WAIT_S
    return isinstance(error, NEVER_SENT) or request.method in READS | {"PUT"} or "Idempotency-Key" in request.headers


def _pause_s(state: RetryCallState) -> float:
    assert state.outcome is not None
    asked_s = 0.0 if state.outcome.failed else _asked_to_wait_s(state.outcome.result())
    return (asked_s or 0.1 * 2**state.attempt_number) * random.uniform(0.5, 1.5)


def _last_outcome(state: RetryCallState) -> Any:
    assert state.outcome is not None
    return state.outcome.result()


class SentAgain(httpx2.AsyncBaseTransport):
    """Sends again, after growing pauses, what may be sent again; answers come whole."""

    def __init__(self, transport: httpx2.AsyncBaseTransport) -> None:
        self._transport = transport

    async def aclose(self) -> None:
        """Close the connections."""
        await self._transport.aclose()

    @retry(
        stop=stop_after_attempt(ATTEMPTS) | stop_after_delay(PATIENCE_S),
        retry=_sent_again,
        wait=_pause_s,
        retry_error_callback=_last_outcome,
    )
    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """The answer with its body, so that one that breaks off in the middle counts as none.

        Raises:
            httpx2.TransportError: There is none.
        """
        answer = await self._transport.handle_async_request(request)
        try:
            await answer.aread()
        finally:
            await answer.aclose()
        return answer


def _asked_to_wait_s(answer: httpx2.Response) -> float:
    """How long to wait before sending it again; 0 when that is not for us to do.

    Our services name a time only where they refused a request before working on it.
    """
    if answer.status_code not in (429, 503):
        return 0
    asked = answer.headers.get("Retry-After", "")
    return float(asked) if asked.isascii() and asked.isdigit() else 0
