"""GET /events: everything that happens to any order, as server-sent events that can be resumed."""

import asyncio
import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Request
from fastapi.responses import StreamingResponse
from fastapi.sse import EventSourceResponse, format_sse_event

from logistics.access.principal import CredentialNotAccepted, Principal
from logistics.identity.standing import Standing
from logistics.kit.database import Database, DatabaseUnavailable
from logistics.kit.errors import FieldError, Invalid
from logistics.orders.events import OrderEvents, Position
from logistics.orders.wire import event_read
from logistics.web.authorisation import Caller, allowed, guarded_router
from logistics.web.problems import problems
from logistics.web.shares import ServiceBusy, Shares, ShareTaken

router: APIRouter = guarded_router(tags=["events"])

MAX_STREAMS = 200
"""Of one process; each asks the database twice a second."""
MAX_STREAMS_OF_ONE = 10
"""Tabs of one person's browsers. One more is refused: were the oldest ended instead, it would come back at once and
end the next, for as long as all of them are open."""
POLL_S = 0.5
HEARTBEAT_S = 15
BATCH = 200
CONFIRMED_EVERY_S = 2
"""How long a reader who lost the right goes on reading."""
_EXAMPLE = 'event: order_booked\ndata: {"id": 77, "order_id": 123, "type": "order_booked", ...}\nid: 5012-77\n\n'


class InvalidLastEventId(Invalid):
    """Last-Event-ID is not one we sent."""


def new_places() -> Shares:
    """Places for the event streams of one process."""
    return Shares("event streams", most=MAX_STREAMS, most_of_one=MAX_STREAMS_OF_ONE)


async def _place(request: Request, caller: Caller) -> AsyncIterator[None]:
    """A place among the streams, held until the answer has ended.

    Raises:
        ServiceBusy, ShareTaken: There is none.
    """
    places: Shares = request.app.state.streams
    places.take(caller.subject)
    try:
        yield
    finally:
        places.give_back(caller.subject)


@router.get(
    "/events",
    response_class=StreamingResponse,
    summary="Follow everything that changes",
    dependencies=[allowed("events:read"), Depends(_place)],
    responses={
        200: {
            "content": {"text/event-stream": {"schema": {"type": "string", "examples": [_EXAMPLE]}}},
            "description": "One event per change",
        },
        **problems(InvalidLastEventId, ServiceBusy, ShareTaken),
    },
)
async def follow_events(
    request: Request,
    caller: Caller,
    last_event_id: Annotated[str | None, Header(max_length=50, description="Continue after this one.")] = None,
) -> StreamingResponse:
    """Events from now on, or from after `Last-Event-ID`; a comment every 15 s keeps the line open.

    The stream ends when the credential does: sign in again, or get another token, and go on after the last event.
    """
    database: Database = request.app.state.database
    stopping: asyncio.Event = request.app.state.stopping
    if last_event_id is not None:
        position = _position(last_event_id)
    else:
        async with database.connection() as tx:
            position = await OrderEvents(tx).newest()
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    lines = _lines(database, position, stopping, _confirmation(request.app.state.standing, caller))
    return EventSourceResponse(lines, headers=headers)


def _confirmation(standing: Standing, caller: Principal) -> Callable[[], Awaitable[bool]]:
    """Whether the caller may still read, looked at now and then."""
    confirmed_at = time.monotonic()

    async def may_read() -> bool:
        nonlocal confirmed_at
        if time.monotonic() - confirmed_at < CONFIRMED_EVERY_S:
            return True
        try:
            await standing.confirm(caller)
        except CredentialNotAccepted:
            return False
        confirmed_at = time.monotonic()
        return True

    return may_read


async def _lines(
    database: Database, position: Position, stopping: asyncio.Event, may_read: Callable[[], Awaitable[bool]]
) -> AsyncIterator[bytes]:
    # Not handed to FastAPI to be sent: that reads events ahead of the reader, who may lose the right meanwhile.
    yield format_sse_event(retry=1000)
    quiet_s = 0.0
    while not stopping.is_set():
        shown = 0
        try:
            if not await may_read():
                return
            async with database.connection() as tx:
                news = await OrderEvents(tx).list_since(position, BATCH)
            for read_to, event in news:
                if not await may_read():  # A reader who is slow to take what was read for it may have lost the right.
                    return
                said = event_read(event).model_dump_json()
                yield format_sse_event(id=str(read_to), event=event.type, data_str=said)
                position, shown = read_to, shown + 1
        except DatabaseUnavailable:
            pass  # The reader waits with us; the stream goes on where it was.
        quiet_s = 0.0 if shown else quiet_s + POLL_S
        if quiet_s >= HEARTBEAT_S:
            quiet_s = 0.0
            yield format_sse_event(comment="still here")
        if shown < BATCH:
            await _pause(stopping)


async def _pause(stopping: asyncio.Event) -> None:
    try:
        await asyncio.wait_for(stopping.wait(), POLL_S)
    except TimeoutError:
        return


def _position(text: str) -> Position:
    match = re.fullmatch(r"([0-9]{1,18})-([0-9]{1,18})", text, re.ASCII)
    if match is None:
        fault = FieldError("/last-event-id", "invalid", "Send back the id of the last event you saw.", "header")
        raise InvalidLastEventId("Last-Event-ID is not one we sent.", errors=[fault])
    return Position(int(match[1]), int(match[2]))
