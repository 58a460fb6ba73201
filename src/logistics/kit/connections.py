"""Connections that ask for little: the head of a request must be small and come soon, and they are not too many.

Uvicorn bounds neither: a client that sends a head without end, or a byte of it a minute, would hold memory and a
connection for as long as it likes. Bodies are bounded by the service, the time for them by `bounds.Bounded`.
"""

import asyncio
from typing import Any

from fastapi import Response
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from logistics.kit import problems
from logistics.kit.bounds import RETRY_AFTER_S, SECURITY_HEADERS, ServiceBusy
from logistics.kit.errors import Malformed

MAX_HEAD_BYTES = 32 * 1024
"""Of the request line and the headers; a browser sends a twentieth of it."""
HEAD_WITHIN_S = 10
MAX_CONNECTIONS = 500
"""Of one process; half of the files that it may usually have open."""
LAST_WORD_S = 0.5
"""When we stop, an idle connection stays this long: what is already on its way is answered, and told to go."""


class RequestUnreadable(Malformed):
    """This is no HTTP request."""


class BoundedConnection(HttpToolsProtocol):
    """One client's connection."""

    _head_bytes = 0
    _head_timer: asyncio.TimerHandle | None = None
    _too_large = False
    _body_comes = False
    _stopping = False

    def connection_made(self, transport: Any) -> None:
        """A client connects."""
        super().connection_made(transport)
        self._start_head_timer()
        if len(self.connections) > MAX_CONNECTIONS:
            self._close_with(problems.problem_of(ServiceBusy("Too many connections.", retry_after_s=RETRY_AFTER_S)))

    def connection_lost(self, exc: Exception | None) -> None:
        """It has gone."""
        self._stop_head_timer()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Bytes come; those of a head are counted until it is whole."""
        if self.transport.is_closing():
            return
        super().data_received(data)
        if self._idle:
            self._start_head_timer()
        # A request may be answered before its body has come, as one that is too large is. The rest of it is no head:
        # it is let in for as long as one may take, because closing upon unread bytes would take the answer with it.
        if self._head_timer is not None and not self._body_comes:
            self._head_bytes += len(data)
            if self._head_bytes > MAX_HEAD_BYTES:
                self._close_with(_head_too_large())

    def on_message_begin(self) -> None:
        """The first byte of a head."""
        self._head_bytes = 0
        self._start_head_timer()
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """The head is whole."""
        self._stop_head_timer()
        if len(self.url) + sum(len(name) + len(value) for name, value in self.headers) > MAX_HEAD_BYTES:
            self._too_large = True
            raise ValueError("The parser stops here, and `send_400_response` says why.")
        if fault := _fault_of(self.url, self.headers):
            raise ValueError(fault)
        self._body_comes = True
        super().on_headers_complete()
        if self._stopping:
            self.cycle.keep_alive = False

    def on_message_complete(self) -> None:
        """The body is whole."""
        self._body_comes = False
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """Answer what the parser refuses with a problem document, like every other refusal."""
        self._close_with(_head_too_large() if self._too_large else problems.problem_of(RequestUnreadable(msg)))

    def shutdown(self) -> None:
        """Finish what is asked; a connection on which nothing is asked stays open for a last word."""
        if self._idle:
            self._stopping = True
            self.loop.call_later(LAST_WORD_S, super().shutdown)
        else:
            super().shutdown()

    @property
    def _idle(self) -> bool:
        return self.cycle is None or self.cycle.response_complete

    def _start_head_timer(self) -> None:
        if self._head_timer is None:
            self._head_timer = self.loop.call_later(HEAD_WITHIN_S, self.transport.close)

    def _stop_head_timer(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _close_with(self, answer: Response) -> None:
        """Say why, unless that would land in the middle of another answer, and close."""
        if self._idle and not self.transport.is_closing():
            headers = [*answer.raw_headers, *SECURITY_HEADERS, (b"connection", b"close")]
            lines = b"".join(name + b": " + value + b"\r\n" for name, value in headers)
            self.transport.write(STATUS_LINE[answer.status_code] + lines + b"\r\n" + bytes(answer.body))
        self.transport.close()


def _fault_of(target: bytes, headers: list[tuple[bytes, bytes]]) -> str | None:
    """What is wrong with a head that the parser let pass."""
    if not target.startswith(b"/") or b"#" in target:
        # Uvicorn would drop the address in `GET http://other/ HTTP/1.1` and answer as if it were ours.
        return "The target of a request is a path."
    if any(name == b"transfer-encoding" and value.lower() != b"chunked" for name, value in headers):
        return "A body comes whole or chunked."
    return None


def _head_too_large() -> Response:
    detail = f"Request line and headers together may have {MAX_HEAD_BYTES} bytes."
    return problems.problem(431, "head-too-large", "The head of the request is too large", detail)
