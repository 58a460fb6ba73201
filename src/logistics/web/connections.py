"""Connections that ask for little: heads are small and come soon, answers are taken, and there are not too many.

Uvicorn bounds none of it: a client that sends a head without end, or a byte of it a minute, or never reads its
answer, would hold memory and a connection for as long as it likes. Bodies are bounded by the route, the time for them
by `bounds.Bounded`.
"""

import asyncio
from typing import Any

from fastapi import Response
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from logistics.access.senders import network_of
from logistics.web import heads, problems
from logistics.web.secure_headers import SECURITY_HEADERS
from logistics.web.shares import RETRY_AFTER_S, ServiceBusy

HEAD_WITHIN_S = 10
TAKE_WITHIN_S = 30
LEAST_TAKEN_BYTES = 64 * 1024
"""Of an answer that waits to be read so much must be taken each `TAKE_WITHIN_S`; else it is given up."""
MAX_CONNECTIONS = 500
"""Of one process; half of the files that it may usually have open."""
MAX_CONNECTIONS_OF_ONE_ADDRESS = 250
LAST_WORD_S = 0.5
"""When we stop, an idle connection stays this long: what is already on its way is answered, and told to go."""


class BoundedConnection(HttpToolsProtocol):
    """One client's connection."""

    _head_bytes = 0
    _head_timer: asyncio.TimerHandle | None = None
    _taking_timer: asyncio.TimerHandle | None = None
    _too_large = False
    _body_comes = False
    _since_body_part = 0
    _has_asked = False
    _stopping = False
    _since = 0.0

    def connection_made(self, transport: Any) -> None:
        """A client connects."""
        super().connection_made(transport)
        self._network = network_of(self.client[0] if self.client else None)
        self._since = self.loop.time()
        self._start_head_timer()
        for neighbours, most in (
            (self._of_same_network, MAX_CONNECTIONS_OF_ONE_ADDRESS),
            (self._open, MAX_CONNECTIONS),
        ):
            if len(self.connections) > most and len(held := neighbours()) > most and not self._make_room(held):
                self._close_with(
                    problems.problem_of(ServiceBusy("Too many connections.", retry_after_s=RETRY_AFTER_S))
                )
                return

    def _open(self) -> list["BoundedConnection"]:
        """Every connection of this process."""
        everyone = (each for each in self.connections if isinstance(each, BoundedConnection))
        return [each for each in everyone if not each.transport.is_closing()]

    def _of_same_network(self) -> list["BoundedConnection"]:
        """Those that come from where this one does; none if nobody knows where that is."""
        return [each for each in self._open() if self._network is not None and each._network == self._network]

    def _make_room(self, held: list["BoundedConnection"]) -> bool:
        """Close the one of these that has asked for nothing for the longest time; False when all are being answered.

        Those that never asked go before those that rest between two requests.
        """
        asleep = [each for each in held if each is not self and each._asks_for_nothing]
        if asleep:
            min(asleep, key=lambda each: (each._has_asked, each._since)).transport.close()
        return bool(asleep)

    def connection_lost(self, exc: Exception | None) -> None:
        """It has gone."""
        self._stop_head_timer()
        self._stop_taking_timer()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Bytes come; those of a head are counted until it is whole."""
        if self.transport.is_closing():
            return
        was_body = self._body_comes
        self._since_body_part += len(data)
        super().data_received(data)
        if self._body_comes and self._since_body_part > heads.MAX_HEAD_BYTES:
            self._close_with(heads.too_large())
        if self._idle:
            self._start_head_timer()
        # A request may be answered before its body has come, as one that is too large is. The rest of it is no head:
        # it is let in for as long as one may take, because closing upon unread bytes would take the answer with it.
        if self._head_timer is not None and not (was_body or self._body_comes):
            self._head_bytes += len(data)
            if self._head_bytes > heads.MAX_HEAD_BYTES:
                self._close_with(heads.too_large())

    def on_message_begin(self) -> None:
        """The first byte of a head."""
        self._head_bytes = 0
        self._start_head_timer()
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """The head is whole."""
        self._stop_head_timer()
        if heads.is_too_large(self.url, self.headers):
            self._too_large = True
            raise ValueError("The parser stops here, and `send_400_response` says why.")
        upgrades = self.parser.should_upgrade()
        if fault := heads.fault_of(self.url, self.headers, upgrades=upgrades):
            raise ValueError(fault)
        self._body_comes = True
        self._since_body_part = 0
        super().on_headers_complete()
        # Where another protocol is asked for, the parser skips what it has behind the head, so nobody knows any more
        # where the next request begins.
        if self._stopping or upgrades:
            self.cycle.keep_alive = False

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header. One that stands behind the body is none: the head alone says who asks for what."""
        if not self._body_comes:
            super().on_header(name, value)

    def on_body(self, body: bytes) -> None:
        """A part of the body."""
        self._since_body_part = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """The body is whole."""
        self._body_comes = False
        self._has_asked = True
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """The answer is out."""
        self._since = self.loop.time()
        super().on_response_complete()

    def pause_writing(self) -> None:
        """The client does not take what it asked for as fast as it comes."""
        super().pause_writing()
        self._look_whether_it_takes()

    def resume_writing(self) -> None:
        """It took it."""
        self._stop_taking_timer()
        super().resume_writing()

    def _look_whether_it_takes(self, left_before: int | None = None) -> None:
        left = self.transport.get_write_buffer_size()
        if left_before is not None and left_before - left < LEAST_TAKEN_BYTES:
            self.transport.abort()
        else:
            self._taking_timer = self.loop.call_later(TAKE_WITHIN_S, self._look_whether_it_takes, left)

    def _stop_taking_timer(self) -> None:
        if self._taking_timer is not None:
            self._taking_timer.cancel()
            self._taking_timer = None

    def send_400_response(self, msg: str) -> None:
        """Answer what the parser refuses with a problem document, like every other refusal."""
        self._close_with(heads.too_large() if self._too_large else problems.problem_of(heads.RequestUnreadable(msg)))

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

    @property
    def _asks_for_nothing(self) -> bool:
        """Whether nobody is at work for it: no request of it is whole, and no answer on its way."""
        return (self._idle or self._body_comes) and not self.transport.get_write_buffer_size()

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
